"""A clock that only moves when told."""

from datetime import UTC, datetime, timedelta


class HandClock:
    """A clock for tests: ``time`` is what it says, until it is set."""

    def __init__(self) -> None:
        self.time = datetime(2026, 8, 22, 13, 5, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time

    def monotonic(self) -> float:
        return self.time.timestamp()

    def move(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)
