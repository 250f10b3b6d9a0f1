"""Toledo: Prt1, as the Prix and the 9094 answer at a check-out, and P03, sent without end.

Prt1 (protocol B): ``05`` is answered ``02 PPPPP 03``, five to seven digits in grams; five equal
letters for what is no weight: I in motion, N negative, S overload; C… catches zero, E… is not
calibrated. P03: ``02 SWA SWB SWC`` weight and tare of six digits ``0D CS``, seven bits a byte; CS
is the two's complement of the sum from STX to CR.
"""

from __future__ import annotations

import re
from decimal import Decimal

from hw_drivers.scales.protocol import Protocol
from hw_drivers.scales.reading import NEGATIVE, OVERLOAD, UNSTABLE, Reading, ReadingState

FRAMED = re.compile(rb"\x02(?:(?P<grams>[0-9]{5,7})|(?P<word>I{5,7}|N{5,7}|S{5,7}|[CE].{4,6}))\x03")
LONGEST = 9
_WORDS = {
    b"I": UNSTABLE,
    b"N": NEGATIVE,
    b"S": OVERLOAD,
    b"C": Reading(state=ReadingState.UNSTABLE, reason="zero_capture"),
    b"E": Reading(state=ReadingState.NO_REPLY, reason="calibration"),
}

_P03 = re.compile(
    rb"\x02(?P<swa>[\x20-\x3f])(?P<swb>[\x20-\x7f])[\x20-\x7f] ?"
    rb"(?P<weight>[0-9]{6})[0-9]{6}\r(?P<check>[\x00-\x7f])"
)
_DECIMALS = {0b001: -1, 0b010: 0, 0b011: 1, 0b100: 2, 0b101: 3, 0b110: 4}  # SWA bits 0 to 2
_NEGATIVE, _OVERLOAD, _MOTION, _KILOGRAMS = 0x02, 0x04, 0x08, 0x10  # SWB


def read_framed(found: re.Match[bytes]) -> Reading:
    if found["grams"]:
        return Reading.stable(Decimal(int(found["grams"])).scaleb(-3))
    return _WORDS[found["word"][:1]]


def _read_p03(found: re.Match[bytes]) -> Reading | None:
    """A frame in another unit than the kilogram is no frame."""
    swa, swb = found["swa"][0], found["swb"][0]
    decimals = _DECIMALS.get(swa & 0x07)
    if sum(found[0]) & 0x7F or decimals is None or not swb & _KILOGRAMS:
        return None
    if swb & _OVERLOAD:
        return OVERLOAD
    if swb & _MOTION:
        return UNSTABLE
    if swb & _NEGATIVE:
        return NEGATIVE
    return Reading.stable(Decimal(int(found["weight"])).scaleb(-decimals))


PRT1 = Protocol(
    name="toledo-prt1", request=b"\x05", frame=FRAMED, longest=LONGEST, read=read_framed
)
P03 = Protocol(name="toledo-p03", request=b"", frame=_P03, longest=19, read=_read_p03, certain=True)
