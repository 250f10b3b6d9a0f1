"""What a till may ask for: the body of ``POST /v1/sales``.

Quantities and money are decimal strings (``"0.432"``, ``"50.00"``), never JSON numbers. An item
names a product of the catalogue by SKU or GTIN, or carries its own fiscal data; what it carries
wins.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from edge.catalogue.product import Cest, Cfop, Decimals, Fuel, Gtin, Ncm, Part, Tax
from edge.config import Address

Cpf = Annotated[str, Meta(pattern=r"^[0-9]{11}$")]
Cnpj = Annotated[str, Meta(pattern=r"^[0-9A-Z]{12}[0-9]{2}$")]
Name = Annotated[str, Meta(min_length=2, max_length=60)]


class PumpWanted(Part, frozen=True, kw_only=True):
    """The counters of the pump that a fuel came from, before and after, with up to three places."""

    nBico: Annotated[str, Meta(pattern=r"^[0-9]{1,3}$")]
    nTanque: Annotated[str, Meta(pattern=r"^[0-9]{1,3}$")]
    vEncIni: Decimals
    vEncFin: Decimals
    nBomba: Annotated[str, Meta(pattern=r"^[0-9]{1,3}$")] | None = None


class ItemWanted(Part, frozen=True, kw_only=True):
    """``discount`` is money off this line. What is left out comes from the catalogue.

    ``order`` and ``order_line`` are the buyer's own. ``pump`` is for a fuel.
    """

    sku: Annotated[str, Meta(min_length=1, max_length=60)]
    quantity: Decimals
    unit_price: Decimals | None = None
    discount: Decimals | None = None
    description: Annotated[str, Meta(min_length=1, max_length=120)] | None = None
    gtin: Gtin | None = None
    ncm: Ncm | None = None
    cest: Cest | None = None
    cfop: Cfop | None = None
    unit: Annotated[str, Meta(min_length=1, max_length=6)] | None = None
    tax: Tax | None = None
    fuel: Fuel | None = None
    pump: PumpWanted | None = None
    order: Annotated[str, Meta(min_length=1, max_length=15)] | None = None
    order_line: Annotated[str, Meta(pattern=r"^[0-9]{1,6}$")] | None = None


class CustomerWanted(Part, frozen=True, kw_only=True):
    """Who buys, if they want to be on the document: ``cpf``, ``cnpj`` or ``foreign_id``.

    A delivery needs the ``address``.
    """

    cpf: Cpf | None = None
    cnpj: Cnpj | None = None
    foreign_id: Annotated[str, Meta(min_length=5, max_length=20)] | None = None
    name: Name | None = None
    address: Address | None = None


class CarrierWanted(Part, frozen=True, kw_only=True):
    """Who carries a delivery. ``address`` is one line of text."""

    cpf: Cpf | None = None
    cnpj: Cnpj | None = None
    name: Name | None = None
    IE: Annotated[str, Meta(pattern=r"^[0-9]{2,14}$")] | None = None
    address: Annotated[str, Meta(min_length=1, max_length=60)] | None = None
    xMun: Annotated[str, Meta(min_length=1, max_length=60)] | None = None
    UF: Annotated[str, Meta(pattern=r"^[A-Z]{2}$")] | None = None


class MarketplaceWanted(Part, frozen=True, kw_only=True):
    """The site a delivery was sold on, and the shop's name there."""

    cnpj: Cnpj
    seller_id: Name


class DeliveryWanted(Part, frozen=True, kw_only=True):
    """Goods brought to the customer's address.

    ``modFrete``, who pays for it: 0 the shop, 1 the buyer, 2 others, 3 carried by the shop itself,
    4 by the buyer, 9 no freight.
    """

    modFrete: Literal["0", "1", "2", "3", "4", "9"] = "3"
    carrier: CarrierWanted | None = None
    marketplace: MarketplaceWanted | None = None


class CardWanted(Part, frozen=True, kw_only=True):
    """What the terminal said. ``integrated`` terminals must give ``cnpj`` and ``authorization``.

    ``brand`` is ``tBand``: 01 Visa, 02 Mastercard, 03 Amex, 06 Elo, 07 Hipercard … 99 other.
    """

    integrated: bool = False
    cnpj: Cnpj | None = None
    brand: Annotated[str, Meta(pattern=r"^[0-9]{2}$")] | None = None
    authorization: Annotated[str, Meta(min_length=1, max_length=128)] | None = None
    terminal: Annotated[str, Meta(min_length=1, max_length=40)] | None = None


Method = Literal[
    "cash",
    "cheque",
    "credit_card",
    "debit_card",
    "store_card",
    "food_voucher",
    "meal_voucher",
    "gift_card",
    "fuel_voucher",
    "bank_slip",
    "bank_deposit",
    "pix",
    "transfer",
    "loyalty",
    "pix_static",
    "store_credit",
    "unidentified",
    "pix_automatic",
    "book_transfer",
    "later",
]


class PaymentWanted(Part, frozen=True, kw_only=True):
    """``amount`` is what was handed over; more than the total is allowed in cash, as change.

    ``card`` holds the details of a card or of a dynamic Pix. What is to be paid ``later`` has the
    amount zero.
    """

    method: Method
    amount: Decimals
    card: CardWanted | None = None


class SaleRequest(Part, frozen=True, kw_only=True):
    """A sale.

    ``discount`` is money off the whole basket; ``freight``, ``insurance`` and ``surcharge`` are
    money on top of it. ``note`` is printed at the foot, ``tax_note`` above it.
    """

    items: Annotated[tuple[ItemWanted, ...], Meta(min_length=1, max_length=990)]
    payments: Annotated[tuple[PaymentWanted, ...], Meta(min_length=1, max_length=100)]
    customer: CustomerWanted | None = None
    discount: Decimals | None = None
    freight: Decimals | None = None
    insurance: Decimals | None = None
    surcharge: Decimals | None = None
    delivery: DeliveryWanted | None = None
    tax_note: Annotated[str, Meta(min_length=1, max_length=2000)] | None = None
    note: Annotated[str, Meta(min_length=1, max_length=2000)] | None = None
