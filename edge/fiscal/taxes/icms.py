"""ICMS, the state sales tax: every group that an NFC-e may carry.

CST 00, 20, 40, 41, 60, 61 and 90 for the normal regime (CRT 2 and 3), CSOSN 102, 103, 300, 400, 500
and 900 for Simples Nacional (CRT 1 and 4). Source: PL_010f, ``det/imposto/ICMS``; MOC 7.0, group N.
"""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct

from edge.fiscal.tax_profile import Effective, Icms, Withheld
from edge.fiscal.taxes.percent import less_percent, percent_of
from edge.fiscal.text import decimal_text, element, xml_text
from edge.money import ZERO, cents

#: Codes by what they do; the layout's group follows from it.
TAXED = frozenset({"00", "20"})
EXEMPT = frozenset({"40", "41"})
WITHHELD = frozenset({"60", "500"})
MONOPHASE = "61"
OTHER = frozenset({"90", "900"})
SIMPLES = frozenset({"102", "103", "300", "400"})

#: What a benefit may waive, and what the poverty fund may be added to.
WAIVABLE = EXEMPT | {"20", "90"}
WITH_FCP = TAXED | {"90"}

_GROUPS = {
    **{code: f"ICMS{code}" for code in ("00", "20", "60", "61", "90")},
    **dict.fromkeys(EXEMPT, "ICMS40"),
    **dict.fromkeys(SIMPLES, "ICMSSN102"),
    **{code: f"ICMSSN{code}" for code in ("500", "900")},
}


class IcmsAmounts(Struct, frozen=True, kw_only=True):
    """What one item bears, in reais: zero where its code has none of it.

    ``vDeducted`` is what of ``vICMSDeson`` the buyer pays less. ``qBCMonoRet`` is a quantity.
    """

    vBC: Decimal = ZERO
    vICMS: Decimal = ZERO
    vFCP: Decimal = ZERO
    vICMSDeson: Decimal = ZERO
    vDeducted: Decimal = ZERO
    vFCPSTRet: Decimal = ZERO
    vBCEfet: Decimal = ZERO
    vICMSEfet: Decimal = ZERO
    qBCMonoRet: Decimal = ZERO
    vICMSMonoRet: Decimal = ZERO


NOTHING = IcmsAmounts()


def is_csosn(code: str) -> bool:
    """Is it a code of Simples Nacional? Those have three digits, a CST has two."""
    return len(code) == 3


def is_taxed(tax: Icms) -> bool:
    """Has it a base and a value of its own? 90 and 900 have, where a rate is given."""
    return tax.code in TAXED or (tax.code in OTHER and tax.pICMS is not None)


def assess(tax: Icms, value: Decimal, quantity: Decimal = ZERO) -> IcmsAmounts:
    """ICMS on ``quantity`` worth ``value`` (``modBC`` 3, the value of the operation)."""
    if is_taxed(tax):
        return _taxed(tax, value)
    if tax.code in WITHHELD:
        return _borne_before(tax, value)
    if tax.code == MONOPHASE:
        collected = cents(quantity * (tax.adRemICMSRet or ZERO))
        return IcmsAmounts(qBCMonoRet=quantity, vICMSMonoRet=collected)
    return _waived(tax, NOTHING, value)


def _taxed(tax: Icms, value: Decimal) -> IcmsAmounts:
    base = cents(less_percent(value, tax.pRedBC)) if tax.pRedBC and tax.code != "00" else value
    vICMS = percent_of(base, tax.pICMS or ZERO)
    vFCP = percent_of(base, tax.pFCP) if tax.pFCP and tax.code in WITH_FCP else ZERO
    return _waived(tax, IcmsAmounts(vBC=base, vICMS=vICMS, vFCP=vFCP), value)


def _waived(tax: Icms, charged: IcmsAmounts, value: Decimal) -> IcmsAmounts:
    """With what the benefit waives: the rate on the whole value, less what is charged.

    UFs that want the tax reckoned inside the price (*por dentro*) differ; the law leaves it to
    them.
    """
    if tax.waiver is None or tax.code not in WAIVABLE:
        return charged
    waived = max(ZERO, percent_of(value, tax.pICMS or ZERO) - charged.vICMS)
    return IcmsAmounts(
        vBC=charged.vBC,
        vICMS=charged.vICMS,
        vFCP=charged.vFCP,
        vICMSDeson=waived,
        vDeducted=waived if tax.waiver.deducted else ZERO,
    )


