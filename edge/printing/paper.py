"""The two widths of receipt paper, as a picture needs them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Paper:
    """``dots`` across the printable width, 8 to the millimetre, in the middle of ``width_mm``."""

    width_mm: int
    dots: int
    columns: int
    small_columns: int


PAPER_80 = Paper(width_mm=80, dots=576, columns=48, small_columns=64)
PAPER_58 = Paper(width_mm=58, dots=384, columns=32, small_columns=42)
