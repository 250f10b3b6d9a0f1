"""The paper: what the head has put on the strip since the last cut, and the receipt it becomes.

Lengths are dots of a 203 dpi head, 8 to the millimetre.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

DOTS_PER_MM = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class Geometry:
    """The printable width and how many characters of font A fill it.

    80 mm paper has 576 dots and 48 columns, 58 mm paper 384 and 32.
    """

    dots: int = 576
    columns: int = 48

    @property
    def margin(self) -> int:
        """Blank paper on either side, left by the mechanism."""
        return 32 if self.dots > 400 else 40


@dataclass(frozen=True, kw_only=True, slots=True)
class Glyphs:
    """Characters of one style; ``cell`` is one of them in dots, before wide and tall."""

    x: int
    y: int
    text: str
    cell: tuple[int, int]
    spacing: int = 0
    bold: bool = False
    underline: int = 0
    wide: int = 1
    tall: int = 1
    reverse: bool = False

    @property
    def advance(self) -> int:
        return (self.cell[0] + self.spacing) * self.wide

    @property
    def width(self) -> int:
        return self.advance * len(self.text)

    @property
    def height(self) -> int:
        return self.cell[1] * self.tall


@dataclass(frozen=True, kw_only=True, slots=True)
class Dots:
    """A bitmap of ``size``: rows of whole bytes, most significant bit left, 1 black."""

    x: int
    y: int
    size: tuple[int, int]
    data: bytes
    scale: tuple[int, int] = (1, 1)


Mark = Glyphs | Dots


@dataclass(frozen=True, kw_only=True, slots=True)
class Receipt:
    """A piece of paper that left the printer.

    ``cut`` is ``full`` or ``partial``, None when it was torn off. ``qr`` holds the data of the
    symbols the printer itself drew. ``unknown`` is what it could not execute, as hex.
    """

    number: int
    at: datetime
    text: str
    qr: tuple[str, ...]
    cut: str | None
    drawer_pulses: int
    unknown: tuple[str, ...]
    height: int
    geometry: Geometry
    marks: tuple[Mark, ...] = field(repr=False)

    def png(self) -> bytes:
        """The picture of it, one pixel a dot."""
        from sim.printer.picture import draw

        return draw(self.marks, height=self.height, geometry=self.geometry)


class Strip:
    """The paper hanging out of the printer."""

    def __init__(self, geometry: Geometry) -> None:
        self.geometry = geometry
        self.y = 0
        self._marks: list[Mark] = []
        self._lines: list[str] = []
        self._qr: list[str] = []
        self.drawer_pulses = 0
        self.unknown: list[str] = []

    @property
    def printed(self) -> bool:
        """It is not blank."""
        return bool(self._marks)

    @property
    def noted(self) -> bool:
        """There is something a receipt has to tell, printed or not."""
        return self.printed or bool(self.unknown)

    def add(self, mark: Mark) -> None:
        self._marks.append(mark)

    def write(self, line: str) -> None:
        """One line of the receipt as text."""
        self._lines.append(line.rstrip())

    def add_qr(self, data: str) -> None:
        self._qr.append(data)
        self.write(f"[QR] {data}")

    def feed(self, dots: int) -> None:
        self.y += dots

    def receipt(self, *, number: int, cut: str | None) -> Receipt:
        """What it is once it has left the printer."""
        return Receipt(
            number=number,
            at=datetime.now(UTC),
            text="\n".join(self._lines).strip("\n") + "\n",
            qr=tuple(self._qr),
            cut=cut,
            drawer_pulses=self.drawer_pulses,
            unknown=tuple(self.unknown),
            height=self.y,
            geometry=self.geometry,
            marks=tuple(self._marks),
        )
