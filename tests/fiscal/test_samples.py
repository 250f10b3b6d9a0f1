"""Four reference notes, made before this code was written, come out again byte for byte."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from edge.errors import BadInput
from edge.fiscal.document import Draft, verify
from edge.fiscal.reading import read_document
from edge.fiscal.sale import NO_GTIN, Customer
from edge.fiscal.tax_profile import PisCofins
from tests.support import sales
from tests.support.sales import CNPJ_WITH_LETTERS, CPF

FOLDER = Path(__file__).parents[1] / "data" / "fiscal"
SOLD_TO_ITSELF = "offline_qr3_crt3_cnpj_alfa"
NOTES: dict[str, dict[str, Any]] = {
    "online_qr3_crt3": {"crt": 3, "nNF": 1},
    "offline_qr3_crt1_cpf": {"crt": 1, "nNF": 2, "tpEmis": 9, "customer": Customer(cpf=CPF)},
    "offline_qr3_crt3_anon": {"crt": 3, "nNF": 3, "tpEmis": 9},
    SOLD_TO_ITSELF: {
        "crt": 3,
        "nNF": 4,
        "tpEmis": 9,
        "customer": Customer(cnpj=CNPJ_WITH_LETTERS),
        "CNPJ": CNPJ_WITH_LETTERS,
    },
}


def sample(name: str) -> bytes:
    return (FOLDER / f"own_nfce_{name}.xml").read_bytes()


def again(
    *,
    crt: int,
    nNF: int,
    tpEmis: int = 1,
    customer: Customer | None = None,
    CNPJ: str = sales.CNPJ,
) -> Draft:
    profile = sales.NORMAL if crt == 3 else replace(sales.SIMPLES, pis_cofins=PisCofins(CST="49"))
    taxed = replace(profile, approx=sales.APPROX)
    rice = sales.item(tax=taxed)
    beans = sales.item(
        tax=taxed,
        sku="002",
        description="FEIJAO CARIOCA 1KG",
        gtin=NO_GTIN,
        ncm="07133399",
        quantity=Decimal(2),
        unit_price=Decimal("8.99"),
    )
    return sales.draft(
        sales.sale(rice, beans, payments=(sales.cash("60"),), customer=customer),
        issuer=sales.issuer(crt=crt, CNPJ=CNPJ),
        tech=None,
        nNF=nNF,
        tpEmis=tpEmis,
        verProc="amostra 1",
    )


@pytest.mark.parametrize("name", NOTES)
def test_the_note_is_the_sample_in_canonical_form_byte_for_byte(name: str) -> None:
    root = etree.fromstring(sample(name))
    # Parsed alone, with the namespace it inherits, so that lxml's c14n is right.
    alone = etree.fromstring(etree.tostring(root[0], with_tail=False))
    assert again(**NOTES[name]).infNFe == etree.tostring(alone, method="c14n")


@pytest.mark.parametrize("name", NOTES)
def test_the_digest_is_the_one_that_the_sample_was_signed_with(name: str) -> None:
    assert again(**NOTES[name]).digest == read_document(sample(name)).digest


@pytest.mark.parametrize("name", NOTES)
def test_the_qr_code_is_the_samples_up_to_its_signature(name: str) -> None:
    draft = again(**NOTES[name])
    expected = read_document(sample(name)).qrCode
    if draft.qr_payload is None:
        assert draft.qr_code == expected
    else:
        url = sales.ADDRESSES.qrcode_url
        assert f"{url}?p={draft.qr_payload.decode()}" == expected.rpartition("|")[0]


@pytest.mark.parametrize("name", sorted(NOTES.keys() - {SOLD_TO_ITSELF}))
def test_the_sample_passes_its_own_check(name: str) -> None:
    again(**NOTES[name]).check()
    verify(sample(name))


def test_the_sample_of_a_shop_that_sells_to_itself_is_well_made_and_refused_for_that() -> None:
    verify(sample(SOLD_TO_ITSELF))
    with pytest.raises(BadInput, match=r"fiscal\.220"):
        again(**NOTES[SOLD_TO_ITSELF]).check()
    again(**NOTES[SOLD_TO_ITSELF] | {"customer": Customer(cnpj=sales.CNPJ)}).check()
