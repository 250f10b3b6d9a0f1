"""A ticket as every receipt printer understands it: lines, a QR code, a cut, a drawer pulse.

Who writes a ticket knows the number of columns (``Profile.columns``); who encodes it knows the
printer's bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Align(StrEnum):
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, kw_only=True, slots=True)
class Text:
    """One printed line. ``small`` is font B (more columns); ``wide`` and ``tall`` double a side."""

    text: str
    align: Align = Align.LEFT
    bold: bool = False
    wide: bool = False
    tall: bool = False
    small: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """A line across the paper."""

    character: str = "-"


@dataclass(frozen=True, kw_only=True, slots=True)
class Qr:
    """A centred QR code, error correction M, at least 25 mm wide (manual DANFE NFC-e 6.0)."""

    data: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Feed:
    lines: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Cut:
    """Feed past the knife and cut, leaving a bridge."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenDrawer:
    """The pulse that opens the cash drawer."""


Element = Text | Rule | Qr | Feed | Cut | OpenDrawer


@dataclass(frozen=True, kw_only=True, slots=True)
class Ticket:
    elements: tuple[Element, ...]
