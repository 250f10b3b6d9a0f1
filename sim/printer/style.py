"""Print modes: what commands set, and what ESC @ sets back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

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


Setters = Mapping[bytes, Setter]


def choice(field: str, *values: Any) -> Setter:
    """Argument 0, 1, 2… or the digit "0", "1", "2"… chooses a value."""

    def set_(style: Style, args: bytes) -> Style | None:
        n = args[0] - 48 if args[0] >= 48 else args[0]
        return changed(style, field, values[n]) if n < len(values) else None

    return set_


def flag(field: str) -> Setter:
    """Only the lowest bit counts."""
    return lambda style, args: changed(style, field, bool(args[0] & 1))


def always(field: str, value: Any) -> Setter:
    """A command without arguments."""
    return lambda style, _: changed(style, field, value)


def dots(field: str) -> Setter:
    return lambda style, args: changed(style, field, int.from_bytes(args, "little"))


def code_page(pages: Mapping[int, str]) -> Setter:
    """Argument n selects the codec that reads the bytes."""

    def set_(style: Style, args: bytes) -> Style | None:
        codec = pages.get(args[0])
        return replace(style, codec=codec) if codec else None

    return set_


def initial(codec: str) -> Setter:
    """ESC @: everything as after power-on, the code page too."""
    return lambda style, _: Style(font_a=style.font_a, codec=codec)


def changed(style: Style, field: str, value: Any) -> Style:
    return replace(style, **{field: value})


def restyle(setters: Setters, style: Style, code: bytes, args: bytes) -> Style | None:
    """``style`` after a command that sets a print mode; None when it is no such command.

    A value the command does not define is refused the same way.
    """
    setter = setters.get(code)
    return setter(style, args) if setter else None
