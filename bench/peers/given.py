"""What both sides are given, written by ``bench.basket`` before anything is timed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any


def documents(folder: Path, name: str) -> list[dict[str, Any]]:
    """Finished notes as trees: tag to text, to a tree, or to a list of trees."""
    found: list[dict[str, Any]] = _read(folder, f"documents-{name}")
    return found


def signed(folder: Path, name: str) -> Iterator[str]:
    """The same notes signed by us, one after the other for ever."""
    return cycle(_read(folder, f"signed-{name}"))


def facts(folder: Path) -> list[bytes]:
    """What a sale commits: what was asked, what was signed, the signed bytes."""
    found = _read(folder, "facts")
    bodies = [json.dumps(found[name]).encode() for name in ("sale", "document")]
    return [*bodies, found["xml"].encode()]


def certificate(folder: Path) -> tuple[str, str]:
    """The e-CNPJ as a PKCS#12 file, and its password."""
    found = _read(folder, "certificate")
    return found["file"], found["password"]


def _read(folder: Path, name: str) -> Any:
    return json.loads((folder / f"{name}.json").read_text("utf-8"))
