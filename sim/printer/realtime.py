"""Real-time commands: executed the moment they arrive, before and whatever the buffer holds.

The scanner looks at every byte, also inside image and QR data, because real printers do: the
Epson manuals warn that a raster holding ``10 04 01`` provokes a status byte. The bytes are not
taken out of the stream: inside data they stay data, between commands ``sim.printer.stream`` passes
over them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

_CLEAR = bytes.fromhex("10 14 08 01 03 14 01 06 02 08")
_LONGEST = len(_CLEAR)


@dataclass(frozen=True, kw_only=True, slots=True)
class AskStatus:
    """DLE EOT n: one status byte, n 1 printer, 2 off-line cause, 3 error cause, 4 paper."""

    n: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Recover:
    """DLE ENQ n: after an error, 1 goes on where it stopped, 2 clears the buffers first."""

    clear: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class PulseDrawer:
    """DLE DC4 1 m t."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ClearBuffers:
    """DLE DC4 8 with its seven fixed bytes; answered ``37 25 00``."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A status question of a dialect that has no DLE commands."""

    question: bytes


RealTime = AskStatus | Recover | PulseDrawer | ClearBuffers | Asked


class Questions:
    """Finds fixed questions in a byte stream, the longest first, wherever they stand."""

    def __init__(self, *questions: bytes) -> None:
        self._questions = sorted(questions, key=len, reverse=True)
        self._tail = b""

    def feed(self, data: bytes) -> Iterator[tuple[int, RealTime]]:
        """Each question with how many bytes of ``data`` had come when it was complete."""
        window = self._tail + data
        before, at = len(self._tail), 0
        while at < len(window):
            found = next((each for each in self._questions if window.startswith(each, at)), None)
            if found:
                at += len(found)
                yield at - before, Asked(question=found)
            elif any(each.startswith(window[at:]) for each in self._questions):
                break
            else:
                at += 1
        self._tail = window[at:]


class Scanner:
    """Finds real-time commands in a byte stream, also when one is split between two reads."""

    def __init__(self) -> None:
        self._tail = b""

    def feed(self, data: bytes) -> Iterator[tuple[int, RealTime]]:
        """Each command with how many bytes of ``data`` had come when it was complete."""
        window = self._tail + data
        before = len(self._tail)
        at = window.find(0x10)
        while at >= 0:
            rest = window[at : at + _LONGEST]
            if _may_grow(rest):
                break
            found = _recognise(rest)
            if found is not None:
                size, command = found
                yield at + size - before, command
            at = window.find(0x10, at + 1)
        self._tail = window[at:] if at >= 0 else b""


def _may_grow(rest: bytes) -> bool:
    """It is the beginning of a real-time command whose end has not arrived."""
    if len(rest) == 1:
        return True
    if rest[1] in {0x04, 0x05}:
        return len(rest) < 3
    return rest[1] == 0x14 and (
        len(rest) < 3 or (rest[2] == 1 and len(rest) < 5) or _is_part_of_clear(rest)
    )


def _is_part_of_clear(rest: bytes) -> bool:
    return len(rest) < len(_CLEAR) and _CLEAR.startswith(rest)


def _recognise(rest: bytes) -> tuple[int, RealTime] | None:
    """The command at the beginning of ``rest``, and its length."""
    if len(rest) < 3:
        return None
    match rest[1], rest[2]:
        case 0x04, n if 1 <= n <= 4:
            return 3, AskStatus(n=n)
        case 0x05, (1 | 2) as n:
            return 3, Recover(clear=n == 2)
        case 0x14, 1 if rest[3] in {0, 1} and 1 <= rest[4] <= 8:
            return 5, PulseDrawer()
        case 0x14, 8 if rest == _CLEAR:
            return len(_CLEAR), ClearBuffers()
    return None
