"""What each cStat makes the box do, read from a dated table."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files


class Reaction(StrEnum):
    AUTHORIZED = "authorized"
    NOT_PROCESSED = "not_processed"
    ASK_BY_KEY = "ask_by_key"
    NOT_FOUND = "not_found"
    STOP = "stop"
    CANCELLED = "cancelled"
    REJECTED = "rejected"


@cache
def _table() -> Mapping[int, Reaction]:
    text = files("edge.sefaz").joinpath("tables/cstat.toml").read_text("utf-8")
    document = tomllib.loads(text)
    return {code: reaction for reaction in Reaction for code in document.get(reaction.value, ())}


def reaction(cStat: int) -> Reaction:
    """The reaction to ``cStat``; a code the table does not name is a rejection."""
    return _table().get(cStat, Reaction.REJECTED)
