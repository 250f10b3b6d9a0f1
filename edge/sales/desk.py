"""The sales desk: one call sells; the same call again gives the same answer; nothing is sold twice.

A sale lives in the journal from its first commit. What this module does for a new sale it also
does for one that a crash interrupted: look at the sale's newest document, do the next step, look
again.
"""

from __future__ import annotations

import asyncio
import hashlib
import uuid
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
import structlog

from edge.catalogue.catalogue import Catalogue
from edge.clock import Clock
from edge.errors import Conflict, NotFound, PinProblem, SignerProblem, Untrusted
from edge.events import Bus, Event
from edge.fiscal.reading import read_document
from edge.fiscal.sale import Sale
from edge.journal.facts import Fact
from edge.journal.journal import Journal
from edge.journal.rows import DocumentRow, SaleRow
from edge.journal.states import DocumentState
from edge.journal.views import (
    documents_of_sale,
    print_jobs_of_sale,
    registered_event,
    sale,
    sale_by_key,
)
from edge.printing.printers import Printers
from edge.sales.answer import Status, compose_answer, status_of
from edge.sales.basket import fill_basket
from edge.sales.issuing import Issuing
from edge.sales.request import SaleRequest
from edge.sefaz.backlog import Backlog
from edge.sefaz.line import Line, LineState, Mode
from edge.sefaz.tasks import task
from edge.sefaz.transmitter import INTERRUPTED, Transmitter

#: SEFAZ refuses a normal document that reaches it more than 5 minutes after dhEmi (cStat 704).
_STALE = timedelta(minutes=4)
_LEAST_WAIT_S = 0.3

log = structlog.get_logger(__name__)


