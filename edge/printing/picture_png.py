"""A sheet as a PNG, 406 dpi and sixteen greys: sharp on a telephone, small in a message."""

from __future__ import annotations

import io
from functools import cache

from PIL import Image, ImageDraw, ImageFont

from edge.printing.picture_sheet import (
    ADVANCE,
    BOLD,
    DOTS_PER_MM,
    REGULAR,
    Sheet,
    Symbol,
    Words,
)

_SCALE = 2  # pixels a dot
_PAPER, _INK = 255, 17
_DPI = DOTS_PER_MM * _SCALE * 25.4


def draw(sheet: Sheet) -> bytes:
    size = round(sheet.width * _SCALE), round(sheet.height * _SCALE)
    image = Image.new("L", size, _PAPER)
    for mark in sheet.marks:
        match mark:
            case Words():
                _words(image, mark)
            case Symbol():
                _symbol(image, mark)
    file = io.BytesIO()
    image.quantize(16).save(file, "PNG", optimize=True, bits=4, dpi=(_DPI, _DPI))
    return file.getvalue()


def _words(image: Image.Image, words: Words) -> None:
    x, y = words.x * _SCALE, words.y * _SCALE
    letter = words.letter * _SCALE
    if words.wide == words.tall:
        font = _font(letter * words.wide, bold=words.bold)
        ImageDraw.Draw(image).text((x, y), words.text, fill=_INK, font=font, anchor="ls")
        return
    # One side doubled only: drawn twice as large, then pressed together.
    font = _font(letter * 2, bold=words.bold)
    ascent, descent = font.getmetrics()
    width = round(len(words.text) * letter * 2)
    large = Image.new("L", (width, ascent + descent), _PAPER)
    ImageDraw.Draw(large).text((0, ascent), words.text, fill=_INK, font=font, anchor="ls")
    pressed = large.resize((width * words.wide // 2, large.height * words.tall // 2))
    image.paste(pressed, (round(x), round(y - ascent * words.tall / 2)))


def _symbol(image: Image.Image, symbol: Symbol) -> None:
    side = len(symbol.rows)
    bits = Image.new("L", (side, side), _PAPER)
    bits.putdata([_INK if dark else _PAPER for row in symbol.rows for dark in row])
    size = side * symbol.module * _SCALE
    large = bits.resize((size, size), Image.Resampling.NEAREST)
    image.paste(large, (round(symbol.x * _SCALE), round(symbol.y * _SCALE)))


@cache
def _font(letter: float, *, bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(BOLD if bold else REGULAR, letter / ADVANCE)
