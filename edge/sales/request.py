"""What a till may ask for: the body of ``POST /v1/sales``.

Quantities and money are decimal strings (``"0.432"``, ``"50.00"``), never JSON numbers. An item
names a product of the catalogue by SKU or GTIN, or carries its own fiscal data; what it carries
wins.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from edge.catalogue.product import Cest, Cfop, Decimals, Gtin, Ncm, Part, Tax


class ItemWanted(Part, frozen=True, kw_only=True):
    """``discount`` is money off this line. What is left out comes from the catalogue."""

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


class CustomerWanted(Part, frozen=True, kw_only=True):
    """Who buys, if they want to be on the document: ``cpf`` or ``cnpj``."""

    cpf: Annotated[str, Meta(pattern=r"^[0-9]{11}$")] | None = None
    cnpj: Annotated[str, Meta(pattern=r"^[0-9A-Z]{12}[0-9]{2}$")] | None = None
    name: Annotated[str, Meta(min_length=2, max_length=60)] | None = None


class CardWanted(Part, frozen=True, kw_only=True):
    """What the terminal said. ``integrated`` terminals must give ``cnpj`` and ``authorization``.

    ``brand`` is ``tBand``: 01 Visa, 02 Mastercard, 03 Amex, 06 Elo, 07 Hipercard … 99 other.
    """

    integrated: bool = False
    cnpj: Annotated[str, Meta(pattern=r"^[0-9A-Z]{12}[0-9]{2}$")] | None = None
    brand: Annotated[str, Meta(pattern=r"^[0-9]{2}$")] | None = None
    authorization: Annotated[str, Meta(min_length=1, max_length=128)] | None = None
    terminal: Annotated[str, Meta(min_length=1, max_length=40)] | None = None


Method = Literal[
    "cash",
    "cheque",
    "credit_card",
    "debit_card",
    "store_credit",
    "food_voucher",
    "meal_voucher",
    "gift_card",
    "fuel_voucher",
    "pix",
    "pix_static",
    "other",
]


class PaymentWanted(Part, frozen=True, kw_only=True):
    """``amount`` is what was handed over; more than the total is allowed in cash, as change.

    ``card`` holds the details of a card or of a dynamic Pix. ``description`` is for method
    ``other``.
    """

    method: Method
    amount: Decimals
    card: CardWanted | None = None
    description: Annotated[str, Meta(min_length=2, max_length=60)] | None = None


class SaleRequest(Part, frozen=True, kw_only=True):
    """A sale. ``discount`` is money off the whole basket; ``note`` is printed at the foot."""

    items: Annotated[tuple[ItemWanted, ...], Meta(min_length=1, max_length=990)]
    payments: Annotated[tuple[PaymentWanted, ...], Meta(min_length=1, max_length=100)]
    customer: CustomerWanted | None = None
    discount: Decimals | None = None
    note: Annotated[str, Meta(min_length=1, max_length=2000)] | None = None
