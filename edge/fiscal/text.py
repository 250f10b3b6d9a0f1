"""Values as the layout writes them: Latin-1 text, decimals with a dot, times with an offset."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from decimal import Decimal
from functools import lru_cache

#: TString of the schema, without runs of spaces, no-break spaces, soft hyphens and C1 controls.
_CLEAN = re.compile("[!-~\u00a1-\u00ac\u00ae-\u00ff]+(?: [!-~\u00a1-\u00ac\u00ae-\u00ff]+)*")

_REPLACED = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′", "'"),
        **dict.fromkeys("“”„‟″", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "…": "...",
        "•": "-",
        "€": "EUR",
        "\u00ad": None,
    }
)


def clean(value: str) -> str:
    """``value`` in the characters that the schema allows: Latin-1, single spaces, none at the ends.

    Typographic marks become plain ones, letters outside Latin-1 lose their accents, and what has no
    Latin-1 form (emoji) is left out.
    """
    if _CLEAN.fullmatch(value):
        return value
    composed = unicodedata.normalize("NFC", value).translate(_REPLACED)
    latin = "".join(c if c <= "\u00ff" else unicodedata.normalize("NFKD", c) for c in composed)
    spaced = ("" if c > "\u00ff" else c if c.isprintable() else " " for c in latin)
    return " ".join("".join(spaced).split())


@lru_cache(maxsize=2048)
def xml_text(value: str) -> str:
    """``value`` cleaned, as element content in canonical XML: quotes stay as they are.

    Remembered, for a shop sells the same things all day.
    """
    return escape(clean(value))


def escape(value: str) -> str:
    """``value`` as element content, with no character left out or replaced."""
    if "&" in value or "<" in value or ">" in value:
        return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return value


@lru_cache(maxsize=2048)
def decimal_text(value: Decimal, least: int) -> str:
    """All the places that ``value`` needs, at least ``least``: ``1.6500`` at 2 is ``1.65``."""
    whole, _, fraction = format(value, "f").partition(".")
    return f"{whole}.{fraction.rstrip('0').ljust(least, '0')}"


def time_text(moment: datetime) -> str:
    """``AAAA-MM-DDThh:mm:ss-03:00``: no fraction, and the offset it came with."""
    if moment.tzinfo is None:
        raise ValueError("a fiscal time needs its offset")
    return moment.isoformat(timespec="seconds")


def element(name: str, value: str | None) -> str:
    """``<name>value</name>``, or nothing: the layout has no empty elements."""
    return f"<{name}>{xml_text(value)}</{name}>" if value else ""
