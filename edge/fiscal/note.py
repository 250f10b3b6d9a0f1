"""The note: a sale with the law applied, every value that the layout writes, none of its text."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from msgspec import Struct

from edge.config import Issuer, TechResponsible
from edge.fiscal.sale import Item, Sale
from edge.fiscal.tables.law import Law
from edge.fiscal.tax_profile import PisCofins
from edge.fiscal.taxes.ibs_cbs import IbsCbsAmounts, IbsCbsTotals
from edge.fiscal.taxes.icms import IcmsAmounts
from edge.fiscal.taxes.issqn import IssqnAmounts, IssqnTotals
from edge.fiscal.taxes.pis_cofins import PisCofinsAmounts


class Contingency(Struct, frozen=True, kw_only=True):
    """Since when the note is issued offline (with the offset), and why (15 to 256 characters)."""

    dhCont: datetime
    xJust: str


class Addresses(Struct, frozen=True, kw_only=True):
    """Where the QR code and the key lead (``tables/endpoints.toml``, or the configuration)."""

    qrcode_url: str
    urlChave: str


class Line(Struct, frozen=True, kw_only=True):
    """One item of the note. ``vDesc`` is its own discount and its share of the sale's.

    ``icms`` holds zeros where ``issqn`` is.
    """

    nItem: int
    item: Item
    xProd: str
    vProd: Decimal
    vDesc: Decimal
    vFrete: Decimal
    vSeg: Decimal
    vOutro: Decimal
    icms: IcmsAmounts
    issqn: IssqnAmounts | None
    pis_cofins: PisCofins | None
    pis_cofins_amounts: PisCofinsAmounts | None
    ibs_cbs: IbsCbsAmounts | None
    vTotTrib: Decimal | None

    def field(self, name: str) -> str:
        """A field of this item as the till called it."""
        return f"items[{self.nItem - 1}].{name}"


class Totals(Struct, frozen=True, kw_only=True):
    """``ICMSTot``, ``ISSQNtot`` and ``IBSCBSTot``; what an NFC-e never has is not kept here.

    ``vProd``, ``vPIS`` and ``vCOFINS`` are those of the goods, services have theirs in ``issqn``.
    ``vDeducted`` is what of ``vICMSDeson`` is not paid.
    """

    vBC: Decimal
    vICMS: Decimal
    vICMSDeson: Decimal
    vDeducted: Decimal
    vFCP: Decimal
    vFCPSTRet: Decimal
    qBCMonoRet: Decimal
    vICMSMonoRet: Decimal
    vProd: Decimal
    vFrete: Decimal
    vSeg: Decimal
    vDesc: Decimal
    vPIS: Decimal
    vCOFINS: Decimal
    vOutro: Decimal
    vNF: Decimal
    vTotTrib: Decimal | None
    issqn: IssqnTotals | None
    ibs_cbs: IbsCbsTotals | None


class Note(Struct, frozen=True, kw_only=True):
    """``vTroco`` is the change, zero when there is none."""

    access_key: str
    tpAmb: int
    tpEmis: int
    serie: int
    nNF: int
    cNF: str
    dhEmi: datetime
    verProc: str
    contingency: Contingency | None
    issuer: Issuer
    tech: TechResponsible | None
    hashCSRT: str | None
    sale: Sale
    lines: tuple[Line, ...]
    totals: Totals
    vTroco: Decimal
    addresses: Addresses
    law: Law

    @property
    def buyer(self) -> str | None:
        """The CNPJ or CPF of an identified buyer."""
        customer = self.sale.customer
        return (customer.cnpj or customer.cpf) if customer else None

    @property
    def buyer_is_foreign(self) -> bool:
        """Is the buyer known by a document of another country?"""
        return bool(self.sale.customer and self.sale.customer.foreign_id)
