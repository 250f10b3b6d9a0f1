"""What the rules let through, the official schema judges, and the field is named all the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest

from edge.errors import BadInput, ConfigProblem, Untrusted
from edge.fiscal import schema
from edge.fiscal.document import Draft
from edge.fiscal.note import Contingency
from edge.fiscal.payment_methods import PaymentMethod
from edge.fiscal.sale import Customer, Payment, Sale
from edge.fiscal.tax_profile import Icms
from edge.money import ZERO
from tests.support import sales
from tests.support.sales import CARD, SIMPLES, draft, issuer, item, sale
from tests.support.sealing import sealed

Make = Callable[[], Draft]
ADDRESS = sales.ADDRESS
LONG = "X" * 121
CURT = Contingency(dhCont=sales.NOON, xJust="curto")


def two(**changes: Any) -> Sale:
    return sale(item(), item(**changes), payments=(sales.cash("100.00"),))


def address(**changes: Any) -> Draft:
    return draft(issuer=issuer(address=msgspec.structs.replace(ADDRESS, **changes)))


def addressed(**changes: str) -> Draft:
    return draft(addresses=msgspec.structs.replace(sales.ADDRESSES, **changes))


def taxed(**changes: Any) -> Draft:
    return draft(sale(item(tax=replace(SIMPLES, **changes))))


def card(**changes: Any) -> Draft:
    payment = Payment(
        method=PaymentMethod.PIX, amount=Decimal("34.49"), card=replace(CARD, **changes)
    )
    return draft(sale(payments=(sales.cash("0.01"), payment)))


BAD: list[tuple[str, Make]] = [
    ("items[1].description", lambda: draft(two(description=LONG))),
    ("items[1].description", lambda: draft(two(description="日本"))),
    ("items[0].sku", lambda: draft(sale(item(sku="X" * 61)))),
    ("items[0].unit", lambda: draft(sale(item(unit="UNIDADE")))),
    ("items[0].cest", lambda: draft(sale(item(cest="123")))),
    ("items[0].tax.cBenef", lambda: taxed(cBenef="SP1")),
    ("items[0].tax.icms.orig", lambda: taxed(icms=Icms(orig="9", code="102"))),
    ("items[1].quantity", lambda: draft(two(quantity=Decimal(10**12), unit_price=ZERO))),
    ("payments[1].card.authorization", lambda: card(authorization="X" * 129)),
    ("payments[1].card.terminal", lambda: card(terminal="X" * 41)),
    ("customer.name", lambda: draft(sale(customer=Customer(cpf=sales.CPF, name="X")), tpAmb=1)),
    ("note", lambda: draft(sale(notes="X" * 5001))),
    ("natOp", lambda: draft(sale(natOp="X" * 61))),
]  # fmt: skip

MISCONFIGURED: list[tuple[str, Make]] = [
    ("issuer.xNome", lambda: draft(issuer=issuer(xNome="X"))),
    ("issuer.IE", lambda: draft(issuer=issuer(IE="1"))),
    ("issuer.address.CEP", lambda: address(CEP="1")),
    ("tech.email", lambda: draft(tech=msgspec.structs.replace(sales.TECH, email="a@b"))),
    ("addresses.qrcode_url", lambda: addressed(qrcode_url="ftp://x")),
    ("addresses.urlChave", lambda: addressed(urlChave="x")),
    ("fiscal.xJust", lambda: draft(tpEmis=9, contingency=CURT)),
    ("fiscal.verProc", lambda: draft(verProc="X" * 21)),
]  # fmt: skip


@pytest.mark.parametrize(("field", "make"), BAD)
def test_the_schema_names_what_the_till_sent_wrong(field: str, make: Make) -> None:
    with pytest.raises(BadInput) as caught:
        make().check()
    assert caught.value.code == "fiscal.schema"
    assert caught.value.params["field"] == field
    assert caught.value.params["why"]


@pytest.mark.parametrize(("field", "make"), MISCONFIGURED)
def test_the_schema_names_what_is_configured_wrong(field: str, make: Make) -> None:
    with pytest.raises(ConfigProblem) as caught:
        make().check()
    assert (caught.value.code, caught.value.params["field"]) == ("fiscal.schema", field)


def test_more_items_than_the_layout_holds_are_refused() -> None:
    many = (item(unit_price=Decimal("0.01")),) * 991
    with pytest.raises(BadInput) as caught:
        draft(sale(*many)).check()
    assert caught.value.params["field"] == "items[990]"


def test_a_group_that_is_wrong_is_named_without_its_layout_name() -> None:
    document = sealed(draft()).replace(b"<CSOSN>102</CSOSN>", b"")
    with pytest.raises(BadInput) as caught:
        schema.check(document)
    assert caught.value.params["field"] == "items[0].tax.icms"


def test_what_is_not_the_layout_at_all_is_the_boxs_own_fault() -> None:
    with pytest.raises(Untrusted, match=r"fiscal\.schema"):
        schema.check(b'<NFe xmlns="http://www.portalfiscal.inf.br/nfe"/>')
    with pytest.raises(BadInput, match=r"fiscal\.schema"):
        schema.check(b"<NFe>")


def test_a_missing_schema_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(schema, "_INSIDE", Path("nowhere.xsd"))
    with pytest.raises(ConfigProblem, match="no_schema"):
        schema.schema_file()
