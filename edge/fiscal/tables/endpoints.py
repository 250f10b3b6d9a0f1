"""Addresses of the tax authority, by state and environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from edge.errors import ConfigProblem
from edge.fiscal.tables.reading import read_table

_ENVIRONMENTS = {1: "producao", 2: "homologacao"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Endpoints:
    """``services`` by name (``NFeAutorizacao4``); the other two addresses go into the note."""

    authorizer: str
    services: Mapping[str, str]
    qrcode_url: str
    urlChave: str


@lru_cache(maxsize=2)
def endpoints(UF: str, tpAmb: int) -> Endpoints:
    """The addresses for NFC-e; raises ``ConfigProblem("fiscal.no_endpoints")``."""
    table = read_table("endpoints")
    state = table["UF"].get(UF)
    if state is None or tpAmb not in _ENVIRONMENTS:
        raise ConfigProblem("fiscal.no_endpoints", UF=UF, tpAmb=tpAmb)
    environment = _ENVIRONMENTS[tpAmb]
    return Endpoints(
        authorizer=state["authorizer"],
        services=MappingProxyType(table["services"][state["authorizer"]][environment]),
        qrcode_url=state[environment]["qrcode"],
        urlChave=state[environment]["urlChave"],
    )
