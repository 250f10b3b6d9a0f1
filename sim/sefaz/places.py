"""The states (UF): IBGE codes, hours, and the addresses they publish for the NFC-e."""

from __future__ import annotations

import tomllib
from datetime import timedelta, timezone
from functools import cache
from pathlib import Path

#: Hours from UTC where they are not Brasília's (no daylight saving time since 2019).
_HOURS = {"AC": -5, "AM": -4, "MS": -4, "MT": -4, "RO": -4, "RR": -4}
_BRASILIA = -3


def code_of(uf: str) -> str:
    """The IBGE code, for example ``35`` for SP. Raises ``KeyError`` for an unknown UF."""
    return str(_table()[uf]["cUF"])


def known_codes() -> frozenset[str]:
    return frozenset(str(row["cUF"]) for row in _table().values())


def hours_of(uf: str) -> timezone:
    return timezone(timedelta(hours=_HOURS.get(uf, _BRASILIA)))


def addresses(uf: str, tpAmb: str, field: str) -> frozenset[str]:
    """What may stand in ``qrCode`` (before the ``?``) or ``urlChave``, as ``comparable`` texts."""
    return frozenset(comparable(address) for address in _table()[uf][tpAmb][field])


def comparable(address: str) -> str:
    """Upper and lower case do not matter (ZX02-20), nor does a last slash."""
    return address.lower().rstrip("/")


@cache
def _table() -> dict[str, dict[str, dict[str, list[str]]]]:
    table: dict[str, dict[str, dict[str, list[str]]]] = tomllib.loads(
        Path(__file__).with_name("addresses.toml").read_text("utf-8")
    )
    return table
