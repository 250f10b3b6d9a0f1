"""GTIN, the number under a product's bar code: 8, 12, 13 or 14 digits, the last a check digit."""

from __future__ import annotations

import re
from functools import lru_cache

_FORM = re.compile(r"[0-9]{8}|[0-9]{12,14}")


def check_digit(base: str) -> str:
    """Modulo 10 with weights 3 and 1 from the right (GS1 General Specifications, 7.9)."""
    tripled, single = base[-1::-2], base[-2::-2]
    return str(-(3 * sum(map(int, tripled)) + sum(map(int, single))) % 10)


@lru_cache(maxsize=2048)
def is_valid(text: str) -> bool:
    """Has it a GTIN's length and the right check digit? Zeros are no product's."""
    if not _FORM.fullmatch(text) or not int(text):
        return False
    return check_digit(text[:-1]) == text[-1]
