"""Epson's ESC/POS: Epson, Elgin i7, i8 and i9, Sweda, Tanca, Control iD and most others."""

from __future__ import annotations

from hw_drivers.printers import qr
from hw_drivers.printers.dialects.dialect import Dialect, Language
from hw_drivers.printers.escpos_talk import EscposTalk
from hw_drivers.printers.ticket import Align

ALIGN = {Align.LEFT: b"\x1ba\x00", Align.CENTER: b"\x1ba\x01", Align.RIGHT: b"\x1ba\x02"}


def _start(code_page: int | None) -> bytes:
    """ESC @ forgets the code page, so it is chosen again in every job."""
    return b"\x1b@" + (b"" if code_page is None else b"\x1bt" + bytes((code_page,)))


def _size(wide: bool, tall: bool) -> bytes:  # noqa: FBT001 - two sides of one thing
    return b"\x1d!" + bytes(((0x10 if wide else 0) | (0x01 if tall else 0),))


LANGUAGE = Language(
    start=_start,
    align=ALIGN,
    bold=(b"\x1bE\x00", b"\x1bE\x01"),
    small=(b"\x1bM\x00", b"\x1bM\x01"),
    size=_size,
    feed=lambda lines: b"\x1bd" + bytes((min(lines, 255),)),
    symbol=qr.native,
)
ESCPOS = Dialect(name="escpos", language=LANGUAGE, talk=EscposTalk)
