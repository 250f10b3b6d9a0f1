"""Does the cloud hear the box? The shop sells without it; those who look after it do not see."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import ClassVar, Protocol

from edge.clock import Clock
from edge.health.check import OK, Finding, attention

#: Shorter outages are nobody's business.
_LONG = timedelta(minutes=15)


class LinkState(Protocol):
    """``state`` is connected, connecting or off; ``reason`` a code."""

    @property
    def state(self) -> str: ...
    @property
    def since(self) -> datetime: ...
    @property
    def reason(self) -> str | None: ...


class UplinkCheck:
    """``state`` asks the uplink."""

    name: ClassVar = "uplink"

    def __init__(self, state: Callable[[], Awaitable[LinkState]], *, clock: Clock) -> None:
        self._state = state
        self._clock = clock

    async def run(self) -> Finding:
        link = await self._state()
        if link.state == "connecting" and self._clock.now() - link.since > _LONG:
            return attention(link.reason or "uplink.no_answer", since=link.since.isoformat())
        return OK
