"""Reading the tables that are installed beside this file."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent


def read_table(name: str) -> dict[str, Any]:
    """The whole of ``<name>.toml``. Parsed at each call: who asks keeps only what it needs."""
    return tomllib.loads(_FOLDER.joinpath(f"{name}.toml").read_text("utf-8"))


def entry_on(entries: list[dict[str, Any]], day: date) -> dict[str, Any] | None:
    """The entry in force on ``day``, None where there is none."""
    begun = [entry for entry in entries if entry["from"] <= day]
    if not begun:
        return None
    latest = max(begun, key=lambda entry: entry["from"])
    return latest if day <= latest.get("until", day) else None
