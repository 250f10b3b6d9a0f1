"""Makes the faults of a printer happen, at once or when their moment has come."""

from __future__ import annotations

from collections.abc import Callable

from sim.printer.condition import Condition, Paper
from sim.printer.faults import FAULTS, STATES, Voice
from sim.printer.mechanism import Mechanism
from sim.printer.port import Port


class Troubles:
    """``switch_off`` closes the port and loses what was buffered."""

    def __init__(
        self,
        *,
        port: Port,
        condition: Condition,
        mechanism: Mechanism,
        voice: Voice,
        switch_off: Callable[[], None],
    ) -> None:
        self._port = port
        self._condition = condition
        self._mechanism = mechanism
        self._voice = voice
        self._switch_off = switch_off

    def set(
        self, name: str, *, after_mm: float | None, after_bytes: int, bytes_per_second: float
    ) -> None:
        """Raises ``ValueError`` for a name that is not in ``FAULTS``."""
        if name not in FAULTS:
            raise ValueError(f"no such fault: {name}")
        if name == "paper_out" and after_mm is not None:
            self._condition.paper_left_mm = float(after_mm)
        elif name == "slow":
            self._port.bytes_per_second = float(bytes_per_second)
        elif after_bytes or name in {"hang_up", "power_cycle"}:
            self._port.at_byte(int(after_bytes), lambda: self._happen(name))
        else:
            self._happen(name)

    def clear(self) -> None:
        self._voice.spoilt = None
        self._mechanism.process_id = True
        self._port.forget_trip()
        self._port.occupied = False
        self._port.bytes_per_second = None
        self._port.reading.set()
        self._port.open()
        self._condition.paper_left_mm = None
        self._condition.change(paper=Paper.OK, cover_open=False, cutter_error=False)

    def _happen(self, name: str) -> None:
        effects: dict[str, Callable[[], None]] = {
            "absent": self._switch_off,
            "stalled": self._port.reading.clear,
            "hang_up": self._port.hang_up,
            "power_cycle": self._power_cycle,
        }
        if name in STATES:
            self._condition.change(**STATES[name])
        elif name in effects:
            effects[name]()
        elif name == "no_process_id":
            self._mechanism.process_id = False
        elif name == "occupied":
            self._port.occupied = True
        else:
            self._voice.spoilt = name

    def _power_cycle(self) -> None:
        self._switch_off()
        self._port.open()
