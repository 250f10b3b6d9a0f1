"""What a till sells, before the law is applied to it.

Names are the till's own (``items[0].gtin``), so that an error can point at what was sent; tax
fields keep the layout's names. Money is in reais with two places, quantities have up to four, unit
prices up to ten; percentages are written as such (``Decimal("18.00")`` is 18 %). Numbers are finite
and of a size that the layout can hold; who reads them from outside sees to that.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from edge.fiscal.payment_methods import PaymentMethod
from edge.money import ZERO

#: What stands for a GTIN where the product has none (``cEAN``).
NO_GTIN = "SEM GTIN"


@dataclass(frozen=True, kw_only=True, slots=True)
class Withheld:
    """ICMS collected before by substitution (*ICMS-ST retido*), for the whole item, in reais.

    ``pST`` is the rate the final consumer bears, in percent.
    """

    vBCSTRet: Decimal
    pST: Decimal
    vICMSSTRet: Decimal
    vICMSSubstituto: Decimal | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Icms:
    """State sales tax. ``code`` is a CST (00, 20, 40, 41, 60) or a CSOSN (102, 103, 300, 400, 500).

    ``orig`` 0 to 8. ``pICMS`` is needed by 00 and 20, ``pRedBC`` (how much of the base is waived)
    by 20; ``withheld`` may go with 60 and 500.
    """

    orig: str
    code: str
    pICMS: Decimal | None = None
    pRedBC: Decimal | None = None
    withheld: Withheld | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PisCofins:
    """Federal contributions. CST 01 and 02 need both rates; 49 to 99 carry zeros without them."""

    CST: str
    pPIS: Decimal | None = None
    pCOFINS: Decimal | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class IbsCbs:
    """IBS and CBS (LC 214/2025). A reduction left out is looked up by ``cClassTrib``."""

    CST: str = "000"
    cClassTrib: str = "000001"
    pRedIBS: Decimal | None = None
    pRedCBS: Decimal | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ApproxTax:
    """Approximate tax burden (Lei 12.741/2012), in percent of the item's value."""

    federal: Decimal
    state: Decimal = ZERO
    municipal: Decimal = ZERO


@dataclass(frozen=True, kw_only=True, slots=True)
class TaxProfile:
    """How an item is taxed. ``cBenef``: code of the state benefit, where the UF wants one."""

    icms: Icms
    pis_cofins: PisCofins | None = None
    ibs_cbs: IbsCbs | None = None
    approx: ApproxTax | None = None
    cBenef: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One line of the sale. ``discount`` is for the whole line, in reais."""

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
    """The buyer, by ``cpf`` or by ``cnpj`` (letters allowed), never both."""

    cpf: str | None = None
    cnpj: str | None = None
    name: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Sale:
    """A finished basket. ``discount`` is on the whole sale; ``notes`` go to ``infCpl``."""

    items: tuple[Item, ...]
    payments: tuple[Payment, ...]
    customer: Customer | None = None
    discount: Decimal = ZERO
    notes: str | None = None
    natOp: str = "VENDA"
