"""IBS and CBS, the taxes of the 2026 reform (LC 214/2025).

Source: NT 2025.002 v1.52, groups UB and W; PL_010f, ``TTribNFe`` and ``TIBSCBSMonoTot``.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from msgspec import Struct

from edge.errors import ConfigProblem
from edge.fiscal.tables.law import Law
from edge.fiscal.tax_profile import IbsCbs
from edge.fiscal.taxes.percent import less_percent, percent_of
from edge.fiscal.text import decimal_text, xml_text
from edge.money import ZERO, cents, places

#: CST by what they carry: ``gIBSCBS`` with ``gRed``, with ``gDif``; nothing; ``gIBSCBSMono``.
REDUCED = frozenset({"200", "515"})
DEFERRED = frozenset({"510", "515"})
UNTAXED = frozenset({"400", "410"})
MONOPHASE = "620"
#: Those that this box knows how to write: full taxation and suspension (550) besides.
KNOWN = REDUCED | DEFERRED | UNTAXED | {MONOPHASE, "000", "550"}

#: Most retail sales: fully taxed.
DEFAULT = IbsCbs()


class Part(Struct, frozen=True, kw_only=True):
    """One of the three taxes on an item. ``effective`` is the rate after ``reduction``; percent.

    ``amount`` is what is due after ``vDif``, the share ``pDif`` of it, was deferred.
    """

    rate: Decimal
    reduction: Decimal | None
    effective: Decimal
    pDif: Decimal | None
    vDif: Decimal
    amount: Decimal


class IbsCbsAmounts(Struct, frozen=True, kw_only=True):
    """What one item bears; the parts are zero where its CST carries no group.

    ``vIBSMonoRet`` and ``vCBSMonoRet`` were collected before, on a fuel.
    """

    CST: str
    cClassTrib: str
    vBC: Decimal
    state: Part
    municipal: Part
    federal: Part
    vIBSMonoRet: Decimal = ZERO
    vCBSMonoRet: Decimal = ZERO

    @property
    def taxed(self) -> bool:
        """Does it carry ``gIBSCBS``?"""
        return self.CST not in UNTAXED and self.CST != MONOPHASE


def base_of_2026(
    value: Decimal,
    *,
    vICMS: Decimal,
    vPIS: Decimal,
    vCOFINS: Decimal,
    vFCP: Decimal = ZERO,
    vISSQN: Decimal = ZERO,
) -> Decimal:
    """The base: the operation's value without the taxes that IBS and CBS replace (LC 214, art. 12).

    Never less than nothing, whatever rounding does to an item of a centavo.

    The rule that spelled it out (UB16-10) was never switched on and is being removed, so this is
    our reading of the law; it changes when PIS and COFINS end in 2027.
    """
    return max(ZERO, value - vICMS - vFCP - vISSQN - vPIS - vCOFINS)


def assess(tax: IbsCbs, vBC: Decimal, law: Law, quantity: Decimal = ZERO) -> IbsCbsAmounts:
    """Both on an item with the base ``vBC``; raises ``ConfigProblem("fiscal.no_rates")``."""
    rates = law.ibs_cbs
    if rates is None:
        raise ConfigProblem("fiscal.no_rates", table="ibs_cbs")
    red_ibs, red_cbs = _reductions(tax, law)
    once = tax.CST == MONOPHASE
    base = ZERO if once or tax.CST in UNTAXED else vBC
    pDif = (tax.pDif or ZERO) if tax.CST in DEFERRED else tax.pDif
    return IbsCbsAmounts(
        CST=tax.CST,
        cClassTrib=tax.cClassTrib,
        vBC=base,
        state=_part(base, rates.pIBSUF, red_ibs, pDif),
        municipal=_part(base, rates.pIBSMun, red_ibs, pDif),
        federal=_part(base, rates.pCBS, red_cbs, pDif),
        vIBSMonoRet=cents(quantity * tax.adRemIBSRet) if once else ZERO,
        vCBSMonoRet=cents(quantity * tax.adRemCBSRet) if once else ZERO,
    )


def _reductions(tax: IbsCbs, law: Law) -> tuple[Decimal | None, Decimal | None]:
    if tax.CST not in REDUCED:
        return tax.pRedIBS, tax.pRedCBS
    listed = law.reductions.get(tax.cClassTrib, ZERO)
    return (
        listed if tax.pRedIBS is None else tax.pRedIBS,
        listed if tax.pRedCBS is None else tax.pRedCBS,
    )


def _part(base: Decimal, rate: Decimal, reduction: Decimal | None, pDif: Decimal | None) -> Part:
    effective = rate if reduction is None else places(less_percent(rate, reduction), 4)
    amount = percent_of(base, effective) if effective else ZERO
    vDif = percent_of(amount, pDif) if pDif else ZERO
    return Part(
        rate=rate,
        reduction=reduction,
        effective=effective,
        pDif=pDif,
        vDif=vDif,
        amount=amount - vDif,
    )


def to_xml(item: IbsCbsAmounts) -> str:
    """The ``IBSCBS`` element of an item."""
    head = f"<CST>{xml_text(item.CST)}</CST><cClassTrib>{xml_text(item.cClassTrib)}</cClassTrib>"
    if not item.taxed:
        return f"<IBSCBS>{head}{_once(item) if item.CST == MONOPHASE else ''}</IBSCBS>"
    return (
        f"<IBSCBS>{head}<gIBSCBS><vBC>{item.vBC}</vBC>"
        f"{_part_xml('IBSUF', item.state)}{_part_xml('IBSMun', item.municipal)}"
        f"<vIBS>{item.state.amount + item.municipal.amount}</vIBS>"
        f"{_part_xml('CBS', item.federal)}</gIBSCBS></IBSCBS>"
    )


def _once(item: IbsCbsAmounts) -> str:
    """A fuel taxed once, before: what was collected is shown, and nothing is due on this sale."""
    return (
        f"<gIBSCBSMono><gIBSMonoAdRem><gMonoRet><vIBSMonoRet>{item.vIBSMonoRet}</vIBSMonoRet>"
        f"</gMonoRet></gIBSMonoAdRem><gCBSMonoAdRem><gMonoRet><vCBSMonoRet>{item.vCBSMonoRet}"
        "</vCBSMonoRet></gMonoRet></gCBSMonoAdRem><vTotIBSMonoItem>0.00</vTotIBSMonoItem>"
        "<vTotCBSMonoItem>0.00</vTotCBSMonoItem></gIBSCBSMono>"
    )


def _part_xml(name: str, part: Part) -> str:
    deferred = reduced = ""
    if part.pDif is not None:
        deferred = f"<gDif><pDif>{decimal_text(part.pDif, 4)}</pDif><vDif>{part.vDif}</vDif></gDif>"
    if part.reduction is not None:
        reduced = (
            f"<gRed><pRedAliq>{decimal_text(part.reduction, 4)}</pRedAliq>"
            f"<pAliqEfet>{decimal_text(part.effective, 4)}</pAliqEfet></gRed>"
        )
    return (
        f"<g{name}><p{name}>{decimal_text(part.rate, 4)}</p{name}>{deferred}{reduced}"
        f"<v{name}>{part.amount}</v{name}></g{name}>"
    )


class IbsCbsTotals(Struct, frozen=True, kw_only=True):
    """Sums over the items; ``taxed`` and ``once`` tell whether any carries ``gIBSCBS``, ``Mono``.

    ``vDif`` of the three taxes, in the order state, municipality, federation.
    """

    taxed: bool
    once: bool
    vBC: Decimal
    vIBSUF: Decimal
    vIBSMun: Decimal
    vCBS: Decimal
    vDif: tuple[Decimal, Decimal, Decimal]
    vIBSMonoRet: Decimal
    vCBSMonoRet: Decimal


def total(items: Iterable[IbsCbsAmounts]) -> IbsCbsTotals:
    items = list(items)
    taxed = [item for item in items if item.taxed]
    once = [item for item in items if item.CST == MONOPHASE]
    return IbsCbsTotals(
        taxed=bool(taxed),
        once=bool(once),
        vBC=sum((item.vBC for item in taxed), ZERO),
        vIBSUF=sum((item.state.amount for item in taxed), ZERO),
        vIBSMun=sum((item.municipal.amount for item in taxed), ZERO),
        vCBS=sum((item.federal.amount for item in taxed), ZERO),
        vDif=_deferred(taxed),
        vIBSMonoRet=sum((item.vIBSMonoRet for item in once), ZERO),
        vCBSMonoRet=sum((item.vCBSMonoRet for item in once), ZERO),
    )


def _deferred(items: list[IbsCbsAmounts]) -> tuple[Decimal, Decimal, Decimal]:
    deferred = [item for item in items if item.state.pDif is not None]
    return (
        sum((item.state.vDif for item in deferred), ZERO),
        sum((item.municipal.vDif for item in deferred), ZERO),
        sum((item.federal.vDif for item in deferred), ZERO),
    )


def total_xml(totals: IbsCbsTotals) -> str:
    """The ``IBSCBSTot`` element. IBS and CBS are not part of ``vNF`` in 2026."""
    groups = ""
    if totals.taxed:
        state, municipal, federal = totals.vDif
        returned = "<vDevTrib>0.00</vDevTrib>"
        credit = "<vCredPres>0.00</vCredPres><vCredPresCondSus>0.00</vCredPresCondSus>"
        groups = (
            f"<gIBS><gIBSUF><vDif>{state}</vDif>{returned}<vIBSUF>{totals.vIBSUF}</vIBSUF></gIBSUF>"
            f"<gIBSMun><vDif>{municipal}</vDif>{returned}<vIBSMun>{totals.vIBSMun}</vIBSMun>"
            f"</gIBSMun><vIBS>{totals.vIBSUF + totals.vIBSMun}</vIBS>{credit}</gIBS>"
            f"<gCBS><vDif>{federal}</vDif>{returned}<vCBS>{totals.vCBS}</vCBS>{credit}</gCBS>"
        )
    if totals.once:
        groups += (
            "<gMono><vIBSMono>0.00</vIBSMono><vCBSMono>0.00</vCBSMono>"
            "<vIBSMonoReten>0.00</vIBSMonoReten><vCBSMonoReten>0.00</vCBSMonoReten>"
            f"<vIBSMonoRet>{totals.vIBSMonoRet}</vIBSMonoRet>"
            f"<vCBSMonoRet>{totals.vCBSMonoRet}</vCBSMonoRet></gMono>"
        )
    return f"<IBSCBSTot><vBCIBSCBS>{totals.vBC}</vBCIBSCBS>{groups}</IBSCBSTot>"
