"""Bematech's ESC/Bema, as the MP-4200 TH speaks it in that mode.

A printer that is in its other mode is an ``epson`` one, without two-dimensional codes.
"""

from __future__ import annotations

from sim.printer.condition import State, bits
from sim.printer.dialect import Dialect
from sim.printer.mechanism import Mechanism
from sim.printer.realtime import Questions
from sim.printer.stream import Framing, need, until_nul
from sim.printer.style import always, choice, code_page, initial

_STATUS = b"\x1d\xf81"
_ESC = {0: b"@EFHmw", 1: b"Watv\x80-", 2: b"b"}
_LEVELS = {0: 48, 1: 49, 2: 50, 3: 51}  # L M Q H, as GS ( k numbers them


def _barcode(d: bytearray) -> int:
    """GS k m n data; GS k Q holds a QR code and its length in the last two of six bytes."""
    if d[2] != ord("Q"):
        return 2 + d[3] if d[2] >= 65 else until_nul(d, 3)
    need(d, 9)
    return 7 + d[7] + 256 * d[8]


async def _symbol(mechanism: Mechanism, args: bytes) -> bool:
    """GS k Q level size version mode lenL lenH data; ``size`` is half dots a module."""
    if args[0] != ord("Q") or args[1] not in _LEVELS or args[3:5] != b"\x00\x01":
        return False
    known = mechanism.qr.set(67, bytes([args[2] // 2])) and mechanism.qr.set(
        69, bytes([_LEVELS[args[1]]])
    )
    return known and mechanism.qr.set(80, b"0" + args[7:]) and await mechanism.draw_symbol()


async def _identify(mechanism: Mechanism, args: bytes) -> bool:
    """GS F9h 27h n: 0 model, ten characters. Other GS F9h choose a mode or a code page."""
    if args[0] == 0x27:
        mechanism.answer(b"MP-4200 TH")
    return args[:1] in {b"\x20", b"\x27", b"\x35", b"\x37"}


async def _kick(mechanism: Mechanism, args: bytes) -> bool:
    """ESC v ms."""
    return 50 <= args[0] <= 250 and await mechanism.kick(args)


async def _full_cut(mechanism: Mechanism, _: bytes) -> bool:
    return await mechanism.cut(b"\x41\x00")


async def _partial_cut(mechanism: Mechanism, _: bytes) -> bool:
    return await mechanism.cut(b"\x42\x00")


def _status(_: bytes, state: State, printing: bool) -> bytes:  # noqa: FBT001
    """Five bytes; in the second one, 10h and 80h stand for a closed drawer and cover."""
    return bytes(
        (
            bits((not state.online, 0x08), (printing, 0x10)),
            bits(
                (state.near_end, 0x02),
                (state.out, 0x24),
                (not state.drawer_open, 0x10),
                (state.cutter_error, 0x40),
                (not state.cover_open, 0x80),
            ),
            0,
            0,
            0,
        )
    )


BEMA = Dialect(
    name="bema",
    codec="cp850",
    framing=Framing(
        controls=frozenset(b"\x00\t\n\r\x0f"),
        fixed={bytes((0x1B, code)): count for count, codes in _ESC.items() for code in codes}
        | {b"\x1d\xf8": 1, b"\x1d\xf9": 2, b"\x1d!": 1, b"\x1dh": 1, b"\x1dw": 1, b"\x1dH": 1},
        measured={
            b"\x1dk": (4, 2, _barcode),
            b"\x1dv": (8, 3, lambda d: 5 + (d[4] + 256 * d[5]) * (d[6] + 256 * d[7])),
        },
    ),
    setters={
        b"\x1b@": initial("cp850"),
        b"\x1bt": code_page({2: "cp850", 3: "cp437", 4: "cp860", 8: "utf-8"}),
        b"\x1ba": choice("align", "left", "center", "right"),
        b"\x1bE": always("bold", True),  # noqa: FBT003
        b"\x1bF": always("bold", False),  # noqa: FBT003
        b"\x0f": always("small", True),  # noqa: FBT003
        b"\x1bH": always("small", False),  # noqa: FBT003
        b"\x1bW": choice("wide", 1, 2),
        b"\x1b-": choice("underline", 0, 1),
    },
    actions={
        b"\n": Mechanism.line_feed,
        b"\t": Mechanism.tab,
        b"\x1bw": _full_cut,
        b"\x1bm": _partial_cut,
        b"\x1bv": _kick,
        b"\x1b\x80": _kick,
        b"\x1dk": _symbol,
        b"\x1dv0": Mechanism.raster,
        b"\x1d\xf9": _identify,
    },
    quiet=frozenset((b"\x00", b"\r", b"\x1dh", b"\x1dw", b"\x1dH", b"\x1d\xf8")),
    urgent=lambda: Questions(_STATUS),
    status=_status,
)
