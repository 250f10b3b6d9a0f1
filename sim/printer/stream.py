"""The bytes a receipt printer gets, cut into commands (Epson ESC/POS framing; pure).

Framing and executing are two things: a command whose length is known but which this printer does
not execute is passed over whole and reported, and bytes that are no command at all are reported
too. Nothing is skipped silently.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

ESC, FS, GS, DLE = 0x1B, 0x1C, 0x1D, 0x10
_CONTROLS = frozenset({0x09, 0x0A, 0x0D})  # HT, LF, CR


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

# The second byte of commands whose arguments are a fixed number of bytes, by that number.
_ESC = {0: b"@2im", 1: b" !-3=EGJKMRVadert{", 2: b"$\\Bc", 3: b"p"}
_FS = {0: b".&", 1: b"!C", 2: b"Sp"}
_GS = {0: b":", 1: b"!/BHIabfhrw", 2: b"$LPW\\", 3: b"^"}
_FIXED = {
    bytes([lead, code]): count
    for lead, table in ((ESC, _ESC), (FS, _FS), (GS, _GS))
    for count, codes in table.items()
    for code in codes
}
# Arguments after DLE DC4 fn: real-time commands seen again in the buffer (sim.printer.realtime).
_DLE_DC4 = {1: 2, 2: 2, 7: 1, 8: 7}


class _Short(Exception):
    """More bytes are needed."""


class Parser:
    """Keeps the unfinished end of what arrived.

    It outlives connections, as the receive buffer of a printer does: a job broken off inside an
    image swallows the beginning of the next one.
    """

    def __init__(self) -> None:
        self._bytes = bytearray()

    def feed(self, data: bytes) -> Iterator[Piece]:
        self._bytes += data
        while self._bytes:
            try:
                piece = _first(self._bytes)
            except _Short:
                return
            del self._bytes[: piece.size]
            yield piece

    def clear(self) -> None:
        self._bytes.clear()


def _first(data: bytearray) -> Piece:
    lead = data[0]
    if lead in _CONTROLS:
        return Command(code=bytes([lead]))
    if lead in {ESC, FS, GS}:
        return _command(data)
    if lead == DLE:
        return _real_time(data)
    if lead < 0x20 or lead == 0x7F:
        return Stray(data=bytes([lead]))
    end = next((i for i, byte in enumerate(data) if byte < 0x20 or byte == 0x7F), len(data))
    return Characters(data=bytes(data[:end]))


def _command(data: bytearray) -> Piece:
    _need(data, 2)
    code = bytes(data[:2])
    if code in _FIXED:
        return _take(data, 2, _FIXED[code])
    if code in _MEASURED:
        header, fixed, measure = _MEASURED[code]
        _need(data, header)
        return _take(data, fixed, measure(data))
    return Stray(data=code)


def _real_time(data: bytearray) -> Piece:
    _need(data, 3)
    code = bytes(data[:2])
    if code in {b"\x10\x04", b"\x10\x05"}:
        return _take(data, 2, 1)
    if code == b"\x10\x14" and data[2] in _DLE_DC4:
        return _take(data, 2, 1 + _DLE_DC4[data[2]])
    return Stray(data=code[:1])


def _take(data: bytearray, code: int, arguments: int) -> Command:
    _need(data, code + arguments)
    return Command(code=bytes(data[:code]), args=bytes(data[code : code + arguments]))


def _until_nul(data: bytearray, start: int) -> int:
    end = data.find(0, start)
    if end < 0:
        raise _Short
    return end - 1


def _need(data: bytearray, count: int) -> None:
    if len(data) < count:
        raise _Short


# How many bytes must be there to tell the length, how many of them are the code, and the rule.
_MEASURED: dict[bytes, tuple[int, int, Callable[[bytearray], int]]] = {
    b"\x1b(": (5, 3, lambda d: 2 + d[3] + 256 * d[4]),  # ESC ( X pL pH
    b"\x1d(": (5, 3, lambda d: 2 + d[3] + 256 * d[4]),  # GS ( X pL pH
    b"\x1d8": (7, 3, lambda d: 4 + int.from_bytes(d[3:7], "little")),  # GS 8 L p1 p2 p3 p4
    b"\x1dv": (8, 3, lambda d: 5 + (d[4] + 256 * d[5]) * (d[6] + 256 * d[7])),  # GS v 0 m x y
    b"\x1dV": (3, 2, lambda d: 1 if d[2] in {0, 1, 48, 49} else 2),  # GS V m [n]
    b"\x1dk": (4, 2, lambda d: 2 + d[3] if d[2] >= 65 else _until_nul(d, 3)),  # bar codes
    b"\x1b*": (5, 2, lambda d: 3 + (d[3] + 256 * d[4]) * (3 if d[2] in {32, 33} else 1)),
    b"\x1d*": (4, 2, lambda d: 2 + d[2] * d[3] * 8),
    b"\x1bD": (3, 2, lambda d: _until_nul(d, 2)),
}
