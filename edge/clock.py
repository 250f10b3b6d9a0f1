"""Time, handed in: UTC for facts, a monotonic count for timers."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Where the time comes from."""

    def now(self) -> datetime:
        """The time of day, timezone-aware, in UTC."""

    def monotonic(self) -> float:
        """Seconds that only ever grow; for timers and deadlines."""


class SystemClock:
    """The clocks of the machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()
