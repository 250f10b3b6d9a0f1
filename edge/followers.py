"""The tasks that run for as long as the daemon does. None of them may end, and none is restarted.

A follower that fails has met something its code does not know. Going on without it would leave
receipts unprinted or documents unsent with nobody told, so the whole daemon ends and is started
again from the journal.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, Self

import structlog

log = structlog.get_logger(__name__)


class Followers:
    """Starts followers, waits, and stops them all, in the reverse order."""

    def __init__(self) -> None:
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        for task in reversed(self._tasks):
            task.cancel()
            await asyncio.wait([task])

    def start(self, name: str, follower: Coroutine[Any, Any, None]) -> None:
        self._tasks.append(asyncio.create_task(follower, name=name))

    async def until(self, stop: asyncio.Event) -> None:
        """Wait for ``stop``; raises what a follower failed with."""
        stopping = asyncio.create_task(stop.wait(), name="stop")
        try:
            await asyncio.wait([stopping, *self._tasks], return_when=asyncio.FIRST_COMPLETED)
            for task in self._tasks:
                if task.done():
                    log.error("edge.follower_ended", follower=task.get_name())
                    await task
        finally:
            stopping.cancel()
