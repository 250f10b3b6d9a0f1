"""Documents to print: a grocery sale, and what each test changes about it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from edge.fiscal.reading import CustomerView, DocumentView, PaymentView
from tests.printing.documents import NORMAL, OFFLINE_KEY, OFFLINE_QR, Make


@pytest.fixture
def document() -> Make:
    """An authorised document; keyword arguments replace its fields."""

    def make(**changes: Any) -> DocumentView:
        return replace(NORMAL, **changes)

    return make


@pytest.fixture
def offline(document: Make) -> DocumentView:
    """Issued offline, not yet authorised, in homologation."""
    return document(
        access_key=OFFLINE_KEY, tpEmis=9, tpAmb=2, nNF=124, qrCode=OFFLINE_QR, protocol=None
    )


@pytest.fixture
def discounted(document: Make) -> DocumentView:
    """A discount on one item, two ways of paying, a known customer."""
    base = document()
    cheese = replace(base.items[1], vDesc=Decimal("0.50"))
    return document(
        items=(base.items[0], cheese, *base.items[2:]),
        vDesc=Decimal("0.50"),
        vNF=Decimal("71.32"),
        payments=(
            PaymentView(tPag="03", name="Cartão de Crédito", vPag=Decimal("50.00")),
            PaymentView(tPag="17", name="Pix", vPag=Decimal("21.32")),
        ),
        change=Decimal("0.00"),
        customer=CustomerView(kind="CPF", document="11144477735", xNome="João da Conceição"),
    )
