"""What can be made to go wrong with a printer, by name."""

from __future__ import annotations

import random

from sim.printer.condition import Paper

FAULTS = {
    "paper_out": "no paper; with after_mm it ends after so much more of it",
    "paper_near_end": "little paper left",
    "cover_open": "the cover is open; with after_bytes it is opened so many bytes from now",
    "cutter": "the knife is jammed; with after_bytes, so many bytes from now",
    "absent": "switched off: connections are refused and the receive buffer is lost",
    "mute": "nothing is answered; with after_bytes, nothing from then on",
    "noise": "random bytes come before each answer",
    "garbage": "each answer is replaced by random bytes",
    "truncated": "the last byte of each answer is lost",
    "no_process_id": "the process id command is ignored",
    "slow": "reads bytes_per_second, 960 when none is given",
    "stalled": "nothing more is read; with after_bytes, from then on",
    "hang_up": "the connection is closed after_bytes from now, once; the buffer is printed",
    "power_cycle": "switched off and on after_bytes from now, once: the buffer is lost",
    "occupied": "another program is connected: a second client is let in and cut off at once",
}
#: Those that are a state of the printer, and what they change in it.
STATES: dict[str, dict[str, object]] = {
    "paper_out": {"paper": Paper.OUT},
    "paper_near_end": {"paper": Paper.NEAR_END},
    "cover_open": {"cover_open": True},
    "cutter": {"cutter_error": True},
}


class Voice:
    """What becomes of an answer on its way out. ``spoilt`` is the name of a fault, or None."""

    def __init__(self, seed: int) -> None:
        self.spoilt: str | None = None
        self._random = random.Random(seed)

    def said(self, answer: bytes) -> bytes:
        match self.spoilt:
            case "mute":
                return b""
            case "noise":
                return self._random.randbytes(self._random.randrange(1, 4)) + answer
            case "garbage":
                return self._random.randbytes(len(answer))
            case "truncated":
                return answer[:-1]
        return answer
