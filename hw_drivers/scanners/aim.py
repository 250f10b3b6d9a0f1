"""AIM symbology identifiers (ISO/IEC 15424): ``]cm`` before the data says what kind of code it was.

A scanner sends them when its programming sheet's "transmit AIM id" was read.
"""

from __future__ import annotations

import re

_IDENTIFIER = re.compile(r"\]([A-Za-z][0-9A-Za-z])")

# By the whole identifier where the modifier changes the meaning of the data, else by its letter.
_SYMBOLOGIES = {
    "E4": "ean-8", "E": "ean-13",
    "C1": "gs1-128", "C": "code-128",
    "d2": "gs1-datamatrix", "d": "datamatrix",
    "Q3": "gs1-qr", "Q": "qr",
    "e0": "gs1-databar", "e": "gs1-databar",
    "A": "code-39", "F": "codabar", "G": "code-93", "I": "itf", "L": "pdf417", "M": "msi",
    "S": "2-of-5", "z": "aztec", "X": "other",
}  # fmt: skip


def split(text: str) -> tuple[str, str | None]:
    """The data without its identifier, and the name of the symbology, None when it has none."""
    found = _IDENTIFIER.match(text)
    if not found:
        return text, None
    name = _SYMBOLOGIES.get(found[1]) or _SYMBOLOGIES.get(found[1][0])
    return (text, None) if name is None else (text[found.end() :], name)
