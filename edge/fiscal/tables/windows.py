"""How long a document may be cancelled and a number voided, by date and state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from edge.errors import ConfigProblem
from edge.fiscal.tables.reading import entry_on, read_table


@dataclass(frozen=True, kw_only=True, slots=True)
class Windows:
    """``cancel`` and ``substitution`` run from the authorisation, ``substitute`` from ``dhEmi``.

    A number is voided by ``void_until_day`` of the month after it was spent.
    """

    cancel: timedelta
    substitution: timedelta
    substitute: timedelta
    void_until_day: int


@lru_cache(maxsize=4)
def windows_on(day: date, UF: str) -> Windows:
    """The windows for NFC-e in force on a day; raises ``ConfigProblem("fiscal.no_table")``."""
    entry = entry_on(read_table("events")["windows"], day)
    if entry is None:
        raise ConfigProblem("fiscal.no_table", table="events", day=day.isoformat())
    entry = entry | entry.get("UF", {}).get(UF, {})
    return Windows(
        cancel=timedelta(minutes=entry["cancel_minutes"]),
        substitution=timedelta(hours=entry["substitution_hours"]),
        substitute=timedelta(hours=entry["substitute_hours"]),
        void_until_day=entry["void_until_day"],
    )