def _borne_before(tax: Icms, value: Decimal) -> IcmsAmounts:
    fund = tax.withheld.fcp if tax.withheld else None
    effective = tax.effective
    if fund is None and effective is None:
        return NOTHING
    base = cents(less_percent(value, effective.pRedBCEfet)) if effective else ZERO
    return IcmsAmounts(
        vFCPSTRet=cents(fund.vFCPSTRet) if fund else ZERO,
        vBCEfet=base,
        vICMSEfet=percent_of(base, effective.pICMSEfet) if effective else ZERO,
    )


def to_xml(tax: Icms, amounts: IcmsAmounts) -> str:
    """The ``ICMS`` element."""
    group = _GROUPS.get(tax.code, "ICMS00")  # a code that no group has falls to rules 766 and 383
    kind = "CSOSN" if is_csosn(tax.code) else "CST"
    head = f"<orig>{xml_text(tax.orig)}</orig><{kind}>{xml_text(tax.code)}</{kind}>"
    return f"<ICMS><{group}>{head}{_body(tax, amounts)}</{group}></ICMS>"


def _body(tax: Icms, amounts: IcmsAmounts) -> str:
    if is_taxed(tax):
        return _own(tax, amounts) + _waiver(tax, amounts)
    if tax.code in WITHHELD:
        withheld = _withheld(tax.withheld) if tax.withheld else ""
        return withheld + (_effective(tax.effective, amounts) if tax.effective else "")
    if tax.code == MONOPHASE:
        return (
            f"<qBCMonoRet>{decimal_text(amounts.qBCMonoRet, 4)}</qBCMonoRet>"
            f"<adRemICMSRet>{_rate(tax.adRemICMSRet)}</adRemICMSRet>"
            f"<vICMSMonoRet>{amounts.vICMSMonoRet}</vICMSMonoRet>"
        )
    return _waiver(tax, amounts)


def _own(tax: Icms, amounts: IcmsAmounts) -> str:
    """Base, rate and value, with the fund's; ``pRedBC`` stands elsewhere in each group."""
    reduced = f"<pRedBC>{_rate(tax.pRedBC)}</pRedBC>" if tax.pRedBC is not None else ""
    before, after = (reduced, "") if tax.code == "20" else ("", reduced)
    if tax.code == "00":
        after = ""
    return (
        f"<modBC>3</modBC>{before}<vBC>{amounts.vBC}</vBC>{after}"
        f"<pICMS>{_rate(tax.pICMS)}</pICMS><vICMS>{amounts.vICMS}</vICMS>{_fund(tax, amounts)}"
    )


def _fund(tax: Icms, amounts: IcmsAmounts) -> str:
    if tax.pFCP is None or tax.code not in WITH_FCP:
        return ""
    base = "" if tax.code == "00" else f"<vBCFCP>{amounts.vBC}</vBCFCP>"
    return f"{base}<pFCP>{_rate(tax.pFCP)}</pFCP><vFCP>{amounts.vFCP}</vFCP>"


def _waiver(tax: Icms, amounts: IcmsAmounts) -> str:
    """Left out where it comes to nothing (rejection 627)."""
    if tax.waiver is None or not amounts.vICMSDeson:
        return ""
    return (
        f"<vICMSDeson>{amounts.vICMSDeson}</vICMSDeson>"
        f"<motDesICMS>{xml_text(tax.waiver.motDesICMS)}</motDesICMS>"
        f"<indDeduzDeson>{1 if tax.waiver.deducted else 0}</indDeduzDeson>"
    )


def _withheld(before: Withheld) -> str:
    own = element("vICMSSubstituto", _money(before.vICMSSubstituto))
    fund = before.fcp
    shared = ""
    if fund:
        shared = (
            f"<vBCFCPSTRet>{cents(fund.vBCFCPSTRet)}</vBCFCPSTRet>"
            f"<pFCPSTRet>{_rate(fund.pFCPSTRet)}</pFCPSTRet>"
            f"<vFCPSTRet>{cents(fund.vFCPSTRet)}</vFCPSTRet>"
        )
    return (
        f"<vBCSTRet>{cents(before.vBCSTRet)}</vBCSTRet><pST>{_rate(before.pST)}</pST>"
        f"{own}<vICMSSTRet>{cents(before.vICMSSTRet)}</vICMSSTRet>{shared}"
    )


def _effective(effective: Effective, amounts: IcmsAmounts) -> str:
    return (
        f"<pRedBCEfet>{_rate(effective.pRedBCEfet)}</pRedBCEfet>"
        f"<vBCEfet>{amounts.vBCEfet}</vBCEfet><pICMSEfet>{_rate(effective.pICMSEfet)}</pICMSEfet>"
        f"<vICMSEfet>{amounts.vICMSEfet}</vICMSEfet>"
    )


def _rate(rate: Decimal | None) -> str:
    return decimal_text(rate or ZERO, 2)


def _money(amount: Decimal | None) -> str | None:
    return None if amount is None else str(cents(amount))
