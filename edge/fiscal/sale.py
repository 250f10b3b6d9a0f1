"""What a till sells, before the law is applied to it.

Names are the till's own (``items[0].gtin``), so that an error can point at what was sent; tax
fields keep the layout's names. Money is in reais with two places, quantities have up to four, unit
prices up to ten. Numbers are finite and of a size that the layout can hold; who reads them from
outside sees to that.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from edge.config import Address
from edge.fiscal.payment_methods import PaymentMethod
from edge.fiscal.tax_profile import TaxProfile
from edge.money import ZERO

#: What stands for a GTIN where the product has none (``cEAN``).
NO_GTIN = "SEM GTIN"


@dataclass(frozen=True, kw_only=True, slots=True)
class Pump:
    """The counters of a fuel pump (*encerrante*), before and after, with three places."""

    nBico: str
    nTanque: str
    vEncIni: Decimal
    vEncFin: Decimal
    nBomba: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class FuelOrigin:
    """Where a share of a fuel comes from: ``cUFOrig`` is the IBGE code, ``pOrig`` in percent."""

    imported: bool
    cUFOrig: str
    pOrig: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class Fuel:
    """What the law wants to know of a fuel (``comb``). It is consumed in the issuer's UF.

    ``cProdANP`` has nine digits, ``pBio`` is its share of biofuel in percent.
    """

    cProdANP: str
    descANP: str
    pump: Pump | None = None
    pBio: Decimal | None = None
    origins: tuple[FuelOrigin, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One line of the sale. ``discount`` is for the whole line, in reais.

    ``order`` and ``order_line`` are the buyer's (``xPed``, ``nItemPed``).
    """

    sku: str
    description: str
    ncm: str
    cfop: str
    unit: str
    quantity: Decimal
    unit_price: Decimal
    tax: TaxProfile
    gtin: str = NO_GTIN
    cest: str | None = None
    discount: Decimal = ZERO
    fuel: Fuel | None = None
    order: str | None = None
    order_line: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """An electronic payment (*grupo card*).

    ``integrated``: the till drove the terminal (TEF or API). ``cnpj`` is the acquirer's or the
    payment institution's, ``brand`` the two digits of ``tBand`` (``CARD_BRANDS``),
    ``authorization`` the NSU or the end-to-end id (``cAut``), ``terminal`` its ``idTermPag``.
    """

    integrated: bool
    cnpj: str | None = None
    brand: str | None = None
    authorization: str | None = None
    terminal: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Payment:
    """``amount`` of cash is what was tendered; the change is worked out from it."""

    method: PaymentMethod
    amount: Decimal
    card: Card | None = None
    description: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Customer:
    """The buyer, by ``cpf``, by ``cnpj`` (letters allowed) or, if a foreigner, by ``foreign_id``.

    ``address`` is needed for a delivery.
    """

    cpf: str | None = None
    cnpj: str | None = None
    foreign_id: str | None = None
    name: str | None = None
    address: Address | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Carrier:
    """Who carries a delivery (``transporta``): ``address`` is one line of text."""

    cpf: str | None = None
    cnpj: str | None = None
    name: str | None = None
    IE: str | None = None
    address: str | None = None
    xMun: str | None = None
    UF: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Marketplace:
    """The site a delivery was sold through (``infIntermed``), and the shop's name on it."""

    cnpj: str
    seller_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """A sale brought to the buyer's address (``indPres`` 4).

    ``modFrete``, who pays for the freight: 0 the shop, 1 the buyer, 2 others, 3 carried by the
    shop, 4 by the buyer, 9 none.
    """

    modFrete: str = "3"
    carrier: Carrier | None = None
    marketplace: Marketplace | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Sale:
    """A finished basket.

    ``discount``, ``freight``, ``insurance`` and ``surcharge`` are on the whole sale and shared out
    to its items. ``notes`` go to ``infCpl``, ``tax_notes`` to ``infAdFisco``.
    """

    items: tuple[Item, ...]
    payments: tuple[Payment, ...]
    customer: Customer | None = None
    discount: Decimal = ZERO
    freight: Decimal = ZERO
    insurance: Decimal = ZERO
    surcharge: Decimal = ZERO
    delivery: Delivery | None = None
    notes: str | None = None
    tax_notes: str | None = None
    natOp: str = "VENDA"
