"""GS1 element strings: application identifiers and their data, as GS1-128 and others carry them.

FNC1 comes as 1Dh between fields. A field whose identifier is in the predefined set has a fixed
length and needs none after it; every other one ends at 1Dh or at the end (GS1 General
Specifications; the table of lengths: UNVERIFIED in the text itself).
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

GROUP_SEPARATOR = "\x1d"
# Characters of identifier and data together, by the first two digits.
_PREDEFINED = (
    {"00": 20, "01": 16, "02": 16, "03": 16, "04": 18, "20": 4, "41": 16}
    | {str(prefix): 8 for prefix in range(11, 20)}
    | {str(prefix): 10 for prefix in range(31, 37)}
)
# How long the identifier itself is, where it is not two digits.
_THREE = {"23", "24", "25", "40", "41", "42", "71"}
_FOUR = {*map(str, range(31, 37)), "39", "43", "70", "72", "80", "81", "82"}
_LONGEST = {"10": 20, "21": 20, "22": 20, "30": 8, "37": 8}
_LONGEST_OF_ALL = 90


class Malformed(ValueError):
    """The text is no element string; the message says where it ends to be one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Element:
    """``ai`` is the application identifier (01 GTIN, 10 batch, 17 expiry, 3103 net weight)."""

    ai: str
    data: str

    def decimal(self) -> Decimal:
        """310n to 369n measures, 392n amounts: ``n`` decimals. Amounts with currency, 393n, too."""
        digits = self.data[3:] if self.ai[:3] in {"391", "393"} else self.data
        return Decimal(int(digits)).scaleb(-int(self.ai[3]))

    def date(self, today: date) -> date:
        """11 to 17: YYMMDD; day 00 is the last of its month, the century is the nearer one."""
        year, month, day = (int(self.data[at : at + 2]) for at in (0, 2, 4))
        century = today.year - today.year % 100
        distance = year - today.year % 100
        century += -100 if distance >= 51 else 100 if distance <= -50 else 0
        year += century
        try:
            return date(year, month, day or calendar.monthrange(year, month)[1])
        except (ValueError, calendar.IllegalMonthError):
            raise Malformed(f"{self.ai}: no such day: {self.data}") from None


def parse(text: str) -> tuple[Element, ...]:
    """Raises ``Malformed``. A separator that is not needed is passed over."""
    elements, at = [], 0
    while at < len(text):
        if text[at] == GROUP_SEPARATOR:
            at += 1
            continue
        element, at = _element(text, at)
        elements.append(element)
    if not elements:
        raise Malformed("nothing in it")
    return tuple(elements)


def build(elements: Iterable[Element]) -> str:
    """The string a printer of labels would encode: no separator after the last field."""
    text = "".join(
        each.ai + each.data + ("" if each.ai[:2] in _PREDEFINED else GROUP_SEPARATOR)
        for each in elements
    )
    return text.removesuffix(GROUP_SEPARATOR)


def _element(text: str, at: int) -> tuple[Element, int]:
    prefix = text[at : at + 2]
    width = 4 if prefix in _FOUR else 3 if prefix in _THREE else 2
    ai = text[at : at + width]
    if len(ai) < width or not (ai.isascii() and ai.isdigit()):
        raise Malformed(f"no application identifier at {at}: {ai!r}")
    if prefix in _PREDEFINED:
        end = at + _PREDEFINED[prefix]
        data = text[at + width : end]
        if end > len(text) or not (data.isascii() and data.isdigit()):
            raise Malformed(f"{ai} wants {_PREDEFINED[prefix] - width} digits: {data!r}")
        return Element(ai=ai, data=data), end
    end = text.find(GROUP_SEPARATOR, at)
    end = len(text) if end < 0 else end
    data = text[at + width : end]
    if not 1 <= len(data) <= _LONGEST.get(ai, _LONGEST_OF_ALL):
        raise Malformed(f"{ai} cannot hold {len(data)} characters")
    return Element(ai=ai, data=data), end
