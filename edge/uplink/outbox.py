"""What the cloud has not yet acknowledged, sent strictly in order.

The outbox is the journal itself, read from a durable cursor. That the broker has a message (PUBACK)
means little: brokers lose what they hold. Only the cloud's own acknowledgement moves the cursor,
and what stays unacknowledged is sent again. The cloud tells repetitions by their number.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Coroutine
from typing import Any

import structlog

from edge.journal.facts import Entry
from edge.journal.journal import Journal
from edge.journal.views import stream_after
from edge.uplink.together import together

log = structlog.get_logger(__name__)

#: Hands an entry and its number in the stream to the broker.
Publish = Callable[[int, Entry], Coroutine[Any, Any, None]]


class Outbox:
    """One stream of the journal on its way to the cloud.

    At most ``window`` entries are under way and in memory. After ``stall`` seconds without an
    acknowledgement they are sent again, then after twice as long, up to ``longest`` seconds.
    """

    def __init__(
        self, *, journal: Journal, stream: str, window: int, stall: float, longest: float
    ) -> None:
        self.stream = stream
        self._journal = journal
        self._cursor = f"uplink.{stream}"
        self._window = window
        self._stall = stall
        self._longest = longest
        self._patience = stall
        self._acked = 0
        self._next = 0  # the last one given to this connection
        self._sent = 0  # the last one ever given to a connection
        self._deadline = 0.0
        self._wake = asyncio.Event()

    async def pending(self) -> int:
        """How many entries the cloud has not acknowledged."""
        acked = await self._journal.cursor(self._cursor)
        return await self._head() - acked

    async def rewind(self) -> None:
        """Begin a connection: everything unacknowledged is to be sent again."""
        self._acked = await self._journal.cursor(self._cursor)
        self._sent = max(self._sent, self._acked)
        self._again()
        self._patience = self._stall

    async def pump(self, publish: Publish) -> None:
        """Send, wait for news, send on; for ever. Fails as ``publish`` does."""
        await together(self._watch(), self._drain(publish))

    async def acknowledged(self, n: int) -> None:
        """The cloud has everything up to ``n``.

        It may have more than this process has sent, from before a restart; then only what was sent
        is taken as acknowledged, and it will say so again. It cannot have what was never journaled.
        """
        if n > self._sent and n > await self._head():
            log.error("uplink.ack_beyond_journal", stream=self.stream, acked=n, sent=self._sent)
            return
        reached = min(n, self._sent)
        if reached <= self._acked:
            return
        await self._journal.move_cursor(self._cursor, reached)
        self._acked = max(self._acked, reached)
        self._next = max(self._next, self._acked)
        self._patience = self._stall
        self._wait_anew()
        self._wake.set()

    async def _drain(self, publish: Publish) -> None:
        while True:
            self._wake.clear()
            batch = await self._batch()
            if batch:
                if self._next == self._acked:
                    self._wait_anew()
                self._next = batch[-1][0]
                self._sent = max(self._sent, self._next)
                await together(*(publish(n, entry) for n, entry in batch))
            elif not await self._news():
                if self._patience == self._stall:
                    log.warning("uplink.stalled", acked=self._acked, sent=self._next)
                self._again()
                self._patience = min(2 * self._patience, self._longest)

    async def _batch(self) -> list[tuple[int, Entry]]:
        room = self._window - (self._next - self._acked)
        if room <= 0:
            return []
        after = self._next
        return await self._journal.query(
            lambda reader: stream_after(reader, self.stream, after, room)
        )

    async def _news(self) -> bool:
        """Wait for an acknowledgement or a new entry; False when what was sent went unanswered."""
        under_way = self._next > self._acked
        try:
            async with asyncio.timeout_at(self._deadline if under_way else None):
                await self._wake.wait()
        except TimeoutError:
            return False
        return True

    async def _watch(self) -> None:
        """Wake the drain whenever something was journaled."""
        while True:
            seen = self._journal.head
            self._wake.set()
            await self._journal.wait(seen)

    async def _head(self) -> int:
        return await self._journal.query(lambda reader: _newest(reader, self.stream))

    def _again(self) -> None:
        self._next = self._acked

    def _wait_anew(self) -> None:
        self._deadline = asyncio.get_running_loop().time() + self._patience


def _newest(connection: sqlite3.Connection, stream: str) -> int:
    row = connection.execute("SELECT max(n) FROM streams WHERE stream = ?", (stream,)).fetchone()
    return row[0] or 0
