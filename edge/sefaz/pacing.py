"""How soon to try again what failed: a little later each time."""

from __future__ import annotations

from edge.clock import Clock

_FIRST_S, _MOST_S = 5.0, 300.0


class Pacing:
    """Remembers failures by name, for as long as the process lives."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._pauses: dict[str, tuple[float, float]] = {}

    def wait(self, name: str) -> float:
        """Seconds until it may be tried again; 0 when it may be now."""
        not_before, _ = self._pauses.get(name, (0.0, 0.0))
        return max(0.0, not_before - self._clock.monotonic())

    def failed(self, name: str) -> float:
        """It failed; seconds until it may be tried again."""
        _, before = self._pauses.get(name, (0.0, _FIRST_S / 2))
        pause = min(before * 2, _MOST_S)
        self._pauses[name] = (self._clock.monotonic() + pause, pause)
        return pause

    def done(self, name: str) -> None:
        self._pauses.pop(name, None)
