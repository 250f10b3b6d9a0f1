"""Draws a receipt as the thermal head burns it: one pixel a dot, either black or white."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFont

from sim.printer.paper import Dots, Geometry, Glyphs, Mark

_FONTS = Path("/usr/share/fonts/truetype/dejavu")
_WHITE, _BLACK = 1, 0
_ABOVE, _BELOW = 40, 24  # blank paper above the first and below the last dot
_BURNS_BELOW = 170  # a dot that is this dark in the smooth drawing is burnt
_ADVANCE = 0.602  # of DejaVu Sans Mono, in ems


def draw(marks: Sequence[Mark], *, height: int, geometry: Geometry) -> bytes:
    """A PNG, one bit a pixel. Raises ``FileNotFoundError`` naming the font package."""
    width = geometry.dots + 2 * geometry.margin
    paper = Image.new("1", (width, _ABOVE + max(height, 1) + _BELOW), _WHITE)
    for mark in marks:
        stamp = _characters(mark) if isinstance(mark, Glyphs) else _bitmap(mark)
        paper.paste(stamp, (geometry.margin + mark.x, _ABOVE + mark.y))
    png = BytesIO()
    paper.save(png, "PNG", dpi=(203, 203))
    return png.getvalue()


def _bitmap(mark: Dots) -> Image.Image:
    (width, height), (wide, tall) = mark.size, mark.scale
    inverted = bytes(255 - byte for byte in mark.data)
    image = Image.frombytes("1", ((width + 7) // 8 * 8, height), inverted)
    image = image.crop((0, 0, width, height))
    return image.resize((width * wide, height * tall), Image.Resampling.NEAREST)


def _characters(mark: Glyphs) -> Image.Image:
    """Characters in their cells; double sizes repeat dots, as the head does."""
    cell_width, cell_height = mark.cell
    advance = cell_width + mark.spacing
    image = Image.new("1", (advance * len(mark.text), cell_height), _WHITE)
    for i, character in enumerate(mark.text):
        image.paste(_character(character, mark.cell, bold=mark.bold), (i * advance, 0))
    if mark.underline:
        rows = cell_height - mark.underline, cell_height - 1
        ImageDraw.Draw(image).rectangle((0, rows[0], image.width, rows[1]), fill=_BLACK)
    if mark.reverse:
        image = ImageChops.invert(image)
    size = image.width * mark.wide, cell_height * mark.tall
    return image.resize(size, Image.Resampling.NEAREST)


@cache
def _character(character: str, cell: tuple[int, int], *, bold: bool) -> Image.Image:
    font = _font(cell[0], bold=bold)
    ascent, descent = font.getmetrics()
    baseline = ascent + (cell[1] - ascent - descent) // 2
    smooth = Image.new("L", cell, 255)
    ImageDraw.Draw(smooth).text((0, baseline), character, font=font, fill=0, anchor="ls")
    return smooth.point(lambda value: 255 * (value > _BURNS_BELOW), mode="1")


@cache
def _font(cell_width: int, *, bold: bool) -> ImageFont.FreeTypeFont:
    """DejaVu Sans Mono at the size whose advance fills the cell."""
    file = _FONTS / ("DejaVuSansMono-Bold.ttf" if bold else "DejaVuSansMono.ttf")
    if not file.exists():
        raise FileNotFoundError(f"{file} is missing: install the package fonts-dejavu-core")
    return ImageFont.truetype(str(file), int(cell_width / _ADVANCE))
