"""Labels of the shop's own scale: an EAN-13 that holds a product and its weight or its price.

Brazil has no standard for them. Each shop sets masks of 13 letters: digits stand for themselves, C
is the product's code, P its weight in grams, T its total price in centavos, D the check digit; the
first mask that fits reads the label.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from hw_drivers.scanners.check_digits import is_gtin

_MASK = re.compile(r"[0-9]+C+[0-9]*(?:P+|T+)D")


@dataclass(frozen=True, kw_only=True, slots=True)
class Label:
    """``weight`` in kilograms or ``total`` in reais, never both.

    With ``total`` the line must cost exactly that: the scale rounded it, and the customer read it.
    """

    code: str
    weight: Decimal | None = None
    total: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Mask:
    """``2CCCCCCPPPPPD`` and the like; raises ``ValueError`` for one that could not be read."""

    text: str

    def __post_init__(self) -> None:
        if len(self.text) != 13 or not _MASK.fullmatch(self.text) or self.text[0] != "2":
            raise ValueError(f"no mask of a scale's label: {self.text!r}")

    @classmethod
    def all_of(cls, texts: Sequence[str]) -> tuple[Self, ...]:
        return tuple(cls(text) for text in texts)

    def read(self, code: str) -> Label | None:
        """None when ``code`` is no valid EAN-13 or its fixed digits are others."""
        if len(code) != 13 or not is_gtin(code):
            return None
        pairs = list(zip(self.text, code, strict=True))
        if any(mask.isdigit() and mask != digit for mask, digit in pairs):
            return None
        product, weight, total = (
            "".join(digit for mask, digit in pairs if mask == letter) for letter in "CPT"
        )
        if weight:
            return Label(code=product, weight=Decimal(int(weight)).scaleb(-3))
        return Label(code=product, total=Decimal(int(total)).scaleb(-2))


def read(code: str, masks: Sequence[Mask]) -> Label | None:
    return next((label for mask in masks if (label := mask.read(code))), None)
