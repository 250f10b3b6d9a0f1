"""Counting what a process holds open."""

from __future__ import annotations

from pathlib import Path


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))
