"""The line being composed: characters wait here until the line is full or is fed."""

from __future__ import annotations

from dataclasses import replace

from sim.printer.paper import Geometry, Glyphs, Strip
from sim.printer.style import Style

_TAB = 8  # columns


class Line:
    """What stands in the print buffer, left to right."""

    def __init__(self, geometry: Geometry) -> None:
        self._geometry = geometry
        self._runs: list[Glyphs] = []
        self._x = 0

    @property
    def blank(self) -> bool:
        return not self._runs

    def fits(self, style: Style) -> bool:
        """There is room for one more character."""
        one = (style.cell[0] + style.spacing) * style.wide
        return self._x + one <= self.area(style)

    def area(self, style: Style) -> int:
        """The dots a line may fill."""
        room = self._geometry.dots - style.margin
        return min(style.area or room, room)

    def put(self, character: str, style: Style) -> None:
        run = Glyphs(
            x=self._x,
            y=0,
            text=character,
            cell=style.cell,
            spacing=style.spacing,
            bold=style.bold,
            underline=style.underline,
            wide=style.wide,
            tall=style.tall,
            reverse=style.reverse,
        )
        last = self._runs[-1] if self._runs else None
        if last and replace(last, text=character, x=self._x) == run and self._ends(last):
            self._runs[-1] = replace(last, text=last.text + character)
        else:
            self._runs.append(run)
        self._x += run.advance

    def tab(self, style: Style) -> None:
        """HT: to the next multiple of eight characters."""
        step = _TAB * (style.cell[0] + style.spacing) * style.wide
        self.move_to((self._x // step + 1) * step)

    def move_to(self, x: int) -> None:
        """ESC $: dots from the left margin."""
        self._x = x

    @property
    def height(self) -> int:
        """Of the tallest character; 0 when there is none."""
        return max((run.height for run in self._runs), default=0)

    def print_on(self, strip: Strip, style: Style) -> None:
        """Put the line on the paper, which has not moved yet; characters stand on one base."""
        slack = max(self.area(style) - self._x, 0)
        shift = style.margin + {"left": 0, "center": slack // 2, "right": slack}[style.align]
        for run in self._runs:
            strip.add(replace(run, x=run.x + shift, y=strip.y + self.height - run.height))
        strip.write(self._as_text(style))
        self._runs, self._x = [], 0

    def _ends(self, run: Glyphs) -> bool:
        return run.x + run.width == self._x

    def _as_text(self, style: Style) -> str:
        """The line for a terminal, in columns of font A; double width is not spread."""
        text, end = "", 0
        for run in self._runs:
            text += " " * ((run.x - end) // run.advance) + run.text
            end = run.x + run.width
        match style.align:
            case "center":
                return " " * max((self._geometry.columns - len(text)) // 2, 0) + text
            case "right":
                return text.rjust(self._geometry.columns)
        return text
