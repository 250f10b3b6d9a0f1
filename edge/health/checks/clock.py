"""Is the time of day possible? A document with a wrong time is rejected, or worse, accepted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import ClassVar

from edge.clock import Clock
from edge.health.check import OK, Finding, attention, failing
from edge.journal.journal import Journal

#: Nobody can be running this software earlier.
EARLIEST = datetime(2026, 1, 1, tzinfo=UTC)
#: A clock that is later than this was set by nobody.
LATEST = datetime(2060, 1, 1, tzinfo=UTC)
#: A time service that corrects a drifting clock steps back as far as this.
_STEP = timedelta(seconds=2)
#: SEFAZ takes no document that is further off (rejections 703, 704).
_TOLERATED = timedelta(minutes=5)


class ClockCheck:
    """Compares the clock with the age of the software and with the newest journal entry."""

    name: ClassVar = "clock"

    def __init__(self, *, clock: Clock, journal: Journal) -> None:
        self._clock = clock
        self._journal = journal

    async def run(self) -> Finding:
        now = self._clock.now()
        if not EARLIEST <= now <= LATEST:
            return failing("health.clock_impossible", year=now.year)
        newest = await self._journal.read(after=self._journal.head - 1, limit=1)
        if not newest or now >= newest[0].at - _STEP:
            return OK
        if now >= newest[0].at - _TOLERATED:
            return attention("health.clock_went_back", newest=newest[0].at.isoformat())
        return failing("health.clock_went_back", newest=newest[0].at.isoformat())
