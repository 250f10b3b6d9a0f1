"""Live events inside the daemon: what the WebSocket shows. Nothing that must survive goes here."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """``kind`` is dotted (``scan``, ``device.state``, ``sale.progress``); ``data`` is JSON-ready.

    ``till`` is the till it is meant for; None means all.
    """

    kind: str
    data: dict[str, Any] = field(default_factory=dict)
    till: str | None = None


class Bus:
    """Hands every event to every listener. A listener that does not keep up loses the oldest."""

    def __init__(self, *, depth: int = 256) -> None:
        self._depth = depth
        self._queues: set[asyncio.Queue[Event]] = set()

    def publish(self, event: Event) -> None:
        for queue in self._queues:
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(event)

    @contextmanager
    def listen(self) -> Iterator[AsyncIterator[Event]]:
        """Events from now on, as an async iterator that never ends."""
        queue: asyncio.Queue[Event] = asyncio.Queue(self._depth)
        self._queues.add(queue)
        try:
            yield self._drain(queue)
        finally:
            self._queues.discard(queue)

    @staticmethod
    async def _drain(queue: asyncio.Queue[Event]) -> AsyncIterator[Event]:
        while True:
            yield await queue.get()
