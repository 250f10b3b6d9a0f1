"""A ticket laid out for a printer and written in its dialect.

Pure: what it makes depends on the ticket and the profile alone. Why not python-escpos:
``docs/decisions/own-escpos-encoder.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

from hw_drivers.printers import qr
from hw_drivers.printers.dialects.table import DIALECTS
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


@dataclass(frozen=True, kw_only=True, slots=True)
class _Style:
    """What the printer remembers from line to line; the defaults are what a job starts with."""

    align: Align = Align.LEFT
    bold: bool = False
    wide: bool = False
    tall: bool = False
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
        self._language = DIALECTS[profile.dialect].language
        self._style = _Style()
        self.out = bytearray(self._language.start(profile.code_page))

    def add(self, element: Element) -> None:
        match element:
            case Text():
                self._text(element)
            case Rule():
                self._text(Text(text=element.character * self._profile.columns))
            case Qr():
                self._qr(element.data.encode())
            case Feed():
                self.out += self._language.feed(element.lines)
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
                wide=line.wide,
                tall=line.tall,
                small=line.small,
            )
        )
        columns = profile.small_columns if line.small else profile.columns
        text = printable(line.text, profile.codec)
        for part in wrap(text, columns // 2 if line.wide else columns):
            self.out += part.encode(profile.codec) + b"\n"

    def _qr(self, data: bytes) -> None:
        profile, draw = self._profile, self._language.symbol
        size = qr.module_dots(
            qr.modules(data),
            dots=profile.dots,
            dots_per_mm=profile.dots_per_mm,
            largest=self._language.largest_module,
        )
        # The empty lines are the quiet zone above and below, which no firmware adds.
        if draw is None or profile.qr is QrMode.RASTER:
            self._change(_Style())
            self.out += b"\n" + qr.raster(data, size, dots=profile.dots) + b"\n"
        else:
            self._change(_Style(align=Align.CENTER))
            self.out += b"\n" + draw(data, size) + b"\n"

    def _change(self, wanted: _Style) -> None:
        """Says only what differs: printers are slow and buffers small."""
        language = self._language
        now, self._style = self._style, wanted
        if wanted.align is not now.align:
            self.out += language.align[wanted.align]
        if wanted.small is not now.small:
            self.out += language.small[wanted.small]
        if (wanted.wide, wanted.tall) != (now.wide, now.tall):
            self.out += language.size(wanted.wide, wanted.tall)
        if wanted.bold is not now.bold:
            self.out += language.bold[wanted.bold]
