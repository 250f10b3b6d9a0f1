"""The law on a day, in a state: every value that a date or a UF decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from edge.errors import ConfigProblem
from edge.fiscal.tables.reading import entry_on, read_table


@dataclass(frozen=True, kw_only=True, slots=True)
class IbsCbsRates:
    """In percent."""

    pIBSUF: Decimal
    pIBSMun: Decimal
    pCBS: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class CfopTable:
    """CFOP allowed with codes that tax or exempt, with tax withheld before, with ISSQN; and all.

    ``other``: allowed besides in a UF that takes ``other_icms``.
    """

    taxed: frozenset[str]
    withheld: frozenset[str]
    service: frozenset[str]
    other: frozenset[str]
    known: frozenset[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Law:
    """What holds on one day in one UF.

    ``ibs_cbs`` is None where no rates are known. ``reductions``: every ``cClassTrib`` that an NFC-e
    may have, and by how many percent it reduces the rates. ``identify_above`` and ``most`` are
    totals in reais, ``name_above`` and ``address_above`` too, where the UF wants those.

    What a UF chooses: whether it takes offline contingency and ``other_icms`` (CST 90, CSOSN 900),
    wants the reading of fuel pumps, the carrier of a delivery, a code of benefit with these CST,
    or to know who answers for the software.
    """

    ibs_cbs: IbsCbsRates | None
    reductions: Mapping[str, Decimal]
    identify_above: Decimal
    most: Decimal
    name_above: Decimal | None
    address_above: Decimal | None
    cfop: CfopTable
    offline: bool
    other_icms: bool
    pump_required: bool
    carrier_required: bool
    benefit_required: frozenset[str]
    tech_required: bool


@lru_cache(maxsize=4)
def law_on(day: date, UF: str) -> Law:
    """The law in force; raises ``ConfigProblem("fiscal.no_table")`` for a day before its tables."""
    tables = read_table("law")
    rates = entry_on(tables["ibs_cbs"], day)
    limits = _needed(tables, "limits", day)
    limits |= limits.get("UF", {}).get(UF, {})
    cfop = _needed(tables, "cfop", day)
    choices = _needed(tables, "choices", day)
    tech = entry_on(tables["tech_responsible"], day)
    return Law(
        ibs_cbs=None if rates is None else _rates(rates),
        reductions=_reductions(),
        identify_above=Decimal(limits["identify_above"]),
        most=Decimal(limits["most"]),
        name_above=_maybe(limits.get("name_above")),
        address_above=_maybe(limits.get("address_above")),
        cfop=CfopTable(
            taxed=frozenset(cfop["taxed"]),
            withheld=frozenset(cfop["withheld"]),
            service=frozenset(cfop["service"]),
            other=frozenset(cfop["other"]),
            known=frozenset(cfop["taxed"] + cfop["withheld"] + cfop["service"]),
        ),
        offline=UF not in choices["no_offline"],
        other_icms=UF in choices["other_icms"],
        pump_required=UF in choices["pump"],
        carrier_required=UF in choices["carrier"],
        benefit_required=frozenset(choices.get("benefit", {}).get(UF, ())),
        tech_required=tech is not None and UF in tech["required"],
    )


def _maybe(amount: str | None) -> Decimal | None:
    return None if amount is None else Decimal(amount)


def _rates(entry: dict[str, Any]) -> IbsCbsRates:
    return IbsCbsRates(
        pIBSUF=Decimal(entry["pIBSUF"]),
        pIBSMun=Decimal(entry["pIBSMun"]),
        pCBS=Decimal(entry["pCBS"]),
    )


def _needed(tables: dict[str, Any], name: str, day: date) -> dict[str, Any]:
    entry = entry_on(tables[name], day)
    if entry is None:
        raise ConfigProblem("fiscal.no_table", table=name, day=day.isoformat())
    return entry


def _reductions() -> Mapping[str, Decimal]:
    table = read_table("cclasstrib")["reduction"]
    return MappingProxyType(
        {code: Decimal(percent) for percent, codes in table.items() for code in codes}
    )
