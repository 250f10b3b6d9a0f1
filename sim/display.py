"""A customer display, two lines of twenty characters, on a pseudo-terminal.

It obeys the ESC/POS commands of pole displays (DM-D): select, initialise, clear, home, move,
overwrite or scroll, cursor, code page. What it does not know it reports.
"""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from pathlib import Path
from typing import ClassVar

from sim.serial_port import SerialPort

_COLUMNS, _ROWS = 20, 2
_PAGES = {0: "cp437", 2: "cp850", 3: "cp860", 16: "cp1252", 19: "cp858"}
# How many bytes a command has altogether, by its first one or two.
_SIZES = {b"\x1b=": 3, b"\x1b@": 2, b"\x1bt": 3, b"\x1f$": 4, b"\x1fC": 3}
_SIZES |= {b"\x0c": 1, b"\x0b": 1, b"\x1f\x01": 2, b"\x1f\x02": 2, b"\x1f\x03": 2}


class Display:
    """``directory`` gets the link ``display``. ``printer``: it hangs behind one, deselected."""

    FAULTS: ClassVar = {"absent": "unplugged: the device is gone"}

    def __init__(self, directory: Path, *, printer: bool = False) -> None:
        self._port = SerialPort(directory.resolve() / "display")
        self._behind_printer = printer
        self._changed = asyncio.Event()
        self.unknown: list[str] = []
        self._switch_on()

    @property
    def url(self) -> str:
        return f"serial://{self._port.device}?baud=9600"

    @property
    def lines(self) -> tuple[str, str]:
        """What is to be read on it, as wide as it is."""
        upper, lower = ("".join(row) for row in self._cells)
        return upper, lower

    async def start(self) -> None:
        self._plug()

    async def stop(self) -> None:
        self._port.unplug(asyncio.get_running_loop().remove_reader)

    def set_fault(self, name: str) -> None:
        """Raises ``ValueError`` for a name that is not in ``FAULTS``."""
        if name not in self.FAULTS:
            raise ValueError(f"no such fault: {name}")
        self._port.unplug(asyncio.get_running_loop().remove_reader)

    def clear_faults(self) -> None:
        self._plug()

    async def until_shows(self, upper: str, lower: str) -> None:
        """Waits until it shows the two lines, blanks at their ends aside."""
        while tuple(line.rstrip() for line in self.lines) != (upper, lower):
            self._changed.clear()
            await self._changed.wait()

    def _plug(self) -> None:
        if not self._port.plugged:
            self._switch_on()
            end = self._port.plug()
            asyncio.get_running_loop().add_reader(end, self._hear, end)

    def _switch_on(self) -> None:
        self._pending = b""
        self._selected = not self._behind_printer
        self._reset()

    def _reset(self) -> None:
        self._codec = "cp437"
        self._clear()

    def _clear(self) -> None:
        self._cells = [[" "] * _COLUMNS for _ in range(_ROWS)]
        self._at = 0

    def _hear(self, end: int) -> None:
        with suppress(BlockingIOError, OSError):
            self._pending += os.read(end, 4096)
        while self._pending and (size := self._first()):
            piece, self._pending = self._pending[:size], self._pending[size:]
            if self._selected or piece[:2] == b"\x1b=":
                self._obey(piece)
        self._changed.set()

    def _first(self) -> int:
        """The size of the first command or character; 0 when its end has not come."""
        code = self._pending[: 2 if self._pending[0] in {0x1B, 0x1F} else 1]
        size = _SIZES.get(code, len(code))
        incomplete = len(self._pending) < size or code in {b"\x1b", b"\x1f"}
        return 0 if incomplete else size

    def _obey(self, piece: bytes) -> None:
        match piece[:2], piece[2:]:
            case b"\x1b=", target:
                self._selected = bool(target[0] & 2)
            case b"\x1b@", _:
                self._reset()
            case b"\x0c", _:
                self._clear()
            case b"\x0b", _:
                self._at = 0
            case b"\x1f$", where if 1 <= where[0] <= _COLUMNS and 1 <= where[1] <= _ROWS:
                self._at = (where[1] - 1) * _COLUMNS + where[0] - 1
            case b"\x1bt", page if page[0] in _PAGES:
                self._codec = _PAGES[page[0]]
            case b"\x1fC" | b"\x1f\x01", _:
                pass
            case character, _ if character[0] >= 0x20 and len(piece) == 1:
                self._put(piece.decode(self._codec))
            case _:
                self.unknown.append(piece.hex(" ").upper())

    def _put(self, character: str) -> None:
        """After the last cell it goes on at the first, as overwriting displays do."""
        row, column = divmod(self._at, _COLUMNS)
        self._cells[row][column] = character
        self._at = (self._at + 1) % (_COLUMNS * _ROWS)
