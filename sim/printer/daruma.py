"""Daruma DR700 and DR800: a language of their own, with a fixed code page."""

from __future__ import annotations

from sim.printer.condition import State, bits
from sim.printer.dialect import Dialect
from sim.printer.mechanism import Mechanism
from sim.printer.realtime import Questions
from sim.printer.stream import Framing, until_nul
from sim.printer.style import always, choice, initial

_ENQ, _GS_ENQ = b"\x05", b"\x1d\x05"
_ESC = {0: b"@EFmp\xc3\xc7\xe5", 1: b"jW"}
_LEVELS = {0: 49, ord("M"): 49, ord("Q"): 50, ord("H"): 51}
_LONGEST = 700  # bytes a QR code may hold


async def _symbol(mechanism: Mechanism, args: bytes) -> bool:
    """ESC 81h lenL lenH width level data; the length counts width and level."""
    data = args[4:]
    if len(data) > _LONGEST or args[2] not in {0, 3, 4, 5, 6, 7} or args[3] not in _LEVELS:
        return False
    known = mechanism.qr.set(67, bytes([args[2] or 4])) and mechanism.qr.set(
        69, bytes([_LEVELS[args[3]]])
    )
    return known and mechanism.qr.set(80, b"0" + data) and await mechanism.draw_symbol()


async def _partial_cut(mechanism: Mechanism, _: bytes) -> bool:
    return await mechanism.cut(b"\x42\x00")


def _status(question: bytes, state: State, printing: bool) -> bytes:  # noqa: FBT001
    """One byte; 10h stands for on-line in one answer and for a closed cover in the other."""
    if question == _ENQ:
        return bits(
            (printing, 0x01),
            (state.cutter_error, 0x08),
            (state.online, 0x10),
            (state.out, 0x20),
            (state.cover_open, 0x80),
        ).to_bytes()
    return bits(
        (state.near_end, 0x01),
        (state.out, 0x02),
        (not state.online, 0x08),
        (not state.cover_open, 0x10),
        (state.cutter_error, 0x40),
        (state.drawer_open, 0x80),
    ).to_bytes()


DARUMA = Dialect(
    name="daruma",
    codec="cp850",
    framing=Framing(
        controls=frozenset(b"\x00\x05\t\n\r\x0f\x11\x12\x13"),
        fixed={bytes((0x1B, code)): count for count, codes in _ESC.items() for code in codes}
        | {b"\x1d\x05": 0},
        measured={
            b"\x1b\x81": (4, 2, lambda d: 2 + d[2] + 256 * d[3]),
            b"\x1bb": (6, 2, lambda d: until_nul(d, 6)),
        },
    ),
    setters={
        b"\x1b@": initial("cp850"),
        b"\x1bj": choice("align", "left", "center", "right"),
        b"\x1bE": always("bold", True),  # noqa: FBT003
        b"\x1bF": always("bold", False),  # noqa: FBT003
        b"\x11": always("bold", True),  # noqa: FBT003
        b"\x13": always("bold", False),  # noqa: FBT003
        b"\x0f": always("small", True),  # noqa: FBT003
        b"\x12": always("small", False),  # noqa: FBT003
        b"\x1bW": choice("wide", 1, 2),
    },
    actions={
        b"\n": Mechanism.line_feed,
        b"\t": Mechanism.tab,
        b"\x1bm": _partial_cut,
        b"\x1bp": Mechanism.kick,
        b"\x1b\x81": _symbol,
    },
    quiet=frozenset((b"\x00", b"\r", _ENQ, _GS_ENQ)),
    urgent=lambda: Questions(_ENQ, _GS_ENQ),
    status=_status,
)
