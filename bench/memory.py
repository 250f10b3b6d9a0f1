"""What a process holds in memory (proc(5), ``smaps_rollup``)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True, slots=True)
class Resident:
    """MB (2^20 bytes). ``pss`` shares what is mapped by several out among them."""

    rss: float
    pss: float


def resident(pid: int) -> Resident:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    kilobytes = {name: int(rest.split()[0]) for name, rest in _fields(lines)}
    return Resident(rss=kilobytes["Rss"] / 1024, pss=kilobytes["Pss"] / 1024)


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _fields(lines: list[str]) -> list[tuple[str, str]]:
    pairs = (line.partition(":") for line in lines)
    return [(name, rest) for name, colon, rest in pairs if colon and rest.strip().endswith("kB")]
