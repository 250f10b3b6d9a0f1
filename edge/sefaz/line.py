"""The line to SEFAZ: normal, or in contingency since when and why.

One failure is enough to enter, so that only one customer ever waits for the deadline; a status
answer of 107 leaves. Both ways are journaled. While in contingency nobody but the probe touches
the line (Ajuste SINIEF 19/16, clause 11; the probe's pace keeps clear of cStat 656).
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import structlog

from edge.clock import Clock
from edge.errors import NotSent, Unavailable, Uncertain
from edge.events import Bus, Event
from edge.journal.facts import Fact
from edge.journal.journal import Journal
from edge.journal.views import mode as recorded_mode
from edge.sefaz.client import SefazClient
from edge.sefaz.reactions import Reaction, reaction

_UP = 107
_FIRST_PROBE_S = 5.0
_PROBE_TIMEOUT_S = 5.0
#: After cStat 656 every call of the kind rests for an hour (MOC 7.0, undue consumption).
QUIET_S = 3600.0

log = structlog.get_logger(__name__)


class Mode(StrEnum):
    NORMAL = "normal"
    CONTINGENCY = "contingency"


@dataclass(frozen=True, kw_only=True, slots=True)
class LineState:
    mode: Mode = Mode.NORMAL
    reason: str | None = None
    since: datetime | None = None


class Line:
    """Holds the mode, probes while it is contingency, wakes those who wait for normal."""

    def __init__(
        self, *, journal: Journal, client: SefazClient, clock: Clock, bus: Bus, probe_s: float
    ) -> None:
        self._journal = journal
        self._client = client
        self._clock = clock
        self._bus = bus
        self._probe_s = probe_s
        self._not_before = 0.0
        self._normal = asyncio.Event()
        self._contingency = asyncio.Event()
        self.state = LineState()

    async def start(self) -> None:
        """Take up the mode the journal holds."""
        row = await self._journal.query(recorded_mode)
        since = None if row.since is None else datetime.fromisoformat(row.since)
        self.state = LineState(mode=Mode(row.mode), reason=row.reason, since=since)
        self._signal()

    async def wait_until_normal(self) -> None:
        await self._normal.wait()

    async def failed(self, reason: str, *, quiet_s: float = 0.0) -> None:
        """SEFAZ was not reached, or asked to be left alone for ``quiet_s`` seconds."""
        self._not_before = max(self._not_before, self._clock.monotonic() + quiet_s)
        if self.state.mode is Mode.NORMAL:
            await self._change(Mode.CONTINGENCY, reason)

    async def run(self) -> None:
        """Probe while in contingency, for ever. Cancel to stop."""
        while True:
            await self._contingency.wait()
            pause = min(_FIRST_PROBE_S, self._probe_s)
            while self.state.mode is Mode.CONTINGENCY:
                await asyncio.sleep(max(pause, self._not_before - self._clock.monotonic()))
                if await self._is_up():
                    await self._change(Mode.NORMAL, "sefaz.answers")
                pause = min(pause * 2, self._probe_s)

    async def _is_up(self) -> bool:
        try:
            verdict = await self._client.status(timeout=_PROBE_TIMEOUT_S)
        except (NotSent, Uncertain, Unavailable) as error:
            log.info("sefaz.probe", up=False, why=str(error))
            return False
        log.info("sefaz.probe", up=verdict.cStat == _UP, cStat=verdict.cStat)
        if reaction(verdict.cStat) is Reaction.STOP:
            self._not_before = self._clock.monotonic() + QUIET_S
        return verdict.cStat == _UP

    async def _change(self, mode: Mode, reason: str) -> None:
        # Taken before the commit is awaited: of two sales that fail together only one journals it.
        since = self._clock.now()
        self.state = LineState(mode=mode, reason=reason, since=since)
        await self._journal.append(
            Fact(
                kind="sefaz_mode",
                subject="sefaz",
                body={"mode": mode.value, "reason": reason, "since": since.isoformat()},
            )
        )
        self._signal()
        log.warning("sefaz.mode", mode=mode.value, reason=reason)
        self._bus.publish(Event(kind="sefaz.mode", data={"mode": mode.value, "reason": reason}))

    def _signal(self) -> None:
        normal = self.state.mode is Mode.NORMAL
        (self._normal.set if normal else self._normal.clear)()
        (self._contingency.clear if normal else self._contingency.set)()
