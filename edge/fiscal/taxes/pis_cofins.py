"""PIS and COFINS, the federal contributions that IBS and CBS will replace.

Source: PL_010f, ``det/imposto/PIS`` and ``COFINS``; MOC 7.0, groups Q and S.
"""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct

from edge.fiscal.sale import PisCofins
from edge.fiscal.taxes.percent import percent_of
from edge.fiscal.text import decimal_text, xml_text
from edge.money import ZERO

BY_RATE = frozenset({"01", "02"})
NOT_TAXED = frozenset({"04", "05", "06", "07", "08", "09"})
OTHER = frozenset(
    {"49", "98", "99"} | {str(code) for code in (*range(50, 57), *range(60, 68), *range(70, 76))}
)

#: What Simples Nacional sends: the contributions are inside its single payment.
SIMPLES = PisCofins(CST="49")


class PisCofinsAmounts(Struct, frozen=True, kw_only=True):
    """Both have the same base."""

    vBC: Decimal
    vPIS: Decimal
    vCOFINS: Decimal


_NOTHING = PisCofinsAmounts(vBC=ZERO, vPIS=ZERO, vCOFINS=ZERO)


def assess(tax: PisCofins, value: Decimal, vICMS: Decimal) -> PisCofinsAmounts:
    """Both on an item worth ``value`` after discounts. ICMS is not in the base (STF, Tema 69)."""
    if tax.CST in NOT_TAXED or (tax.pPIS is None and tax.pCOFINS is None):
        return _NOTHING
    base = value - vICMS
    return PisCofinsAmounts(
        vBC=base,
        vPIS=percent_of(base, tax.pPIS or ZERO),
        vCOFINS=percent_of(base, tax.pCOFINS or ZERO),
    )


def to_xml(tax: PisCofins, amounts: PisCofinsAmounts) -> str:
    """The ``PIS`` and ``COFINS`` elements."""
    base = amounts.vBC
    return _one("PIS", tax.CST, base, tax.pPIS, amounts.vPIS) + _one(
        "COFINS", tax.CST, base, tax.pCOFINS, amounts.vCOFINS
    )


def _one(name: str, CST: str, vBC: Decimal, rate: Decimal | None, amount: Decimal) -> str:
    if CST in NOT_TAXED:
        return f"<{name}><{name}NT><CST>{CST}</CST></{name}NT></{name}>"
    group = f"{name}Aliq" if CST in BY_RATE else f"{name}Outr"
    return (
        f"<{name}><{group}><CST>{xml_text(CST)}</CST><vBC>{vBC}</vBC>"
        f"<p{name}>{decimal_text(rate or ZERO, 2)}</p{name}><v{name}>{amount}</v{name}>"
        f"</{group}></{name}>"
    )
