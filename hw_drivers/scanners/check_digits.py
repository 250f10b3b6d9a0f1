"""The check digits of what is scanned at a till."""

from __future__ import annotations

from itertools import cycle

_GTIN_LENGTHS = {8, 12, 13, 14}


def is_gtin(code: str) -> bool:
    """GTIN-8, 12, 13 or 14 with the right last digit (GS1: weights 3 and 1 from the right)."""
    if len(code) not in _GTIN_LENGTHS or not (code.isascii() and code.isdigit()):
        return False
    pairs = zip(reversed(code), cycle((1, 3)), strict=False)
    return sum(int(digit) * weight for digit, weight in pairs) % 10 == 0


def mod11(text: str) -> int:
    """The rest, by 11, of the characters times 2 to 9 from the right, over and over.

    Letters count as their ASCII code less 48, as in a CNPJ with letters.
    """
    pairs = zip(reversed(text), cycle(range(2, 10)), strict=False)
    return sum((ord(character) - 48) * weight for character, weight in pairs) % 11
