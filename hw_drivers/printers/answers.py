"""Sorting what a printer sends back: each kind of answer has bits of its own.

``0xx1xx10`` real-time status · ``0xx0xxxx`` answer to a buffered question · ``0xx1xx00`` first of
the four bytes of automatic status, which we never ask for but some models send anyway · ``37h``
and ``5Fh`` open a block that ends with a NUL · XON, XOFF and noise are skipped.
(Citizen's and Epson's command references agree on the patterns.)
"""

from __future__ import annotations

from dataclasses import dataclass

_BLOCK_HEADS = b"\x37\x5f"
_PROCESS_ID = b"\x37\x22"
_LONGEST_BLOCK = 80  # Epson's longest is a serial number; noise must not swallow the rest


@dataclass(frozen=True, slots=True)
class RealTime:
    """The answer to ``DLE EOT n``; which ``n``, only the asker knows."""

    byte: int


@dataclass(frozen=True, slots=True)
class Buffered:
    """The answer to ``GS r n``: everything sent before the question has been processed."""

    byte: int


@dataclass(frozen=True, slots=True)
class Printed:
    """The echo of a process id: everything sent before it is on paper."""

    process_id: bytes


Answer = RealTime | Buffered | Printed


class AnswerParser:
    """Bytes in, answers out, however the bytes are cut up."""

    def __init__(self) -> None:
        self._block = bytearray()
        self._automatic = 0  # bytes of an automatic status still to come

    def feed(self, data: bytes) -> list[Answer]:
        return [answer for byte in data if (answer := self._next(byte)) is not None]

    def _next(self, byte: int) -> Answer | None:
        if self._block:
            return self._in_block(byte)
        if byte in _BLOCK_HEADS:
            self._block.append(byte)
        elif byte & 0x93 == 0x12:
            return RealTime(byte)
        elif byte & 0x93 == 0x10:
            self._automatic = 3
        elif byte & 0x90 == 0x00:
            if not self._automatic:
                return Buffered(byte)
            self._automatic -= 1
        return None

    def _in_block(self, byte: int) -> Printed | None:
        if byte:
            self._block.append(byte)
            if len(self._block) > _LONGEST_BLOCK:
                self._block.clear()
            return None
        block = bytes(self._block)
        self._block.clear()
        return Printed(block[2:]) if block.startswith(_PROCESS_ID) else None
