"""A sheet as a PDF as long as the receipt; its text is text: to search, to copy, to read aloud."""

from __future__ import annotations

from fpdf import FPDF
from PIL import Image

from edge.printing.picture_sheet import (
    ADVANCE,
    BOLD,
    DOTS_PER_MM,
    REGULAR,
    Sheet,
    Symbol,
    Words,
)

_MM_PER_POINT = 25.4 / 72
_PIXELS = 8  # a module: viewers that smooth pictures then leave its edges alone


def draw(sheet: Sheet) -> bytes:
    pdf = FPDF(unit="mm", format=(_mm(sheet.width), _mm(sheet.height)))
    pdf.set_auto_page_break(auto=False)
    pdf.set_lang("pt-BR")
    pdf.set_title("DANFE NFC-e")
    pdf.add_font("receipt", "", REGULAR)
    pdf.add_font("receipt", "B", BOLD)
    pdf.add_page()
    for mark in sheet.marks:
        match mark:
            case Words():
                _words(pdf, mark)
            case Symbol():
                _symbol(pdf, mark)
    return bytes(pdf.output())


def _words(pdf: FPDF, words: Words) -> None:
    em = _mm(words.letter) * words.tall / ADVANCE
    pdf.set_font("receipt", "B" if words.bold else "", em / _MM_PER_POINT)
    pdf.set_stretching(100 * words.wide / words.tall)
    pdf.text(_mm(words.x), _mm(words.y), words.text)


def _symbol(pdf: FPDF, symbol: Symbol) -> None:
    side = len(symbol.rows)
    bits = Image.new("1", (side, side))
    bits.putdata([not dark for row in symbol.rows for dark in row])
    large = bits.resize((side * _PIXELS, side * _PIXELS), Image.Resampling.NEAREST)
    size = _mm(side * symbol.module)
    pdf.image(large, x=_mm(symbol.x), y=_mm(symbol.y), w=size, h=size)


def _mm(dots: float) -> float:
    return dots / DOTS_PER_MM
