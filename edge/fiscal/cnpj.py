"""CNPJ, the number of a legal person: 12 digits or capital letters, and two check digits."""

from __future__ import annotations

import re

from edge.fiscal.check_digits import modulo_11

_FORM = re.compile(r"[0-9A-Z]{12}[0-9]{2}")


def check_digits(base: str) -> str:
    """The two check digits of the first twelve characters."""
    first = modulo_11(base)
    return first + modulo_11(base + first)


def is_valid(text: str) -> bool:
    """Is it 14 bare characters with right check digits? Zeros are nobody's."""
    if not _FORM.fullmatch(text) or text == "0" * 14:
        return False
    return check_digits(text[:12]) == text[12:]
