"""Epson's ESC/POS, which most printers sold in Brazil speak."""

from __future__ import annotations

from dataclasses import replace

from sim.printer import realtime
from sim.printer.condition import State, real_time_status
from sim.printer.dialect import Dialect
from sim.printer.mechanism import Mechanism
from sim.printer.stream import ESC, FS, GS, Framing, until_nul
from sim.printer.style import Style, always, choice, code_page, dots, flag, initial

CODE_PAGES = {0: "cp437", 2: "cp850", 3: "cp860", 16: "cp1252", 18: "cp852", 19: "cp858"}

# The second byte of commands whose arguments are a fixed number of bytes, by that number.
_ESC = {0: b"@2im", 1: b" !-3=EGJKMRVadert{", 2: b"$\\Bc", 3: b"p"}
_FS = {0: b".&", 1: b"!C", 2: b"Sp"}
_GS = {0: b":", 1: b"!/BHIabfhrw", 2: b"$LPW\\", 3: b"^"}
# Arguments after DLE DC4 fn: real-time commands seen again in the buffer (sim.printer.realtime).
_DLE_DC4 = {1: 2, 2: 2, 7: 1, 8: 7}

FRAMING = Framing(
    # Epson printers pass over a NUL between commands.
    controls=frozenset(b"\x00\t\n\r"),
    fixed={b"\x10\x04": 1, b"\x10\x05": 1}
    | {
        bytes([lead, code]): count
        for lead, table in ((ESC, _ESC), (FS, _FS), (GS, _GS))
        for count, codes in table.items()
        for code in codes
    },
    measured={
        b"\x10\x14": (3, 2, lambda d: 1 + _DLE_DC4.get(d[2], 0)),
        b"\x1b(": (5, 3, lambda d: 2 + d[3] + 256 * d[4]),  # ESC ( X pL pH
        b"\x1d(": (5, 3, lambda d: 2 + d[3] + 256 * d[4]),  # GS ( X pL pH
        b"\x1d8": (7, 3, lambda d: 4 + int.from_bytes(d[3:7], "little")),  # GS 8 L p1 p2 p3 p4
        b"\x1dv": (8, 3, lambda d: 5 + (d[4] + 256 * d[5]) * (d[6] + 256 * d[7])),  # GS v 0 m x y
        b"\x1dV": (3, 2, lambda d: 1 if d[2] in {0, 1, 48, 49} else 2),  # GS V m [n]
        b"\x1dk": (4, 2, lambda d: 2 + d[3] if d[2] >= 65 else until_nul(d, 3)),  # bar codes
        b"\x1b*": (5, 2, lambda d: 3 + (d[3] + 256 * d[4]) * (3 if d[2] in {32, 33} else 1)),
        b"\x1d*": (4, 2, lambda d: 2 + d[2] * d[3] * 8),
        b"\x1bD": (3, 2, lambda d: until_nul(d, 2)),
    },
)


def _size(style: Style, args: bytes) -> Style:
    """GS ! n: width in the upper half, height in the lower, each less one."""
    return replace(style, wide=(args[0] >> 4 & 7) + 1, tall=(args[0] & 7) + 1)


def _combined(style: Style, args: bytes) -> Style:
    """ESC ! n: 01 font B, 08 bold, 10 double height, 20 double width, 80 underline."""
    n = args[0]
    return replace(
        style,
        small=bool(n & 0x01),
        bold=bool(n & 0x08),
        tall=2 if n & 0x10 else 1,
        wide=2 if n & 0x20 else 1,
        underline=1 if n & 0x80 else 0,
    )


SETTERS = {
    b"\x1b@": initial("cp437"),
    b"\x1bt": code_page(CODE_PAGES),
    b"\x1ba": choice("align", "left", "center", "right"),
    b"\x1bM": choice("small", False, True),  # noqa: FBT003 - font A, font B
    b"\x1b-": choice("underline", 0, 1, 2),
    b"\x1bE": flag("bold"),
    b"\x1bG": flag("bold"),
    b"\x1dB": flag("reverse"),
    b"\x1b!": _combined,
    b"\x1d!": _size,
    b"\x1b ": dots("spacing"),
    b"\x1b2": always("line", Style().line),
    b"\x1b3": dots("line"),
    b"\x1dL": dots("margin"),
    b"\x1dW": dots("area"),
}


async def _seen(_: Mechanism, args: bytes) -> bool:
    """DLE DC4 fn was executed on arrival."""
    return args[0] in _DLE_DC4


ACTIONS = {
    b"\x10\x14": _seen,
    b"\n": Mechanism.line_feed,
    b"\t": Mechanism.tab,
    b"\x1b$": Mechanism.position,
    b"\x1bd": Mechanism.feed_lines,
    b"\x1bJ": Mechanism.feed,
    b"\x1dv0": Mechanism.raster,
    b"\x1dV": Mechanism.cut,
    b"\x1bi": Mechanism.cut_here,
    b"\x1bm": Mechanism.cut_here,
    b"\x1bp": Mechanism.kick,
    b"\x1d(k": Mechanism.symbol,
    b"\x1d(H": Mechanism.report_printed,
    b"\x1da": Mechanism.switch_status_back,
    b"\x1dr": Mechanism.query,
    b"\x1dI": Mechanism.identify,
}
# Peripheral, character set, sensors and panel, motion units, bar code settings, kanji off, buzzer,
# and the real-time commands, which were executed on arrival.
QUIET = frozenset(
    (b"\x00", b"\r", b"\x1b=", b"\x1bR", b"\x1bc", b"\x1dP", b"\x1dH", b"\x1df", b"\x1dh")
) | {b"\x1dw", b"\x1c.", b"\x1bB", b"\x1b(A", b"\x10\x04", b"\x10\x05"}


def _status(question: bytes, state: State, printing: bool) -> bytes:  # noqa: ARG001, FBT001
    """DLE EOT n."""
    return real_time_status(state, question[2])


EPSON = Dialect(
    name="epson",
    codec="cp437",
    framing=FRAMING,
    setters=SETTERS,
    actions=ACTIONS,
    quiet=QUIET,
    urgent=realtime.Scanner,
    status=_status,
)
