"""The check digit that access keys and CNPJs share: modulo 11 over digits and letters."""

from __future__ import annotations

from itertools import cycle
from operator import mul

_WEIGHTS = range(2, 10)
#: ASCII codes to what the characters are worth.
_WORTH = bytes((code - 48) % 256 for code in range(256))


def modulo_11(text: str) -> str:
    """The check digit of ``text`` (``0-9A-Z``): weights 2 to 9, again and again, from the right.

    A character is worth its ASCII code less 48, so digits are worth themselves and ``A`` is worth
    17 (NT Conjunta 2025.001, alphanumeric CNPJ).
    """
    worth = text[::-1].encode("ascii").translate(_WORTH)
    remainder = sum(map(mul, worth, cycle(_WEIGHTS))) % 11
    return "0" if remainder < 2 else str(11 - remainder)
