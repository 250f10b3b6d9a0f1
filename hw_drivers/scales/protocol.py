"""How a make of scale is asked, and how its frames are found in what arrives."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from hw_drivers.scales.reading import Reading


@dataclass(frozen=True, kw_only=True, slots=True)
class Protocol:
    """``request`` is sent for each reading; empty: the scale sends without being asked.

    ``frame`` matches one whole frame, ``longest`` bytes at most; ``read`` gives its meaning, None
    when it is spoilt after all. ``certain``: a frame carries both a check sum and a sign of motion.
    Without them a weight counts only when two readings in a row are the same.
    """

    name: str
    request: bytes
    frame: re.Pattern[bytes]
    longest: int
    read: Callable[[re.Match[bytes]], Reading | None]
    certain: bool = False


class FrameFinder:
    """Bytes in, readings out, however the bytes are cut up; what is no frame is passed over."""

    def __init__(self, protocol: Protocol) -> None:
        self._protocol = protocol
        self._pending = b""

    def feed(self, data: bytes) -> list[Reading]:
        """One spoilt frame costs one reading: the search goes on at its second byte."""
        self._pending += data
        readings, at = [], 0
        while found := self._protocol.frame.search(self._pending, at):
            reading = self._protocol.read(found)
            at = found.start() + 1 if reading is None else found.end()
            if reading is not None:
                readings.append(reading)
        self._pending = self._pending[at:][-self._protocol.longest :]
        return readings
