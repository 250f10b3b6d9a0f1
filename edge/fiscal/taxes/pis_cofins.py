"""PIS and COFINS, the federal contributions that IBS and CBS will replace.

Source: PL_010f, ``det/imposto/PIS`` and ``COFINS``; MOC 7.0, groups Q and S.
"""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct

from edge.fiscal.tax_profile import PisCofins
from edge.fiscal.taxes.percent import percent_of
from edge.fiscal.text import decimal_text, xml_text
from edge.money import ZERO, cents

BY_RATE = frozenset({"01", "02"})
BY_UNIT = "03"
NOT_TAXED = frozenset({"04", "05", "06", "07", "08", "09"})
OTHER = frozenset(
    {"49", "98", "99"} | {str(code) for code in (*range(50, 57), *range(60, 68), *range(70, 76))}
)

#: What Simples Nacional sends: the contributions are inside its single payment.
SIMPLES = PisCofins(CST="49")


class PisCofinsAmounts(Struct, frozen=True, kw_only=True):
    """Both have the same base; ``qBCProd`` is a quantity, where they are by unit."""

    vBC: Decimal
    vPIS: Decimal
    vCOFINS: Decimal
    qBCProd: Decimal = ZERO


_NOTHING = PisCofinsAmounts(vBC=ZERO, vPIS=ZERO, vCOFINS=ZERO)


def is_by_unit(tax: PisCofins) -> bool:
    """Is so much due on each unit, and not a share of the price?"""
    if tax.CST in OTHER:
        return tax.vAliqPIS is not None or tax.vAliqCOFINS is not None
    return tax.CST == BY_UNIT


def assess(
    tax: PisCofins, value: Decimal, vICMS: Decimal, quantity: Decimal = ZERO
) -> PisCofinsAmounts:
    """Both on ``quantity`` worth ``value``. ICMS is not in the base (STF, Tema 69)."""
    if tax.CST in NOT_TAXED:
        return _NOTHING
    if is_by_unit(tax):
        return PisCofinsAmounts(
            vBC=ZERO,
            vPIS=cents(quantity * (tax.vAliqPIS or ZERO)),
            vCOFINS=cents(quantity * (tax.vAliqCOFINS or ZERO)),
            qBCProd=quantity,
        )
    if tax.pPIS is None and tax.pCOFINS is None:
        return _NOTHING
    base = value - vICMS
    return PisCofinsAmounts(
        vBC=base,
        vPIS=percent_of(base, tax.pPIS or ZERO),
        vCOFINS=percent_of(base, tax.pCOFINS or ZERO),
    )


def to_xml(tax: PisCofins, amounts: PisCofinsAmounts) -> str:
    """The ``PIS`` and ``COFINS`` elements."""
    if tax.CST in NOT_TAXED:
        head = f"<CST>{tax.CST}</CST>"
        return f"<PIS><PISNT>{head}</PISNT></PIS><COFINS><COFINSNT>{head}</COFINSNT></COFINS>"
    if is_by_unit(tax):
        base = f"<qBCProd>{decimal_text(amounts.qBCProd, 4)}</qBCProd>"
        rates = (_per_unit(tax.vAliqPIS), _per_unit(tax.vAliqCOFINS))
    else:
        base = f"<vBC>{amounts.vBC}</vBC>"
        rates = (_percent("PIS", tax.pPIS), _percent("COFINS", tax.pCOFINS))
    head = f"<CST>{xml_text(tax.CST)}</CST>{base}"
    group = "Aliq" if tax.CST in BY_RATE else "Qtde" if tax.CST == BY_UNIT else "Outr"
    return (
        f"<PIS><PIS{group}>{head}{rates[0]}<vPIS>{amounts.vPIS}</vPIS></PIS{group}></PIS>"
        f"<COFINS><COFINS{group}>{head}{rates[1]}<vCOFINS>{amounts.vCOFINS}</vCOFINS>"
        f"</COFINS{group}></COFINS>"
    )


def _percent(name: str, rate: Decimal | None) -> str:
    return f"<p{name}>{decimal_text(rate or ZERO, 2)}</p{name}>"


def _per_unit(value: Decimal | None) -> str:
    return f"<vAliqProd>{decimal_text(value or ZERO, 4)}</vAliqProd>"
