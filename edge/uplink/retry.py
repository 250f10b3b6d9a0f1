"""How long to stay away after a connection has ended, by what ended it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from edge.clock import Clock
from edge.uplink.backoff import Backoff
from edge.uplink.timing import Timing
from edge.uplink.trouble import NOT_AUTHORIZED, TAKEN_OVER

_TWICE_WITHIN_S = 600.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Pause:
    """``reason`` is a code, ``seconds`` the wait before the next attempt."""

    reason: str
    seconds: float


class Retry:
    """Soon after an accident; seldom after a refusal, which only a person can mend."""

    def __init__(
        self, timing: Timing, *, clock: Clock, draw: Callable[[float, float], float]
    ) -> None:
        self._backoff = Backoff(
            shortest=timing.first_retry, longest=timing.longest_retry, draw=draw
        )
        self._refused = timing.refused_retry
        self._settled = timing.settled
        self._clock = clock
        self._connected_at: float | None = None
        self._taken_over_at: float | None = None

    def connected(self) -> None:
        """The broker let the box in."""
        self._connected_at = self._clock.monotonic()

    def after(self, code: str) -> Pause:
        """What to do after a connection, or an attempt, that ended with ``code``.

        Two take-overs in ten minutes: another box has this one's certificate, a cloned disk. Each
        would put the other out for ever; this one steps back and says so.
        """
        if self._has_held():
            self._backoff.reset()
        if code == NOT_AUTHORIZED:
            return Pause(reason=code, seconds=self._refused)
        if code == TAKEN_OVER and self._again():
            return Pause(reason="uplink.duplicate_identity", seconds=self._refused)
        return Pause(reason=code, seconds=self._backoff.next())

    def _has_held(self) -> bool:
        since, self._connected_at = self._connected_at, None
        return since is not None and self._clock.monotonic() - since >= self._settled

    def _again(self) -> bool:
        now, before = self._clock.monotonic(), self._taken_over_at
        self._taken_over_at = now
        return before is not None and now - before < _TWICE_WITHIN_S
