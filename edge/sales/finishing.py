"""Bringing an accepted sale to its end.

What is done for a new sale is also done for one that a crash interrupted: look at the sale's newest
document, take the next step, look again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
import structlog

from edge.clock import Clock
from edge.errors import PinProblem, SignerProblem, Untrusted
from edge.events import Bus, Event
from edge.fiscal.sale import Sale
from edge.journal.facts import Fact
from edge.journal.journal import Journal
from edge.journal.rows import DocumentRow, SaleRow
from edge.journal.states import DocumentState
from edge.named_locks import NamedLocks
from edge.sales.answer import Status, status_of
from edge.sales.issuing import Issuing
from edge.sales.lookup import SaleLookup
from edge.sefaz.backlog import Backlog
from edge.sefaz.line import Line, LineState, Mode
from edge.sefaz.tasks import task
from edge.sefaz.transmitter import INTERRUPTED, Transmitter

#: SEFAZ refuses a normal document that reaches it more than 5 minutes after dhEmi (cStat 704).
_STALE = timedelta(minutes=4)
_LEAST_WAIT_S = 0.3

log = structlog.get_logger(__name__)


class Finisher:
    """Finishes sales, each by one task at a time.

    ``deadline_s``: how long a till waits for SEFAZ before the sale goes on without it.
    """

    def __init__(
        self,
        *,
        journal: Journal,
        lookup: SaleLookup,
        issuing: Issuing,
        transmitter: Transmitter,
        backlog: Backlog,
        line: Line,
        bus: Bus,
        clock: Clock,
        deadline_s: float,
    ) -> None:
        self._journal = journal
        self._lookup = lookup
        self._issuing = issuing
        self._transmitter = transmitter
        self._backlog = backlog
        self._line = line
        self._bus = bus
        self._clock = clock
        self._deadline_s = deadline_s
        self._locks = NamedLocks()

    async def finish(self, sale_id: str, *, wait_for_sefaz: bool = True) -> dict[str, Any]:
        """Bring an accepted sale as near to its end as can be now; its answer.

        ``wait_for_sefaz`` False leaves an uncertain document to be settled in its own time: nobody
        is waiting for this sale.
        """
        async with self._locks.hold(sale_id):
            row = await self._lookup.sale(sale_id)
            if row.answer is not None:
                return row.answer
            return await self._finish(row, patient=not wait_for_sefaz)

    def claim(self, access_key: str) -> tuple[Fact, ...]:
        """Keep the backlog away from a document a till waits for, from before it is committed."""
        self._backlog.live.add(access_key)
        return ()

    def progress(self, sale_id: str, step: str, till: str) -> None:
        """Tell the till how far its sale has come."""
        data = {"sale_id": sale_id, "step": step}
        self._bus.publish(Event(kind="sale.progress", data=data, till=till))

    async def _finish(self, row: SaleRow, *, patient: bool) -> dict[str, Any]:
        deadline = self._clock.monotonic() + self._deadline_s
        document = await self._lookup.document(row.sale_id)
        try:
            while status_of(document) is Status.UNCERTAIN:
                moved = await self._next_step(row, document, deadline, patient=patient)
                document = await self._lookup.document(row.sale_id)
                if not moved:
                    return await self._lookup.answer(row, document)
        finally:
            documents = await self._lookup.documents(row.sale_id)
            self._backlog.live -= {known.access_key for known in documents}
        return await self._conclude(row, document)

    async def _next_step(
        self, row: SaleRow, document: DocumentRow, deadline: float, *, patient: bool
    ) -> bool:
        """One step towards a document that counts; False when there is none to take now."""
        never_left = document.state is DocumentState.SIGNED and not document.transmitted
        line = self._line.state
        if never_left and (line.mode is Mode.CONTINGENCY or self._is_stale(document)):
            return await self._reissue(row, document, line)
        left = deadline - self._clock.monotonic()
        if line.mode is Mode.NORMAL and left >= _LEAST_WAIT_S:
            async with self._transmitter.hold(document.access_key):
                await self._transmitter.deliver(document.access_key, timeout=left)
            self.progress(row.sale_id, "sent", row.till)
            return True
        if patient:
            return False
        return await self._sell_on_without_it(row, document)

    async def _reissue(self, row: SaleRow, document: DocumentRow, line: LineState) -> bool:
        """Issue again, under the same number, a document of which no byte left the box."""
        discarded = _fact("document_discarded", document, reason=line.reason or "sales.stale")
        return await self._issue_another(
            row, document, line, first=(discarded,), number=document.nNF, then=self.claim
        )

    async def _sell_on_without_it(self, row: SaleRow, document: DocumentRow) -> bool:
        """Issue a contingency twin under a new number; the first document is settled by its key.

        Ajuste SINIEF 19/16, clause 11: a number that was transmitted as normal is not used again in
        contingency.
        """

        def supersede(access_key: str) -> tuple[Fact, ...]:
            gone = _fact("document_superseded", document, by=access_key)
            match document.state:
                case DocumentState.SENT:  # a crash cut the sending short
                    return _fact("document_uncertain", document, reason=INTERRUPTED), gone
                case DocumentState.SIGNED:
                    # SEFAZ said that it does not hold it: nothing is left but to void its number.
                    return gone, task("fiscal.void_number", document, by=access_key)
                case _:
                    return (gone,)

        line = self._line.state
        if line.mode is Mode.NORMAL:
            line = LineState(
                mode=Mode.CONTINGENCY, reason="sefaz.no_answer", since=self._clock.now()
            )
        return await self._issue_another(row, document, line, then=supersede)

    async def _issue_another(
        self,
        row: SaleRow,
        document: DocumentRow,
        line: LineState,
        *,
        first: Sequence[Fact] = (),
        number: int | None = None,
        then: Callable[[str], Sequence[Fact]],
    ) -> bool:
        """Issue another document for a sale; False when nothing can be signed now.

        That is no error of the call: the sale is accepted, and goes on when it can.
        """
        try:
            await self._issuing.issue(
                _basket(row),
                sale_id=row.sale_id,
                line=line,
                first=first,
                replaces=document.access_key,
                number=number,
                then=then,
            )
        except (SignerProblem, PinProblem, Untrusted) as error:
            log.warning("sale.not_issued", sale_id=row.sale_id, why=str(error))
            return False
        return True

    async def _conclude(self, row: SaleRow, document: DocumentRow) -> dict[str, Any]:
        answer = await self._lookup.answer(row, document)
        await self._journal.append(
            Fact(
                kind="sale_concluded",
                subject=row.sale_id,
                body={
                    "status": answer["status"],
                    "access_key": document.access_key,
                    "answer": answer,
                },
            )
        )
        log.info("sale.concluded", sale_id=row.sale_id, status=answer["status"])
        self.progress(row.sale_id, answer["status"], row.till)
        return answer

    def _is_stale(self, document: DocumentRow) -> bool:
        return self._clock.now() - datetime.fromisoformat(document.dhEmi) > _STALE


def _fact(kind: str, document: DocumentRow, **body: object) -> Fact:
    return Fact(kind=kind, subject=document.access_key, body=body)


def _basket(row: SaleRow) -> Sale:
    return msgspec.convert(row.request, Sale)
