"""What tells one printer's language from another's."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from sim.printer.condition import State
from sim.printer.mechanism import Mechanism
from sim.printer.realtime import RealTime
from sim.printer.stream import Command, Framing, Piece
from sim.printer.style import Setters

#: Executes a command on its arguments; False when they are none it knows.
Action = Callable[[Mechanism, bytes], Awaitable[bool]]


class Urgent(Protocol):
    """Finds what is executed on arrival, before and whatever the buffer holds."""

    def feed(self, data: bytes) -> Iterator[tuple[int, RealTime]]:
        """Each command with how many bytes of ``data`` had come when it was complete."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Dialect:
    """``quiet`` commands are known and without effect on paper.

    ``status`` answers a question that was found by ``urgent``; ``printing``: the paper moves or
    will. ``codec`` is the code page after power-on and ESC @.
    """

    name: str
    codec: str
    framing: Framing
    setters: Setters
    actions: Mapping[bytes, Action]
    quiet: frozenset[bytes]
    urgent: Callable[[], Urgent]
    status: Callable[[bytes, State, bool], bytes]

    def is_work(self, piece: Piece) -> bool:
        """It is something to do when its turn comes, and takes room in the buffer until then."""
        return not (isinstance(piece, Command) and piece.code in self.quiet)
