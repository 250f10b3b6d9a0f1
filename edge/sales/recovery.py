"""Finishing what a crash or an outage left open, when nobody is waiting for it any more."""

from __future__ import annotations

import structlog

from edge.errors import EdgeError
from edge.journal.journal import Journal
from edge.journal.views import unconcluded_sales
from edge.sales.desk import SaleDesk
from edge.sales.finishing import Finisher

#: What an open sale may be waiting for: its document's fate, or SEFAZ (or the token) to come back.
_MOVES = frozenset({"document_authorized", "document_rejected", "document_not_found", "sefaz_mode"})

log = structlog.get_logger(__name__)


class Recovery:
    """At the start, and whenever something moves, brings open sales to their end."""

    def __init__(self, *, journal: Journal, desk: SaleDesk, finisher: Finisher) -> None:
        self._journal = journal
        self._desk = desk
        self._finisher = finisher

    async def run(self) -> None:
        """Follow the journal for ever. Cancel to stop."""
        seen = self._journal.head
        await self._finish_all()
        while True:
            await self._journal.wait(seen)
            after, seen = seen, self._journal.head
            if await self._journal.read(after=after, kinds=_MOVES, limit=1):
                await self._finish_all()

    async def _finish_all(self) -> None:
        for row in await self._journal.query(unconcluded_sales):
            if self._desk.is_selling(row.till, row.idempotency_key):
                continue
            try:
                answer = await self._finisher.finish(row.sale_id, wait_for_sefaz=False)
            except EdgeError as error:  # tried again when something moves; the sale stays open
                log.warning("sale.open", sale_id=row.sale_id, why=str(error))
            else:
                log.info("sale.recovered", sale_id=row.sale_id, status=answer["status"])
