"""Cancelling a sale: its document is cancelled at SEFAZ (110111), or the till is told why not.

A till that is told that it was not done can rely on it: a request that did not reach SEFAZ is
discarded, and nothing is cancelled behind its back later. One whose answer was lost is settled by
key, and the same call again tells.
"""

from __future__ import annotations

import asyncio
from typing import Any

import structlog

from edge.errors import Conflict, Rejected, Unavailable, Uncertain
from edge.events import Bus, Event
from edge.fiscal.events.rules import justification as cleaned
from edge.journal.journal import Journal
from edge.journal.rows import DocumentRow
from edge.journal.states import DocumentState, EventState
from edge.journal.views import document, documents_of_sale, events_of_document
from edge.sales.desk import SaleDesk
from edge.sefaz.line import Line, Mode
from edge.sefaz.registrar import EventOutcome, Registrar
from edge.sefaz.signing import EventSigning
from edge.sefaz.transmitter import Transmitter

_TIMEOUT_S = 10.0
_CANCELLED = frozenset({DocumentState.CANCELLED, DocumentState.SUBSTITUTED})
_UNDELIVERED = frozenset(
    {
        DocumentState.SIGNED,
        DocumentState.ISSUED_OFFLINE,
        DocumentState.SENT,
        DocumentState.UNCERTAIN,
    }
)

log = structlog.get_logger(__name__)


class CancelDesk:
    """Cancels sales, one call each at a time."""

    def __init__(
        self,
        *,
        journal: Journal,
        desk: SaleDesk,
        line: Line,
        transmitter: Transmitter,
        registrar: Registrar,
        signing: EventSigning,
        bus: Bus,
    ) -> None:
        self._journal = journal
        self._desk = desk
        self._line = line
        self._transmitter = transmitter
        self._registrar = registrar
        self._signing = signing
        self._bus = bus
        self._running: set[asyncio.Task[dict[str, Any]]] = set()

    async def cancel(self, sale_id: str, *, justification: str) -> dict[str, Any]:
        """Cancel, or give the answer of a sale that is cancelled already.

        Goes on to its end even when the caller goes away. Raises ``NotFound``; ``BadInput`` for the
        justification; ``Conflict`` when it is too late or there is nothing to cancel; ``Rejected``
        when SEFAZ says no; ``Unavailable`` when it cannot be done now (nothing was done);
        ``Uncertain`` when the answer was lost: the same call again tells.
        """
        task = asyncio.create_task(self._cancel(sale_id, justification), name=f"cancel {sale_id}")
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return await asyncio.shield(task)

    async def _cancel(self, sale_id: str, justification: str) -> dict[str, Any]:
        text = cleaned(justification)
        await self._desk.show(sale_id)  # raises for a sale that is not there
        newest = (await self._journal.query(lambda reader: documents_of_sale(reader, sale_id)))[-1]
        async with self._transmitter.hold(newest.access_key):
            row = await self._delivered(newest.access_key)
            if row.state not in _CANCELLED:
                await self._settle_earlier(row)
                row = await self._row(row.access_key)
            if row.state not in _CANCELLED:
                await self._register(row, text)
        answer = await self._desk.show(sale_id)
        event = Event(kind="sale.progress", data={"sale_id": sale_id, "step": answer["status"]})
        self._bus.publish(event)
        return answer

    async def _delivered(self, access_key: str) -> DocumentRow:
        """The document once SEFAZ has it, for only what is authorised can be cancelled."""
        row = await self._row(access_key)
        if row.state in _UNDELIVERED and self._line.state.mode is Mode.NORMAL:
            await self._transmitter.deliver(access_key, timeout=_TIMEOUT_S)
            row = await self._row(access_key)
        if row.state in _UNDELIVERED:
            raise Conflict("sales.not_delivered_yet", access_key=access_key)
        if row.state is not DocumentState.AUTHORIZED and row.state not in _CANCELLED:
            raise Conflict("sales.nothing_to_cancel", access_key=access_key, state=row.state.value)
        return row

    async def _settle_earlier(self, row: DocumentRow) -> None:
        """An earlier call may have left a request whose outcome is not known."""
        for event in await self._journal.query(
            lambda reader: events_of_document(reader, row.access_key)
        ):
            state = event.state
            if state in {EventState.SENT, EventState.UNCERTAIN}:
                await self._registrar.deliver(event.event_id, timeout=_TIMEOUT_S)
                state = (await self._registrar.row(event.event_id)).state
            match state:
                case EventState.SIGNED:
                    await self._registrar.discard(event.event_id, reason="sales.asked_again")
                case EventState.UNCERTAIN:
                    raise Uncertain("sales.cancel_uncertain", access_key=row.access_key)

    async def _register(self, row: DocumentRow, text: str) -> None:
        event_id = await self._signing.cancel(row, justification=text)
        outcome = await self._registrar.deliver(event_id, timeout=_TIMEOUT_S)
        event = await self._registrar.row(event_id)
        log.info("sale.cancel", sale_id=row.sale_id, outcome=outcome.value, cStat=event.cStat)
        match outcome:
            case EventOutcome.REJECTED:
                raise Rejected("sales.cancel_rejected", cStat=event.cStat, xMotivo=event.xMotivo)
            case EventOutcome.NOT_SENT:
                await self._registrar.discard(event_id, reason="sales.cancel_not_sent")
                raise Unavailable("sales.cancel_not_sent", why=event.reason)
            case EventOutcome.UNCERTAIN:
                raise Uncertain("sales.cancel_uncertain", access_key=row.access_key)

    async def _row(self, access_key: str) -> DocumentRow:
        row = await self._journal.query(lambda reader: document(reader, access_key))
        if row is None:
            raise Conflict("sales.nothing_to_cancel", access_key=access_key, state="none")
        return row
