"""Urano: text as it would be printed, ``PESO: 5,10kg`` or ``PESO L: 0,345kg``, alone ``0,345kg``.

Escape sequences stand around it, a line ``TARA:`` beside it. Nothing in it tells motion, and what
overload looks like the references at hand do not say: a line without a weight is no reading.
"""

from __future__ import annotations

import re
from decimal import Decimal

from hw_drivers.scales.protocol import Protocol
from hw_drivers.scales.reading import NEGATIVE, Reading

# From the beginning of a line to its end, so that half of "12,345kg" is not taken for a weight.
_LINE = re.compile(
    rb"(?:\A|[\r\n])(?![^\r\n]*TARA)[^\r\n]*?(?P<sign>-?) *"
    rb"(?<![0-9])(?P<kg>[0-9]{1,3}),(?P<part>[0-9]{2,3}) ?kg[^\r\n]*(?=[\r\n])"
)


def _read(found: re.Match[bytes]) -> Reading:
    if found["sign"]:
        return NEGATIVE
    return Reading.stable(Decimal(f"{int(found['kg'])}.{found['part'].decode()}"))


URANO = Protocol(name="urano", request=b"\x05", frame=_LINE, longest=96, read=_read)
