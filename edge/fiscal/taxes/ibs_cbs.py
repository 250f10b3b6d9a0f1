"""IBS and CBS, the taxes of the 2026 reform (LC 214/2025).

Source: NT 2025.002 v1.52, groups UB and W; PL_010f, ``TTribNFe`` and ``TIBSCBSMonoTot``.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from msgspec import Struct

from edge.errors import ConfigProblem
from edge.fiscal.sale import IbsCbs
from edge.fiscal.tables.law import Law
from edge.fiscal.taxes.percent import less_percent, percent_of
from edge.fiscal.text import decimal_text, xml_text
from edge.money import ZERO, places

#: CST that carry ``gIBSCBS``, with or without the group ``gRed``, and those that carry no group.
FULL, REDUCED = "000", "200"
UNTAXED = frozenset({"400", "410"})

#: Most retail sales: fully taxed.
DEFAULT = IbsCbs()


class Part(Struct, frozen=True, kw_only=True):
    """One of the three taxes on an item. ``effective`` is the rate after ``reduction``; percent."""

    rate: Decimal
    reduction: Decimal | None
    effective: Decimal
    amount: Decimal


class IbsCbsAmounts(Struct, frozen=True, kw_only=True):
    """What one item bears; the parts are zero where its CST carries no group."""

    CST: str
    cClassTrib: str
    vBC: Decimal
    state: Part
    municipal: Part
    federal: Part

    @property
    def taxed(self) -> bool:
        return self.CST not in UNTAXED


def base_of_2026(value: Decimal, *, vICMS: Decimal, vPIS: Decimal, vCOFINS: Decimal) -> Decimal:
    """The base: the operation's value without the taxes that IBS and CBS replace (LC 214, art. 12).

    Never less than nothing, whatever rounding does to an item of a centavo.

    The rule that spelled it out (UB16-10) was never switched on and is being removed, so this is
    our reading of the law; it changes when PIS and COFINS end in 2027.
    """
    return max(ZERO, value - vICMS - vPIS - vCOFINS)


def assess(tax: IbsCbs, vBC: Decimal, law: Law) -> IbsCbsAmounts:
    """Both on an item with the base ``vBC``; raises ``ConfigProblem("fiscal.no_rates")``."""
    rates = law.ibs_cbs
    if rates is None:
        raise ConfigProblem("fiscal.no_rates", table="ibs_cbs")
    red_ibs, red_cbs = _reductions(tax, law)
    base = ZERO if tax.CST in UNTAXED else vBC
    return IbsCbsAmounts(
        CST=tax.CST,
        cClassTrib=tax.cClassTrib,
        vBC=base,
        state=_part(base, rates.pIBSUF, red_ibs),
        municipal=_part(base, rates.pIBSMun, red_ibs),
        federal=_part(base, rates.pCBS, red_cbs),
    )


def _reductions(tax: IbsCbs, law: Law) -> tuple[Decimal | None, Decimal | None]:
    if tax.CST != REDUCED:
        return None, None
    listed = law.reductions.get(tax.cClassTrib, ZERO)
    return (
        listed if tax.pRedIBS is None else tax.pRedIBS,
        listed if tax.pRedCBS is None else tax.pRedCBS,
    )


def _part(base: Decimal, rate: Decimal, reduction: Decimal | None) -> Part:
    effective = rate if reduction is None else places(less_percent(rate, reduction), 4)
    amount = percent_of(base, effective) if effective else ZERO
    return Part(rate=rate, reduction=reduction, effective=effective, amount=amount)


def to_xml(item: IbsCbsAmounts) -> str:
    """The ``IBSCBS`` element of an item."""
    head = f"<CST>{xml_text(item.CST)}</CST><cClassTrib>{xml_text(item.cClassTrib)}</cClassTrib>"
    if not item.taxed:
        return f"<IBSCBS>{head}</IBSCBS>"
    return (
        f"<IBSCBS>{head}<gIBSCBS><vBC>{item.vBC}</vBC>"
        f"{_part_xml('IBSUF', item.state)}{_part_xml('IBSMun', item.municipal)}"
        f"<vIBS>{item.state.amount + item.municipal.amount}</vIBS>"
        f"{_part_xml('CBS', item.federal)}</gIBSCBS></IBSCBS>"
    )


def _part_xml(name: str, part: Part) -> str:
    reduced = ""
    if part.reduction is not None:
        reduced = (
            f"<gRed><pRedAliq>{decimal_text(part.reduction, 4)}</pRedAliq>"
            f"<pAliqEfet>{decimal_text(part.effective, 4)}</pAliqEfet></gRed>"
        )
    return (
        f"<g{name}><p{name}>{decimal_text(part.rate, 4)}</p{name}>{reduced}"
        f"<v{name}>{part.amount}</v{name}></g{name}>"
    )


class IbsCbsTotals(Struct, frozen=True, kw_only=True):
    """Sums over the items; ``taxed`` tells whether any of them carries ``gIBSCBS``."""

    taxed: bool
    vBC: Decimal
    vIBSUF: Decimal
    vIBSMun: Decimal
    vCBS: Decimal


def total(items: Iterable[IbsCbsAmounts]) -> IbsCbsTotals:
    taxed = [item for item in items if item.taxed]
    return IbsCbsTotals(
        taxed=bool(taxed),
        vBC=sum((item.vBC for item in taxed), ZERO),
        vIBSUF=sum((item.state.amount for item in taxed), ZERO),
        vIBSMun=sum((item.municipal.amount for item in taxed), ZERO),
        vCBS=sum((item.federal.amount for item in taxed), ZERO),
    )


def total_xml(totals: IbsCbsTotals) -> str:
    """The ``IBSCBSTot`` element. IBS and CBS are not part of ``vNF`` in 2026."""
    groups = ""
    if totals.taxed:
        none = "<vDif>0.00</vDif><vDevTrib>0.00</vDevTrib>"
        credit = "<vCredPres>0.00</vCredPres><vCredPresCondSus>0.00</vCredPresCondSus>"
        groups = (
            f"<gIBS><gIBSUF>{none}<vIBSUF>{totals.vIBSUF}</vIBSUF></gIBSUF>"
            f"<gIBSMun>{none}<vIBSMun>{totals.vIBSMun}</vIBSMun></gIBSMun>"
            f"<vIBS>{totals.vIBSUF + totals.vIBSMun}</vIBS>{credit}</gIBS>"
            f"<gCBS>{none}<vCBS>{totals.vCBS}</vCBS>{credit}</gCBS>"
        )
    return f"<IBSCBSTot><vBCIBSCBS>{totals.vBC}</vBCIBSCBS>{groups}</IBSCBSTot>"
