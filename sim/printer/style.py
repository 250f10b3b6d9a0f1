"""Print modes: what ESC and GS commands set, and what ESC @ sets back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

# ESC t n of Epson printers, and the codec that reads the bytes.
CODE_PAGES = {0: "cp437", 2: "cp850", 3: "cp860", 16: "cp1252", 18: "cp852", 19: "cp858"}

Align = Literal["left", "center", "right"]
_FONT_B = (9, 17)
_DEFAULT_SPACING = 30  # dots from line to line, 3.75 mm


@dataclass(frozen=True, kw_only=True, slots=True)
class Style:
    """``font_a`` is the cell of font A in dots; font B is 9 × 17."""

    font_a: tuple[int, int] = (12, 24)
    small: bool = False
    bold: bool = False
    underline: int = 0
    wide: int = 1
    tall: int = 1
    reverse: bool = False
    align: Align = "left"
    spacing: int = 0
    line: int = _DEFAULT_SPACING
    margin: int = 0
    area: int | None = None
    codec: str = "cp437"

    @property
    def cell(self) -> tuple[int, int]:
        return _FONT_B if self.small else self.font_a


Setter = Callable[[Style, bytes], Style | None]


def restyle(style: Style, code: bytes, args: bytes) -> Style | None:
    """``style`` after a command that sets a print mode; None when it is no such command.

    A value the command does not define is refused the same way.
    """
    setter = _SETTERS.get(code)
    return setter(style, args) if setter else None


def _choice(field: str, *values: Any) -> Setter:
    """Argument 0, 1, 2… or the digit "0", "1", "2"… chooses a value."""

    def set_(style: Style, args: bytes) -> Style | None:
        n = args[0] - 48 if args[0] >= 48 else args[0]
        return _with(style, field, values[n]) if n < len(values) else None

    return set_


def _flag(field: str) -> Setter:
    """Only the lowest bit counts."""
    return lambda style, args: _with(style, field, bool(args[0] & 1))


def _dots(field: str) -> Setter:
    return lambda style, args: _with(style, field, int.from_bytes(args, "little"))


def _with(style: Style, field: str, value: Any) -> Style:
    return replace(style, **{field: value})


def _code_page(style: Style, args: bytes) -> Style | None:
    codec = CODE_PAGES.get(args[0])
    return replace(style, codec=codec) if codec else None


def _size(style: Style, args: bytes) -> Style:
    """GS ! n: width in the upper half, height in the lower, each less one."""
    return replace(style, wide=(args[0] >> 4 & 7) + 1, tall=(args[0] & 7) + 1)


def _combined(style: Style, args: bytes) -> Style:
    """ESC ! n: 01 font B, 08 bold, 10 double height, 20 double width, 80 underline."""
    n = args[0]
    return replace(
        style,
        small=bool(n & 0x01),
        bold=bool(n & 0x08),
        tall=2 if n & 0x10 else 1,
        wide=2 if n & 0x20 else 1,
        underline=1 if n & 0x80 else 0,
    )


_SETTERS: dict[bytes, Setter] = {
    b"\x1b@": lambda style, _: Style(font_a=style.font_a),
    b"\x1bt": _code_page,
    b"\x1ba": _choice("align", "left", "center", "right"),
    b"\x1bM": _choice("small", False, True),  # noqa: FBT003 - font A, font B
    b"\x1b-": _choice("underline", 0, 1, 2),
    b"\x1bE": _flag("bold"),
    b"\x1bG": _flag("bold"),
    b"\x1dB": _flag("reverse"),
    b"\x1b!": _combined,
    b"\x1d!": _size,
    b"\x1b ": _dots("spacing"),
    b"\x1b2": lambda style, _: replace(style, line=_DEFAULT_SPACING),
    b"\x1b3": _dots("line"),
    b"\x1dL": _dots("margin"),
    b"\x1dW": _dots("area"),
}
