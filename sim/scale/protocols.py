"""What each make of scale sends, from the manuals' facts (pure)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sim.scale.platform import Condition, Weight

_STX, _ETX, _CR = b"\x02", b"\x03", b"\r"
_LETTERS = {
    Condition.MOVING: b"I",
    Condition.NEGATIVE: b"N",
    Condition.OVERLOAD: b"S",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Protocol:
    """``request`` is what the host sends for an answer; empty: frames come without end."""

    name: str
    request: bytes
    frame: Callable[[Weight], bytes]


def _framed(weight: Weight) -> bytes:
    """STX, five digits in grams or five letters, ETX (Toledo's protocol B, and Filizola's)."""
    match weight.condition:
        case Condition.STABLE:
            body = b"%05d" % weight.grams
        case Condition.ZEROING:
            body = b"C0000"
        case Condition.UNCALIBRATED:
            body = b"E0000"
        case condition:
            body = 5 * _LETTERS[condition]
    return _STX + body + _ETX


def _p03(weight: Weight) -> bytes:
    """Toledo P03: three status words, weight, tare, CR, check sum.

    SWA 35h: thousandths, increments of 5 g would be 3Dh, of 2 g 35h, of 1 g 2Dh. SWB 30h: gross
    kilograms; 01h net, 02h negative, 04h overload, 08h in motion.
    """
    condition = weight.condition
    swb = 0x30
    swb |= 0x01 if weight.tare else 0
    swb |= 0x02 if weight.grams < 0 or condition is Condition.NEGATIVE else 0
    swb |= 0x04 if condition is Condition.OVERLOAD else 0
    swb |= 0x08 if condition in {Condition.MOVING, Condition.ZEROING} else 0
    frame = _STX + bytes((0x3D, swb, 0x20))
    frame += b"%06d%06d" % (abs(weight.grams) % 1_000_000, weight.tare) + _CR
    return frame + bytes((-sum(frame) & 0x7F,))


def _urano(weight: Weight) -> bytes:
    """Urano USE-CB2: lines of text for a printer, escape sequences among them, no sign of motion.

    Under overload or below zero it sends the frame of lines without a weight.
    """
    shown = weight.condition in {Condition.STABLE, Condition.MOVING} and weight.grams >= 0
    kilograms, grams = divmod(abs(weight.grams), 1000)
    text = f"PESO L: {kilograms:2},{grams:03}kg" if shown else "PESO L: -----kg"
    tare = f"TARA:   {weight.tare // 1000:2},{weight.tare % 1000:03}kg"
    return f"\x1b!\x00{tare}\r\n\x1b!\x10{text}\r\n\x1b!\x00".encode("ascii")


PROTOCOLS = {
    each.name: each
    for each in (
        Protocol(name="toledo-prt1", request=b"\x05", frame=_framed),
        Protocol(name="toledo-p03", request=b"", frame=_p03),
        Protocol(name="filizola", request=b"\x05", frame=_framed),
        Protocol(name="urano", request=b"\x05", frame=_urano),
    )
}
