"""The bytes a receipt printer gets, cut into commands by the framing of its dialect (pure).

Framing and executing are two things: a command whose length is known but which this printer does
not execute is passed over whole and reported, and bytes that are no command at all are reported
too. Nothing is skipped silently.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

ESC, FS, GS, DLE = 0x1B, 0x1C, 0x1D, 0x10

Measure = tuple[int, int, Callable[[bytearray], int]]


class Short(Exception):
    """More bytes are needed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Framing:
    """How long each command of a dialect is.

    ``controls`` are commands of one byte. ``fixed`` gives the number of argument bytes after a
    code of two. ``measured``: how many bytes must be there to tell the length, how many of them are
    the code, and the rule; a rule may raise ``Short``.
    """

    controls: frozenset[int]
    fixed: Mapping[bytes, int]
    measured: Mapping[bytes, Measure]


@dataclass(frozen=True, kw_only=True, slots=True)
class Command:
    """``code`` is the command's fixed beginning (ESC E, GS ( k), ``args`` the rest."""

    code: bytes
    args: bytes = b""

    @property
    def size(self) -> int:
        return len(self.code) + len(self.args)

    def __str__(self) -> str:
        """The bytes as a hex dump, the middle of long ones left out."""
        raw = self.code + self.args
        dump = raw[:16].hex(" ").upper()
        return dump if len(raw) <= 16 else f"{dump} … ({len(raw)} bytes)"


@dataclass(frozen=True, kw_only=True, slots=True)
class Characters:
    """Bytes to print, in the code page that is selected when they are reached."""

    data: bytes

    @property
    def size(self) -> int:
        return len(self.data)


@dataclass(frozen=True, kw_only=True, slots=True)
class Stray:
    """Bytes that begin no command this printer knows how to frame."""

    data: bytes

    @property
    def size(self) -> int:
        return len(self.data)

    def __str__(self) -> str:
        return self.data.hex(" ").upper()


Piece = Command | Characters | Stray


class Parser:
    """Keeps the unfinished end of what arrived.

    It outlives connections, as the receive buffer of a printer does: a job broken off inside an
    image swallows the beginning of the next one.
    """

    def __init__(self, framing: Framing) -> None:
        self._framing = framing
        self._bytes = bytearray()

    def feed(self, data: bytes) -> Iterator[Piece]:
        self._bytes += data
        while self._bytes:
            try:
                piece = self._first(self._bytes)
            except Short:
                return
            del self._bytes[: piece.size]
            yield piece

    def clear(self) -> None:
        self._bytes.clear()

    def _first(self, data: bytearray) -> Piece:
        lead = data[0]
        if lead in self._framing.controls:
            return Command(code=bytes([lead]))
        if lead in {ESC, FS, GS, DLE}:
            return self._command(data)
        if lead < 0x20 or lead == 0x7F:
            return Stray(data=bytes([lead]))
        end = next((i for i, byte in enumerate(data) if byte < 0x20 or byte == 0x7F), len(data))
        return Characters(data=bytes(data[:end]))

    def _command(self, data: bytearray) -> Piece:
        need(data, 2)
        code = bytes(data[:2])
        if code in self._framing.fixed:
            return _take(data, 2, self._framing.fixed[code])
        if code in self._framing.measured:
            header, fixed, measure = self._framing.measured[code]
            need(data, header)
            return _take(data, fixed, measure(data))
        return Stray(data=code[:1] if code[0] == DLE else code)


def need(data: bytearray, count: int) -> None:
    """Raises ``Short`` when there are fewer."""
    if len(data) < count:
        raise Short


def until_nul(data: bytearray, start: int) -> int:
    """Argument bytes up to and with the NUL, of a code of two bytes."""
    end = data.find(0, start)
    if end < 0:
        raise Short
    return end - 1


def _take(data: bytearray, code: int, arguments: int) -> Command:
    need(data, code + arguments)
    return Command(code=bytes(data[:code]), args=bytes(data[code : code + arguments]))
