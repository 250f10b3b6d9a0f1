"""From what a till wants to a sale that the fiscal core can judge."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, get_args

import msgspec
import pytest

from edge.catalogue.catalogue import Catalogue
from edge.catalogue.product import Product
from edge.errors import BadInput
from edge.fiscal.payment_methods import PaymentMethod
from edge.fiscal.sale import Sale
from edge.sales.basket import fill_basket
from edge.sales.request import Method, SaleRequest
from tests.support import sales

RICE = {
    "sku": "ARROZ",
    "description": "Arroz 5kg",
    "ncm": "10063021",
    "cfop": "5102",
    "unit": "UN",
    "price": "24.90",
    "tax": {"icms": {"csosn": "102"}},
}
DIESEL = RICE | {
    "sku": "S10",
    "ncm": "27101921",
    "cfop": "5656",
    "unit": "L",
    "tax": {"icms": {"csosn": "102"}},
    "fuel": {"cProdANP": "820101034", "descANP": "OLEO DIESEL B S10"},
}
BEER = RICE | {
    "sku": "CERVEJA",
    "ncm": "22030000",
    "cest": "0302100",
    "cfop": "5405",
    "tax": {
        "icms": {"csosn": "500", "withheld": {"vBCSTRet": "5", "pST": "20", "vICMSSTRet": "0.5"}}
    },
}
CATALOGUE = Catalogue(msgspec.convert([RICE, DIESEL, BEER], list[Product]))
CASH = [{"method": "cash", "amount": "500.00"}]
HOME = msgspec.to_builtins(sales.ADDRESS)


def wanted(**changes: Any) -> Sale:
    asked = {"items": [{"sku": "ARROZ", "quantity": "2"}], "payments": CASH} | changes
    return fill_basket(msgspec.convert(asked, SaleRequest), CATALOGUE, crt=1)


def test_every_means_of_payment_but_those_no_receipt_may_have_can_be_asked_for() -> None:
    never = {PaymentMethod.TRADE_BILL, PaymentMethod.NONE, PaymentMethod.OTHER}
    assert set(get_args(Method)) == set(PaymentMethod) - never


def test_what_is_paid_later_has_no_amount_and_the_rest_has() -> None:
    sold = wanted(payments=[{"method": "later", "amount": "0.00"}])
    sales.draft(sold).check()
    with pytest.raises(BadInput, match="not_positive") as caught:
        wanted(payments=[{"method": "cash", "amount": "0.00"}])
    assert caught.value.params["field"] == "payments[0].amount"


def test_a_delivery_carries_its_freight_its_carrier_and_where_it_goes() -> None:
    sold = wanted(
        freight="9.99",
        insurance="0.51",
        surcharge="1.00",
        customer={"cpf": sales.CPF, "name": "Ana", "address": HOME},
        delivery={
            "modFrete": "0",
            "carrier": {"cnpj": sales.CNPJ, "name": "Entregas", "UF": "SP"},
            "marketplace": {"cnpj": sales.CNPJ_WITH_LETTERS, "seller_id": "loja-1"},
        },
        tax_note="Regime especial",
    )
    draft = sales.draft(sold)
    draft.check()
    assert draft.total == Decimal("61.30")
    for told in (
        b"<indPres>4<",
        b"<indIntermed>1<",
        b"<transporta>",
        b"<enderDest>",
        b"<infAdFisco>",
    ):
        assert told in draft.infNFe


def test_a_foreigner_is_known_by_a_document_of_their_own() -> None:
    draft = sales.draft(wanted(customer={"foreign_id": "AB123456"}), tpEmis=9)
    draft.check()
    assert b"<idEstrangeiro>AB123456</idEstrangeiro>" in draft.infNFe
    assert draft.qr_payload is not None
    assert draft.qr_payload.endswith(b"|3|")


@pytest.mark.parametrize("who", [{}, {"cpf": sales.CPF, "foreign_id": "AB123456"}])
def test_a_customer_has_one_document(who: dict[str, str]) -> None:
    with pytest.raises(BadInput, match="cpf_or_cnpj"):
        wanted(customer=who)


def test_a_fuel_comes_from_the_catalogue_and_its_pump_from_the_till() -> None:
    pump = {"nBico": "1", "nTanque": "2", "vEncIni": "10.000", "vEncFin": "12.5"}
    sold = wanted(items=[{"sku": "S10", "quantity": "2.5", "pump": pump, "order": "7"}])
    fuel = sold.items[0].fuel
    assert fuel is not None
    assert fuel.pump is not None
    assert (fuel.cProdANP, fuel.pump.vEncFin) == ("820101034", Decimal("12.5"))
    assert sold.items[0].order == "7"


def test_a_pumps_counter_is_read_to_the_millilitre_and_no_finer() -> None:
    pump = {"nBico": "1", "nTanque": "2", "vEncIni": "10.0001", "vEncFin": "12.5"}
    with pytest.raises(BadInput, match="too_precise") as caught:
        wanted(items=[{"sku": "S10", "quantity": "2.5", "pump": pump}])
    assert caught.value.params["field"] == "items[0].pump.vEncIni"


def test_what_was_withheld_of_a_can_is_told_of_the_pack() -> None:
    sold = wanted(items=[{"sku": "CERVEJA", "quantity": "12"}])
    draft = sales.draft(sold)
    draft.check()
    assert b"<vBCSTRet>60.00</vBCSTRet><pST>20.00</pST><vICMSSTRet>6.00<" in draft.infNFe
