"""A ticket as ESC/POS bytes (Epson's dialect, which most printers sold in Brazil speak).

Pure: what it makes depends on the ticket and the profile alone. Why not python-escpos:
``docs/decisions/own-escpos-encoder.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

from hw_drivers.printers import qr
from hw_drivers.printers.profiles import Profile, QrMode
from hw_drivers.printers.text import printable, wrap
from hw_drivers.printers.ticket import (
    Align,
    Cut,
    Element,
    Feed,
    OpenDrawer,
    Qr,
    Rule,
    Text,
    Ticket,
)

_INIT = b"\x1b@"
_ALIGN = {Align.LEFT: b"\x1ba\x00", Align.CENTER: b"\x1ba\x01", Align.RIGHT: b"\x1ba\x02"}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Style:
    """What the printer remembers from line to line; the defaults are what ``ESC @`` leaves."""

    align: Align = Align.LEFT
    bold: bool = False
    size: int = 0  # width - 1 in the high half, height - 1 in the low one
    small: bool = False


def encode(ticket: Ticket, profile: Profile) -> bytes:
    """The whole job. Lines longer than the paper are wrapped, characters it lacks are folded."""
    page = _Page(profile)
    for element in ticket.elements:
        page.add(element)
    return bytes(page.out)


class _Page:
    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._style = _Style()
        # ESC @ forgets the code page, so it is chosen again in every job.
        self.out = bytearray(_INIT + b"\x1bt" + bytes((profile.code_page,)))

    def add(self, element: Element) -> None:
        match element:
            case Text():
                self._text(element)
            case Rule():
                self._text(Text(text=element.character * self._profile.columns))
            case Qr():
                self._qr(element.data.encode())
            case Feed():
                self.out += b"\x1bd" + bytes((min(element.lines, 255),))
            case Cut():
                self.out += self._profile.cut
            case OpenDrawer():
                self.out += self._profile.drawer

    def _text(self, line: Text) -> None:
        profile = self._profile
        self._change(
            _Style(
                align=line.align,
                bold=line.bold,
                size=(0x10 if line.wide else 0) | (0x01 if line.tall else 0),
                small=line.small,
            )
        )
        columns = profile.small_columns if line.small else profile.columns
        text = printable(line.text, profile.codec)
        for part in wrap(text, columns // 2 if line.wide else columns):
            self.out += part.encode(profile.codec) + b"\n"

    def _qr(self, data: bytes) -> None:
        profile = self._profile
        side = qr.modules(data)
        size = qr.module_dots(side, dots=profile.dots, dots_per_mm=profile.dots_per_mm)
        # The empty lines are the quiet zone above and below, which no firmware adds.
        if profile.qr is QrMode.RASTER:
            self._change(_Style())
            self.out += b"\n" + qr.raster(data, size, dots=profile.dots) + b"\n"
        else:
            self._change(_Style(align=Align.CENTER))
            self.out += b"\n" + qr.native(data, size) + b"\n"

    def _change(self, wanted: _Style) -> None:
        """Says only what differs: printers are slow and buffers small."""
        now, self._style = self._style, wanted
        if wanted.align is not now.align:
            self.out += _ALIGN[wanted.align]
        if wanted.small is not now.small:
            self.out += b"\x1bM" + bytes((wanted.small,))
        if wanted.size != now.size:
            self.out += b"\x1d!" + bytes((wanted.size,))
        if wanted.bold is not now.bold:
            self.out += b"\x1bE" + bytes((wanted.bold,))