class SaleDesk:
    """Sells. ``deadline_s``: how long a till waits for SEFAZ before the sale goes on without it."""

    def __init__(
        self,
        *,
        journal: Journal,
        catalogue: Catalogue,
        crt: int,
        issuing: Issuing,
        transmitter: Transmitter,
        backlog: Backlog,
        line: Line,
        printers: Printers,
        bus: Bus,
        clock: Clock,
        deadline_s: float,
    ) -> None:
        self._journal = journal
        self._catalogue = catalogue
        self._crt = crt
        self._issuing = issuing
        self._transmitter = transmitter
        self._backlog = backlog
        self._line = line
        self._printers = printers
        self._bus = bus
        self._clock = clock
        self._deadline_s = deadline_s
        self._running: dict[tuple[str, str], tuple[str, asyncio.Task[dict[str, Any]]]] = {}
        self._finishing: dict[str, asyncio.Lock] = {}

    async def sell(
        self, *, till: str, idempotency_key: str, body: bytes, wanted: SaleRequest
    ) -> dict[str, Any]:
        """Sell, or give the answer of the sale this key already stands for.

        Goes on to its end even when the caller goes away. Raises ``Conflict("sales.key_reused")``
        for the same key with another body, ``BadInput`` for what cannot be sold: then nothing was
        done.
        """
        slot = (till, idempotency_key)
        digest = hashlib.sha256(body).hexdigest()
        running = self._running.get(slot)
        if running is None:
            task = asyncio.create_task(
                self._sell(till, idempotency_key, digest, wanted), name=f"sale {idempotency_key}"
            )
            running = self._running[slot] = (digest, task)
            task.add_done_callback(lambda _done: self._running.pop(slot, None))
        if running[0] != digest:
            raise Conflict("sales.key_reused", field="Idempotency-Key", key=idempotency_key)
        return await asyncio.shield(running[1])

    def is_selling(self, till: str, idempotency_key: str) -> bool:
        """Whether a till is waiting for this sale right now."""
        return (till, idempotency_key) in self._running

    async def show(self, sale_id: str) -> dict[str, Any]:
        """The sale as it stands now; raises ``NotFound("sales.no_such_sale")``."""
        row = await self._journal.query(lambda reader: sale(reader, sale_id))
        if row is None:
            raise NotFound("sales.no_such_sale", sale_id=sale_id)
        return await self._answer(row, await self._document(sale_id))

    async def finish(self, sale_id: str, *, wait_for_sefaz: bool = True) -> dict[str, Any]:
        """Bring an accepted sale as near to its end as can be now; its answer.

        ``wait_for_sefaz`` False leaves an uncertain document to be settled in its own time: nobody
        is waiting for this sale.
        """
        lock = self._finishing.setdefault(sale_id, asyncio.Lock())
        try:
            async with lock:
                return await self._finish(sale_id, patient=not wait_for_sefaz)
        finally:
            self._finishing.pop(sale_id, None)

    async def _sell(self, till: str, key: str, digest: str, wanted: SaleRequest) -> dict[str, Any]:
        known = await self._journal.query(lambda reader: sale_by_key(reader, till, key))
        if known is not None:
            if known.request_sha256 != digest:
                raise Conflict("sales.key_reused", field="Idempotency-Key", key=key)
            return await self.finish(known.sale_id)
        basket = fill_basket(wanted, self._catalogue, crt=self._crt)
        sale_id = str(uuid.uuid4())
        accepted = Fact(
            kind="sale_accepted",
            subject=sale_id,
            body={
                "till": till,
                "idempotency_key": key,
                "request_sha256": digest,
                "request": msgspec.to_builtins(basket),
            },
        )
        await self._issuing.issue(
            basket,
            sale_id=sale_id,
            line=self._line.state,
            first=(accepted,),
            then=self._claim,
        )
        self._progress(sale_id, "signed", till)
        return await self.finish(sale_id)

    def _claim(self, access_key: str) -> tuple[Fact, ...]:
        """Keep the backlog away from a document a till waits for, from before it is committed."""
        self._backlog.live.add(access_key)
        return ()

    async def _finish(self, sale_id: str, *, patient: bool) -> dict[str, Any]:
        row = await self._sale(sale_id)
        if row.answer is not None:
            return row.answer
        deadline = self._clock.monotonic() + self._deadline_s
        document = await self._document(sale_id)
        try:
            while status_of(document) is Status.UNCERTAIN:
                moved = await self._next_step(row, document, deadline, patient=patient)
                document = await self._document(sale_id)
                if not moved:
                    return await self._answer(row, document)
        finally:
            self._backlog.live -= {known.access_key for known in await self._documents(sale_id)}
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
            self._progress(row.sale_id, "sent", row.till)
            return True
        if patient:
            return False
        return await self._sell_on_without_it(row, document)

    async def _reissue(self, row: SaleRow, document: DocumentRow, line: LineState) -> bool:
        """Issue again, under the same number, a document of which no byte left the box."""
        discarded = _fact("document_discarded", document, reason=line.reason or "sales.stale")
        return await self._issue_another(
            row, document, line, first=(discarded,), number=document.nNF, then=self._claim
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
        answer = await self._answer(row, document)
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
        self._progress(row.sale_id, answer["status"], row.till)
        return answer

    async def _answer(self, row: SaleRow, document: DocumentRow) -> dict[str, Any]:
        view = read_document(await self._journal.blob(document.xml))
        jobs = None
        if self._printers.for_till(row.till) is not None:
            jobs = await self._journal.query(lambda reader: print_jobs_of_sale(reader, row.sale_id))
        return compose_answer(
            sale_id=row.sale_id,
            row=document,
            view=view,
            jobs=jobs,
            cancellation=await self._journal.query(
                lambda reader: registered_event(reader, document.access_key)
            ),
        )

    async def _sale(self, sale_id: str) -> SaleRow:
        row = await self._journal.query(lambda reader: sale(reader, sale_id))
        if row is None:
            raise NotFound("sales.no_such_sale", sale_id=sale_id)
        return row

    async def _document(self, sale_id: str) -> DocumentRow:
        """The newest document of a sale: the one that stands for it."""
        return (await self._documents(sale_id))[-1]

    async def _documents(self, sale_id: str) -> list[DocumentRow]:
        return await self._journal.query(lambda reader: documents_of_sale(reader, sale_id))

    def _is_stale(self, document: DocumentRow) -> bool:
        return self._clock.now() - datetime.fromisoformat(document.dhEmi) > _STALE

    def _progress(self, sale_id: str, step: str, till: str) -> None:
        event = Event(kind="sale.progress", data={"sale_id": sale_id, "step": step}, till=till)
        self._bus.publish(event)


def _fact(kind: str, document: DocumentRow, **body: object) -> Fact:
    return Fact(kind=kind, subject=document.access_key, body=body)


def _basket(row: SaleRow) -> Sale:
    return msgspec.convert(row.request, Sale)
