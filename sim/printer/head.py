"""Print head, paper feed and knife: puts things on the strip at the speed of the paper.

When the printer goes off-line (no paper, cover open) the head stops before the next line and goes
on when that is mended, as real printers do: a host must never send a whole job again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from sim.printer.condition import Condition, Paper
from sim.printer.line import Line
from sim.printer.paper import DOTS_PER_MM, Dots, Geometry, Strip
from sim.printer.style import Style

_NAP = 0.02  # seconds of paper movement that are slept together


class Head:
    """``deliver`` takes the strip when it is cut off (``full``, ``partial``) or torn off (None)."""

    def __init__(
        self,
        *,
        geometry: Geometry,
        condition: Condition,
        speed_mm_s: float,
        deliver: Callable[[Strip, str | None], None],
    ) -> None:
        self.strip = Strip(geometry)
        self.line = Line(geometry)
        self._geometry = geometry
        self._condition = condition
        self._speed = speed_mm_s
        self._deliver = deliver
        self._owed_s = 0.0

    def reset(self) -> None:
        """The print buffer is lost; what is on the paper stays there."""
        self.line = Line(self._geometry)
        self._owed_s = 0.0

    async def print_line(self, style: Style, *, lines: int = 1) -> None:
        """The line that was composed, or blank ones."""
        dots = max(style.line * lines, self.line.height)
        await self._paper_for(dots)
        if self.line.blank:
            for _ in range(lines):
                self.strip.write("")
        else:
            self.line.print_on(self.strip, style)
        await self._move(dots)

    async def flush(self, style: Style) -> None:
        """What works from the beginning of a line first prints what waits."""
        if not self.line.blank:
            await self.print_line(style)

    async def feed(self, style: Style, dots: int) -> None:
        await self.flush(style)
        await self._paper_for(dots)
        await self._move(dots)

    async def stamp(
        self, style: Style, *, size: tuple[int, int], scale: tuple[int, int], data: bytes
    ) -> None:
        """A bitmap of ``size`` dots, each ``scale`` wide and high, aligned as text is."""
        await self.flush(style)
        (width, height), (wide, tall) = size, scale
        await self._paper_for(height * tall)
        slack = max(self.line.area(style) - width * wide, 0)
        shift = {"left": 0, "center": slack // 2, "right": slack}[style.align]
        mark = Dots(x=style.margin + shift, y=self.strip.y, size=size, data=data, scale=scale)
        self.strip.add(mark)
        await self._move(height * tall)

    async def settle(self) -> None:
        """Wait until the paper has really moved that far."""
        owed, self._owed_s = self._owed_s, 0.0
        await asyncio.sleep(owed)
        await self._condition.until_online()

    def eject(self, cut: str | None) -> None:
        strip, self.strip = self.strip, Strip(self._geometry)
        self._deliver(strip, cut)

    async def _paper_for(self, dots: int) -> None:
        """Wait for paper for the next ``dots``; it may end right here."""
        left, mm = self._condition.paper_left_mm, dots / DOTS_PER_MM
        if left is not None:
            self._condition.paper_left_mm = left - mm
            if left < mm:
                self._condition.change(paper=Paper.OUT)
        await self._condition.until_online()

    async def _move(self, dots: int) -> None:
        self.strip.feed(dots)
        self._owed_s += dots / DOTS_PER_MM / self._speed
        if self._owed_s >= _NAP:
            await self.settle()
