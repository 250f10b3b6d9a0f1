"""ISSQN, the municipal tax on services sold together with goods.

Source: PL_010f, ``det/imposto/ISSQN`` and ``total/ISSQNtot``; MOC 7.0, groups U and W.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from msgspec import Struct

from edge.fiscal.tax_profile import Issqn
from edge.fiscal.taxes.percent import percent_of
from edge.fiscal.text import decimal_text, element, xml_text
from edge.money import ZERO


class IssqnAmounts(Struct, frozen=True, kw_only=True):
    """``vServ`` is the service's value before the discount ``vDescIncond``, ``vBC`` after it."""

    vServ: Decimal
    vDescIncond: Decimal
    vBC: Decimal
    vISSQN: Decimal


class IssqnTotals(Struct, frozen=True, kw_only=True):
    """Sums over the services, with what PIS and COFINS they bear."""

    vServ: Decimal
    vDescIncond: Decimal
    vBC: Decimal
    vISS: Decimal
    vPIS: Decimal
    vCOFINS: Decimal


def assess(tax: Issqn, *, vServ: Decimal, vDesc: Decimal) -> IssqnAmounts:
    base = vServ - vDesc
    return IssqnAmounts(
        vServ=vServ, vDescIncond=vDesc, vBC=base, vISSQN=percent_of(base, tax.vAliq)
    )


def to_xml(tax: Issqn, amounts: IssqnAmounts, *, cMunFG: str) -> str:
    """The ``ISSQN`` element; ``cMunFG`` is the issuer's, for where the service names no other."""
    discount = _optional("vDescIncond", amounts.vDescIncond)
    return (
        f"<ISSQN><vBC>{amounts.vBC}</vBC><vAliq>{decimal_text(tax.vAliq, 2)}</vAliq>"
        f"<vISSQN>{amounts.vISSQN}</vISSQN><cMunFG>{xml_text(tax.cMunFG or cMunFG)}</cMunFG>"
        f"<cListServ>{xml_text(tax.cListServ)}</cListServ>{discount}"
        f"<indISS>{xml_text(tax.indISS)}</indISS>{element('cServico', tax.cServico)}"
        f"<indIncentivo>{1 if tax.incentive else 2}</indIncentivo></ISSQN>"
    )


def total(
    services: Iterable[IssqnAmounts], *, vPIS: Decimal, vCOFINS: Decimal
) -> IssqnTotals | None:
    """None where there are no services."""
    sold = list(services)
    if not sold:
        return None
    return IssqnTotals(
        vServ=sum((each.vServ for each in sold), ZERO),
        vDescIncond=sum((each.vDescIncond for each in sold), ZERO),
        vBC=sum((each.vBC for each in sold), ZERO),
        vISS=sum((each.vISSQN for each in sold), ZERO),
        vPIS=vPIS,
        vCOFINS=vCOFINS,
    )


def total_xml(totals: IssqnTotals, day: date) -> str:
    """The ``ISSQNtot`` element; ``day`` is that of the service. It holds no zeros."""
    return (
        f"<ISSQNtot>{_optional('vServ', totals.vServ)}{_optional('vBC', totals.vBC)}"
        f"{_optional('vISS', totals.vISS)}{_optional('vPIS', totals.vPIS)}"
        f"{_optional('vCOFINS', totals.vCOFINS)}<dCompet>{day.isoformat()}</dCompet>"
        f"{_optional('vDescIncond', totals.vDescIncond)}</ISSQNtot>"
    )


def _optional(name: str, amount: Decimal) -> str:
    return f"<{name}>{amount}</{name}>" if amount else ""
