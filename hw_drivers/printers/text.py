"""Text as a printer's one code page can say it: folded to look-alikes, never lost in silence."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_UNKNOWN = "\ufffd"

# Signs word processors put in; plain ones print alike on every model.
_TYPOGRAPHY = str.maketrans(
    {
        "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u2032": "'",
        "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u2033": '"',
        "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2212": "-",
        "\u2022": "*", "\u2026": "...", "\u20ac": "EUR",
        "\t": " ", "\n": " ", "\r": " ", "\u00a0": " ", "\u202f": " ", "\u2009": " ",
    }
)  # fmt: skip

_HOLES = re.compile(f"{_UNKNOWN}+")
_INVISIBLE = {"Cc", "Cf", "Cs", "Mn", "Me"}


def printable(text: str, codec: str = "cp850") -> str:
    """``text`` in characters ``codec`` has, the same twice over.

    Typographic signs become plain ones, letters the page lacks lose their accents, control
    characters (and with them printer commands) vanish, and a run of anything else is one ``?``.
    """
    if text.isascii() and text.isprintable():
        return text
    plain = unicodedata.normalize("NFC", text).translate(_TYPOGRAPHY)
    return _HOLES.sub("?", "".join(_said(character, codec) for character in plain))


def wrap(text: str, columns: int) -> list[str]:
    """Lines of at most ``columns`` characters, broken at spaces where there are any.

    Spaces inside a line stay as they are: columns are laid out with them.
    """
    lines = []
    while len(text) > columns:
        at = text.rfind(" ", 1, columns + 1)
        lines.append(text[: at if at > 0 else columns].rstrip())
        text = text[at if at > 0 else columns :].lstrip()
    return [*lines, text]


@lru_cache(maxsize=512)
def _said(character: str, codec: str) -> str:
    if unicodedata.category(character) in _INVISIBLE:
        return ""
    for candidate in (character, _folded(character)):
        if candidate and _has(codec, candidate):
            return candidate
    return _UNKNOWN


def _folded(character: str) -> str:
    bare = unicodedata.normalize("NFKD", character)
    return "".join(part for part in bare if part.isascii() and part.isprintable())


def _has(codec: str, text: str) -> bool:
    try:
        text.encode(codec)
    except UnicodeEncodeError:
        return False
    return True
