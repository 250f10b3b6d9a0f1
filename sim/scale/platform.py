"""What lies on the scale, and what its sensor makes of it."""

from __future__ import annotations

import random
from dataclasses import dataclass
from enum import StrEnum


class Condition(StrEnum):
    STABLE = "stable"
    MOVING = "moving"
    NEGATIVE = "negative"
    OVERLOAD = "overload"
    ZEROING = "zeroing"  # catching zero after power-on
    UNCALIBRATED = "uncalibrated"


@dataclass(frozen=True, kw_only=True, slots=True)
class Weight:
    """``grams`` is net, and means nothing under overload. ``tare`` in grams."""

    condition: Condition
    grams: int
    tare: int


class Platform:
    """A load swings for ``settling_s`` after each change; ``seed`` makes the swing the same.

    ``capacity`` and ``division`` are grams.
    """

    def __init__(
        self, *, capacity: int = 15_000, division: int = 5, settling_s: float = 0.0, seed: int = 0
    ) -> None:
        self.capacity = capacity
        self.division = division
        self.settling_s = settling_s
        self.forced: Condition | None = None
        self._random = random.Random(seed)
        self._load = 0
        self._tare = 0
        self._settled_at = 0.0

    def place(self, grams: int, now: float) -> None:
        """``grams`` altogether; 0 empties it."""
        self._load = grams
        self._settled_at = now + self.settling_s

    def tare(self) -> None:
        """What lies there now counts as nothing; taken away, the scale shows less than nothing."""
        self._tare = self._load

    def read(self, now: float) -> Weight:
        net = self._load - self._tare
        if now < self._settled_at:
            net += self._random.randrange(-200, 200)
        grams = round(net / self.division) * self.division
        return Weight(condition=self._condition(grams, now), grams=grams, tare=self._tare)

    def _condition(self, grams: int, now: float) -> Condition:
        if self.forced is not None:
            return self.forced
        if self._load > self.capacity:
            return Condition.OVERLOAD
        if now < self._settled_at:
            return Condition.MOVING
        return Condition.NEGATIVE if grams < 0 else Condition.STABLE
