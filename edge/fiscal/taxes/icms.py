"""ICMS, the state sales tax: the groups a shop uses at its till.

CST 00, 20, 40, 41 and 60 for the normal regime (CRT 3), CSOSN 102, 103, 300, 400 and 500 for
Simples Nacional (CRT 1). Source: PL_010f, ``det/imposto/ICMS``; MOC 7.0, group N.
"""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct

from edge.fiscal.sale import Icms, Withheld
from edge.fiscal.taxes.percent import less_percent, percent_of
from edge.fiscal.text import decimal_text, element, xml_text
from edge.money import ZERO, cents

#: Codes by what they do; the layout's group follows from it.
TAXED = frozenset({"00", "20"})
EXEMPT = frozenset({"40", "41"})
WITHHELD = frozenset({"60", "500"})
SIMPLES = frozenset({"102", "103", "300", "400"})

_GROUPS = {
    **{code: f"ICMS{code}" for code in ("00", "20", "60")},
    **dict.fromkeys(EXEMPT, "ICMS40"),
    **dict.fromkeys(SIMPLES, "ICMSSN102"),
    "500": "ICMSSN500",
}


class IcmsAmounts(Struct, frozen=True, kw_only=True):
    """``vBC`` and ``vICMS``: zero where the code taxes nothing here."""

    vBC: Decimal
    vICMS: Decimal


_NOTHING = IcmsAmounts(vBC=ZERO, vICMS=ZERO)


def is_csosn(code: str) -> bool:
    """Is it a code of Simples Nacional? Those have three digits, a CST has two."""
    return len(code) == 3


def assess(tax: Icms, value: Decimal) -> IcmsAmounts:
    """ICMS on an item worth ``value`` after discounts (``modBC`` 3, the value of the operation)."""
    if tax.code not in TAXED:
        return _NOTHING
    base = value if tax.code == "00" else cents(less_percent(value, tax.pRedBC or ZERO))
    return IcmsAmounts(vBC=base, vICMS=percent_of(base, tax.pICMS or ZERO))


def to_xml(tax: Icms, amounts: IcmsAmounts) -> str:
    """The ``ICMS`` element."""
    group = _GROUPS.get(tax.code, "ICMS00")  # a code that no group has falls to rules 766 and 383
    kind = "CSOSN" if is_csosn(tax.code) else "CST"
    head = f"<orig>{xml_text(tax.orig)}</orig><{kind}>{xml_text(tax.code)}</{kind}>"
    if tax.code in TAXED:
        reduced = element("pRedBC", _rate(tax.pRedBC)) if tax.code == "20" else ""
        body = (
            f"<modBC>3</modBC>{reduced}<vBC>{amounts.vBC}</vBC>"
            f"<pICMS>{_rate(tax.pICMS)}</pICMS><vICMS>{amounts.vICMS}</vICMS>"
        )
    elif tax.withheld is not None and tax.code in WITHHELD:
        body = _withheld(tax.withheld)
    else:
        body = ""
    return f"<ICMS><{group}>{head}{body}</{group}></ICMS>"


def _withheld(before: Withheld) -> str:
    own = element("vICMSSubstituto", _money(before.vICMSSubstituto))
    return (
        f"<vBCSTRet>{cents(before.vBCSTRet)}</vBCSTRet><pST>{_rate(before.pST)}</pST>"
        f"{own}<vICMSSTRet>{cents(before.vICMSSTRet)}</vICMSSTRet>"
    )


def _rate(rate: Decimal | None) -> str:
    return decimal_text(rate or ZERO, 2)


def _money(amount: Decimal | None) -> str | None:
    return None if amount is None else str(cents(amount))
