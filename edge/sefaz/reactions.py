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


class EventReaction(StrEnum):
    REGISTERED = "registered"
    DONE_BEFORE = "done_before"
    ASK_BY_KEY = "ask_by_key"
    NOT_PROCESSED = "not_processed"
    STOP = "stop"
    REJECTED = "rejected"


class EventFound(StrEnum):
    """What a query by key says of a request whose outcome is not known."""

    CANCELLED = "cancelled"
    VOIDED = "voided"
    NOT_FOUND = "not_found"
    STOP = "stop"
    UNKNOWN = "unknown"


def reaction(cStat: int) -> Reaction:
    """The reaction to ``cStat``; a code the table does not name is a rejection."""
    table = _table("cstat")
    return next((kind for kind in Reaction if cStat in table.get(kind, ())), Reaction.REJECTED)


def event_reaction(cStat: int) -> EventReaction:
    """The reaction to the answer to an event or a voiding; what is not named is a rejection."""
    table = _table("event_cstat")
    found = (kind for kind in EventReaction if cStat in table.get(kind, ()))
    return next(found, EventReaction.REJECTED)


def event_found(cStat: int) -> EventFound:
    """What the answer to a query by key says of an event or a voiding."""
    table = _table("event_cstat")
    return next((kind for kind in EventFound if cStat in table.get(kind, ())), EventFound.UNKNOWN)


def number_in_use(cStat: int) -> bool:
    """Was a document rejected because SEFAZ holds its number? Then there is nothing to void."""
    return cStat in _table("cstat")["number_in_use"]


@cache
def _table(name: str) -> Mapping[str, frozenset[int]]:
    """Codes by what they make the box do."""
    text = files("edge.sefaz").joinpath(f"tables/{name}.toml").read_text("utf-8")
    lists = tomllib.loads(text).items()
    return {kind: frozenset(codes) for kind, codes in lists if isinstance(codes, list)}
