"""From what a till wants to a sale with every fiscal fact: catalogue data where the till gave none.

Errors name the field in the till's own terms (``items[0].quantity``).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from edge.catalogue.catalogue import Catalogue
from edge.catalogue.product import Product
from edge.catalogue.tax import fuel_of, tax_profile_of
from edge.errors import BadInput
from edge.fiscal.payment_methods import PaymentMethod
from edge.fiscal.sale import (
    NO_GTIN,
    Card,
    Carrier,
    Customer,
    Delivery,
    Fuel,
    Item,
    Marketplace,
    Payment,
    Pump,
    Sale,
)
from edge.money import ZERO, parse_decimal
from edge.sales.request import (
    CustomerWanted,
    DeliveryWanted,
    ItemWanted,
    PaymentWanted,
    PumpWanted,
    SaleRequest,
)

_MOST_MONEY = Decimal("9999999999.99")
_MOST_QUANTITY = Decimal(9999999)
_MOST_COUNTER = Decimal("999999999999.999")
_MOST_UNIT_PRICE = Decimal("9999999.99")

T = TypeVar("T")


def fill_basket(wanted: SaleRequest, catalogue: Catalogue, *, crt: int) -> Sale:
    """The sale; raises ``BadInput`` for an unknown SKU, a missing field or a malformed number."""
    return Sale(
        items=tuple(
            _item(item, catalogue.find(item.sku), f"items[{index}]", crt)
            for index, item in enumerate(wanted.items)
        ),
        payments=tuple(
            _payment(payment, f"payments[{index}]") for index, payment in enumerate(wanted.payments)
        ),
        customer=None if wanted.customer is None else _customer(wanted.customer),
        discount=_money(wanted.discount, "discount"),
        freight=_money(wanted.freight, "freight"),
        insurance=_money(wanted.insurance, "insurance"),
        surcharge=_money(wanted.surcharge, "surcharge"),
        delivery=None if wanted.delivery is None else _delivery(wanted.delivery),
        notes=wanted.note,
        tax_notes=wanted.tax_note,
    )


def _item(wanted: ItemWanted, product: Product | None, at: str, crt: int) -> Item:
    if product is None and wanted.tax is None:
        raise BadInput("sales.unknown_sku", field=f"{at}.sku", sku=wanted.sku)
    known = product or _NOTHING
    quantity = parse_decimal(wanted.quantity, field=f"{at}.quantity", digits=4, most=_MOST_QUANTITY)
    if not quantity:
        raise BadInput("sales.not_positive", field=f"{at}.quantity")
    return Item(
        sku=product.sku if product else wanted.sku,
        description=_given(wanted.description, known.description, f"{at}.description"),
        gtin=wanted.gtin or known.gtin or NO_GTIN,
        ncm=_given(wanted.ncm, known.ncm, f"{at}.ncm"),
        cest=wanted.cest or known.cest,
        cfop=_given(wanted.cfop, known.cfop, f"{at}.cfop"),
        unit=_given(wanted.unit, known.unit, f"{at}.unit"),
        quantity=quantity,
        unit_price=parse_decimal(
            _given(wanted.unit_price, known.price, f"{at}.unit_price"),
            field=f"{at}.unit_price",
            digits=10,
            most=_MOST_UNIT_PRICE,
        ),
        discount=_money(wanted.discount, f"{at}.discount"),
        tax=tax_profile_of(
            _given(wanted.tax, known.tax, f"{at}.tax"),
            field=f"{at}.tax",
            crt=crt,
            quantity=quantity,
        ),
        fuel=_fuel(wanted, known, at),
        order=wanted.order,
        order_line=wanted.order_line,
    )


def _fuel(wanted: ItemWanted, known: Product | _Nothing, at: str) -> Fuel | None:
    fuel = wanted.fuel or known.fuel
    if fuel is None:
        return None
    pump = None if wanted.pump is None else _pump(wanted.pump, f"{at}.pump")
    return fuel_of(fuel, field=f"{at}.fuel", pump=pump)


def _pump(wanted: PumpWanted, at: str) -> Pump:
    return Pump(
        nBico=wanted.nBico,
        nTanque=wanted.nTanque,
        nBomba=wanted.nBomba,
        vEncIni=_counter(wanted.vEncIni, f"{at}.vEncIni"),
        vEncFin=_counter(wanted.vEncFin, f"{at}.vEncFin"),
    )


def _counter(text: str, field: str) -> Decimal:
    return parse_decimal(text, field=field, digits=3, most=_MOST_COUNTER)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Nothing:
    """The product that is not in the catalogue: every field is the till's to give."""

    description: None = None
    gtin: None = None
    ncm: None = None
    cest: None = None
    cfop: None = None
    unit: None = None
    price: None = None
    tax: None = None
    fuel: None = None


_NOTHING = _Nothing()


def _payment(wanted: PaymentWanted, at: str) -> Payment:
    card = wanted.card
    amount = _money(wanted.amount, f"{at}.amount")
    if not amount and wanted.method != "later":
        raise BadInput("sales.not_positive", field=f"{at}.amount")
    return Payment(
        method=PaymentMethod(wanted.method),
        amount=amount,
        card=None
        if card is None
        else Card(
            integrated=card.integrated,
            cnpj=card.cnpj,
            brand=card.brand,
            authorization=card.authorization,
            terminal=card.terminal,
        ),
    )


def _customer(wanted: CustomerWanted) -> Customer:
    if [wanted.cpf, wanted.cnpj, wanted.foreign_id].count(None) != 2:
        raise BadInput("sales.cpf_or_cnpj", field="customer")
    return Customer(
        cpf=wanted.cpf,
        cnpj=wanted.cnpj,
        foreign_id=wanted.foreign_id,
        name=wanted.name,
        address=wanted.address,
    )


def _delivery(wanted: DeliveryWanted) -> Delivery:
    carrier, site = wanted.carrier, wanted.marketplace
    return Delivery(
        modFrete=wanted.modFrete,
        carrier=None
        if carrier is None
        else Carrier(
            cpf=carrier.cpf,
            cnpj=carrier.cnpj,
            name=carrier.name,
            IE=carrier.IE,
            address=carrier.address,
            xMun=carrier.xMun,
            UF=carrier.UF,
        ),
        marketplace=None if site is None else Marketplace(cnpj=site.cnpj, seller_id=site.seller_id),
    )


def _money(text: str | None, field: str) -> Decimal:
    if text is None:
        return ZERO
    return parse_decimal(text, field=field, digits=2, most=_MOST_MONEY)


def _given(first: T | None, second: T | None, field: str) -> T:
    value = first if first is not None else second
    if value is None:
        raise BadInput("sales.field_missing", field=field)
    return value
