"""The follower that brings every document to its final state.

What was issued offline is sent in the order it was issued, the stored bytes; what is uncertain is
settled by its key. A rejected document is parked and does not hold up the younger ones. A document
that was signed for a normal sale and never left belongs to that sale, not to this queue.
"""

from __future__ import annotations

import asyncio

import structlog

from edge.journal.journal import Journal
from edge.journal.rows import DocumentRow
from edge.journal.states import DocumentState
from edge.journal.views import count_documents, document, documents_in_state
from edge.sefaz.line import Line, Mode
from edge.sefaz.tasks import open_task
from edge.sefaz.transmitter import BY_HAND, Outcome, Transmitter

_TIMEOUT_S = 30.0
_RETRY_S = 5.0
_OWED = (DocumentState.ISSUED_OFFLINE, DocumentState.SENT, DocumentState.UNCERTAIN)

log = structlog.get_logger(__name__)


class Backlog:
    """Drains what is owed to SEFAZ while the line is normal."""

    def __init__(self, *, journal: Journal, line: Line, transmitter: Transmitter) -> None:
        self._journal = journal
        self._line = line
        self._transmitter = transmitter
        #: Documents a till is waiting for; they are not ours to touch.
        self.live: set[str] = set()

    async def run(self) -> None:
        """Drain for ever. Cancel to stop."""
        while True:
            await self._line.wait_until_normal()
            seen = self._journal.head
            settled = await self._drain()
            try:
                async with asyncio.timeout(None if settled else _RETRY_S):
                    await self._journal.wait(seen)
            except TimeoutError:
                continue

    async def owed(self) -> list[DocumentRow]:
        """What SEFAZ is still owed, oldest first; of very many the oldest only."""
        return await self._journal.query(lambda reader: documents_in_state(reader, _OWED))

    async def count(self) -> int:
        """How many documents that is."""
        return await self._journal.query(lambda reader: count_documents(reader, _OWED))

    async def _drain(self) -> bool:
        """Deliver what is owed; False when some of it has to wait."""
        settled = True
        for row in await self.owed():
            if row.access_key in self.live or row.reason in BY_HAND:
                continue
            async with self._transmitter.hold(row.access_key):
                outcome = await self._transmitter.deliver(row.access_key, timeout=_TIMEOUT_S)
            log.info("backlog.delivered", key=row.access_key, outcome=outcome.value)
            await self._settle_orphan(row.access_key, outcome)
            if self._line.state.mode is not Mode.NORMAL:
                return False
            settled = settled and outcome is not Outcome.UNCERTAIN
        return settled

    async def _settle_orphan(self, access_key: str, outcome: Outcome) -> None:
        """A document whose sale went on under another number: say what is left to do about it.

        Its sale may have gone on while older documents were delivered, so it is looked at now.
        """
        row = await self._journal.query(lambda reader: document(reader, access_key))
        if row is None or row.superseded_by is None:
            return
        if outcome is Outcome.AUTHORIZED:
            await open_task(
                self._journal, "fiscal.cancel_by_substitution", row, by=row.superseded_by
            )
        elif outcome is Outcome.NOT_SENT:
            await open_task(self._journal, "fiscal.void_number", row, by=row.superseded_by)
