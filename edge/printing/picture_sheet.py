"""Where everything stands on the paper, for whoever draws it: PNG and PDF show the same sheet.

The unit is the printer's dot, 1/8 mm. Lines stand closer than a printer's: its letters are taller.
"""

from __future__ import annotations

from dataclasses import dataclass

from edge.printing.paper import Paper
from hw_drivers.printers import qr
from hw_drivers.printers.text import wrap
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

DOTS_PER_MM = 8
FONTS = "/usr/share/fonts/truetype/dejavu"  # Debian's fonts-dejavu-core
REGULAR, BOLD = f"{FONTS}/DejaVuSansMono.ttf", f"{FONTS}/DejaVuSansMono-Bold.ttf"
ADVANCE = 1233 / 2048  # of DejaVu Sans Mono: em to the width of any letter

_PITCH = 2.25  # from line to line, in widths of a letter
_DROP = 1.65  # from the top of a line to its baseline, likewise
_EDGE_MM = 5  # white above and below
_QUIET = 4  # modules of white around a QR code


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """Text whose first letter's left end is at ``x``, on the baseline ``y``.

    ``letter`` is the width of a plain letter; these are ``wide`` times wider and ``tall`` times
    taller.
    """

    x: float
    y: float
    text: str
    letter: float
    bold: bool
    wide: int
    tall: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Symbol:
    """A QR code with its upper left module at ``x``, ``y``; a module is ``module`` dots wide."""

    x: float
    y: float
    module: int
    rows: list[list[bool]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    width: float
    height: float
    marks: tuple[Words | Symbol, ...]


def lay_out(ticket: Ticket, paper: Paper) -> Sheet:
    """Places every element; the sheet is as long as what is on it."""
    layout = _Layout(paper)
    for element in ticket.elements:
        layout.add(element)
    return layout.sheet()


class _Layout:
    def __init__(self, paper: Paper) -> None:
        self._paper = paper
        self._width = paper.width_mm * DOTS_PER_MM
        self._margin = (self._width - paper.dots) / 2
        self._y = float(_EDGE_MM * DOTS_PER_MM)
        self._marks: list[Words | Symbol] = []

    def add(self, element: Element) -> None:
        match element:
            case Text():
                self._text(element)
            case Rule():
                self._text(Text(text=element.character * self._paper.columns))
            case Qr():
                self._qr(element.data.encode())
            case Feed():
                self._y += element.lines * _PITCH * self._letter(small=False)
            case Cut() | OpenDrawer():
                return

    def sheet(self) -> Sheet:
        height = self._y + _EDGE_MM * DOTS_PER_MM
        return Sheet(width=self._width, height=height, marks=tuple(self._marks))

    def _letter(self, *, small: bool) -> float:
        paper = self._paper
        return paper.dots / (paper.small_columns if small else paper.columns)

    def _text(self, line: Text) -> None:
        letter = self._letter(small=line.small)
        wide, tall = 1 + line.wide, 1 + line.tall
        columns = self._paper.small_columns if line.small else self._paper.columns
        for text in wrap(line.text, columns // wide):
            room = self._paper.dots - len(text) * letter * wide
            shift = {Align.LEFT: 0.0, Align.CENTER: room / 2, Align.RIGHT: room}[line.align]
            self._marks.append(
                Words(
                    x=self._margin + shift,
                    y=self._y + _DROP * letter * tall,
                    text=text,
                    letter=letter,
                    bold=line.bold,
                    wide=wide,
                    tall=tall,
                )
            )
            self._y += _PITCH * letter * tall

    def _qr(self, data: bytes) -> None:
        rows = qr.symbol(data)
        module = qr.module_dots(len(rows), dots=self._paper.dots, dots_per_mm=DOTS_PER_MM)
        x = (self._width - module * len(rows)) / 2
        quiet = _QUIET * module
        self._marks.append(Symbol(x=x, y=self._y + quiet, module=module, rows=rows))
        self._y += module * len(rows) + 2 * quiet
