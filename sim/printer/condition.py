"""What state the printer is in, and the bytes that tell it (Epson layouts)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any


class Paper(StrEnum):
    OK = "ok"
    NEAR_END = "near_end"
    OUT = "out"


@dataclass(frozen=True, kw_only=True, slots=True)
class State:
    """``drawer_open`` is what the drawer's switch says; open is pin 3 high in this printer."""

    paper: Paper = Paper.OK
    cover_open: bool = False
    cutter_error: bool = False
    drawer_open: bool = False

    @property
    def online(self) -> bool:
        return not (self.cover_open or self.cutter_error or self.out)

    @property
    def out(self) -> bool:
        return self.paper is Paper.OUT

    @property
    def near_end(self) -> bool:
        """The near-end sensor sits before the end sensor: out is near the end as well."""
        return self.paper is not Paper.OK


class Condition:
    """The state now; tells listeners of each change and lets the mechanism wait to be on-line."""

    def __init__(self) -> None:
        self.state = State()
        self.paper_left_mm: float | None = None
        self._online = asyncio.Event()
        self._online.set()
        self._listeners: list[Callable[[State, State], None]] = []

    def listen(self, listener: Callable[[State, State], None]) -> None:
        """``listener(before, after)`` is called at each change."""
        self._listeners.append(listener)

    def change(self, **changes: Any) -> None:
        """Replace fields of the state, by their names."""
        before = self.state
        self.state = replace(before, **changes)
        if self.state.online:
            self._online.set()
        else:
            self._online.clear()
        if self.state != before:
            for listener in self._listeners:
                listener(before, self.state)

    async def until_online(self) -> None:
        await self._online.wait()


def real_time_status(state: State, n: int) -> bytes:
    """The answer to DLE EOT n: one byte ``0xx1xx10``; idle and healthy is 12h for every n."""
    match n:
        case 1:
            flags = bits((state.drawer_open, 0x04), (not state.online, 0x08))
        case 2:
            flags = bits((state.cover_open, 0x04), (state.out, 0x20), (state.cutter_error, 0x40))
        case 3:
            flags = bits((state.cutter_error, 0x08))
        case _:
            flags = bits((state.near_end, 0x0C), (state.out, 0x60))
    return bytes([0x12 | flags])


def automatic_status(state: State) -> bytes:
    """The four bytes of Automatic Status Back (GS a); healthy is 10 00 00 00."""
    first = bits((state.drawer_open, 0x04), (not state.online, 0x08), (state.cover_open, 0x20))
    return bytes([0x10 | first, bits((state.cutter_error, 0x08)), _paper_bits(state), 0x00])


def is_reported(before: State, after: State, enabled: int) -> bool:
    """The change concerns what GS a n switched on: 01 drawer, 02 on-line, 04 error, 08 paper."""
    changed = bits(
        (before.drawer_open != after.drawer_open, 0x01),
        (before.online != after.online or before.cover_open != after.cover_open, 0x02),
        (before.cutter_error != after.cutter_error, 0x04),
        (before.paper is not after.paper, 0x08),
    )
    return bool(changed & enabled)


def queried_status(state: State, n: int) -> bytes:
    """The answer to GS r n: 1 paper sensors, 2 drawer. Nothing for another n."""
    match n:
        case 1 | 49:
            return bytes([_paper_bits(state)])
        case 2 | 50:
            return bytes([bits((state.drawer_open, 0x01))])
    return b""


def _paper_bits(state: State) -> int:
    return bits((state.near_end, 0x03), (state.out, 0x0C))


def bits(*flags: tuple[bool, int]) -> int:
    """The bits whose flag is on."""
    return sum(bit for on, bit in flags if on)
