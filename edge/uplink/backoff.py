"""Decorrelated jitter: a thousand boxes that lost the same broker come back one by one."""

from __future__ import annotations

from collections.abc import Callable


class Backoff:
    """Waits in seconds, each drawn between ``shortest`` and three times the one before.

    ``draw(low, high)`` is a uniform random number (``random.uniform``).
    """

    def __init__(
        self, *, shortest: float, longest: float, draw: Callable[[float, float], float]
    ) -> None:
        self._shortest = shortest
        self._longest = longest
        self._draw = draw
        self._last = shortest

    def next(self) -> float:
        self._last = min(self._longest, self._draw(self._shortest, 3 * self._last))
        return self._last

    def reset(self) -> None:
        """The next wait is a short one again."""
        self._last = self._shortest
