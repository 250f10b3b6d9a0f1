"""Reading the tables that are installed beside this file."""

from __future__ import annotations

import tomllib
from datetime import date
from importlib.resources import files
from typing import Any


def read_table(name: str) -> dict[str, Any]:
    """The whole of ``<name>.toml``. Parsed at each call: who asks keeps only what it needs."""
    return tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text("utf-8"))


def entry_on(entries: list[dict[str, Any]], day: date) -> dict[str, Any] | None:
    """The entry in force on ``day``, None where there is none."""
    begun = [entry for entry in entries if entry["from"] <= day]
    if not begun:
        return None
    latest = max(begun, key=lambda entry: entry["from"])
    return latest if day <= latest.get("until", day) else None
