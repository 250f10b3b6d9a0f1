"""CPF, the number of a natural person: nine digits and two check digits."""

from __future__ import annotations

import re

_FORM = re.compile(r"[0-9]{11}")


def check_digits(base: str) -> str:
    """The two check digits of the first nine: modulo 11, weights growing from 2 without end."""
    first = _digit(base)
    return first + _digit(base + first)


def is_valid(text: str) -> bool:
    """Is it 11 bare digits with right check digits? A repeated digit closes, but is nobody's."""
    if not _FORM.fullmatch(text) or len(set(text)) == 1:
        return False
    return check_digits(text[:9]) == text[9:]


def _digit(text: str) -> str:
    total = sum(int(digit) * weight for weight, digit in enumerate(text[::-1], start=2))
    remainder = total % 11
    return "0" if remainder < 2 else str(11 - remainder)
