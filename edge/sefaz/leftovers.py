"""The follower that closes what trouble left open, so that the shop owes nothing.

A document authorised though another went out in its place is cancelled by substitution, once that
one is authorised too. A number that no document can use any more is voided: after SEFAZ was asked a
second time whether it really does not hold it, or after it rejected the document. What cannot be
done is left to a person as a task that says why.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta

import structlog

from edge.clock import Clock
from edge.errors import BadInput, Conflict, PinProblem, SignerProblem, Untrusted
from edge.journal.journal import Journal
from edge.journal.rows import DocumentRow, EventRow, TaskRow
from edge.journal.states import DocumentState, EventState
from edge.journal.views import document, events_of_document, open_events, open_tasks, unaccounted
from edge.sefaz.line import Line
from edge.sefaz.pacing import Pacing
from edge.sefaz.reactions import number_in_use
from edge.sefaz.registrar import EventOutcome, Registrar
from edge.sefaz.signing import EventSigning
from edge.sefaz.tasks import close_task, open_task
from edge.sefaz.transmitter import INTERRUPTED, Outcome, Transmitter

_TIMEOUT_S = 15.0
_ANOTHER_STANDS = "Resposta da SEFAZ perdida, venda refeita em contingencia"
_WHY_VOID = {
    DocumentState.UNUSED: "Numero nao utilizado por falha de comunicacao com a SEFAZ",
    DocumentState.REJECTED: "Numero nao utilizado, nota rejeitada pela SEFAZ",
}
#: The task while the box works on it, and the one that a person has to see to.
_TASKS = {
    "substitute": ("fiscal.cancel_by_substitution", "fiscal.not_substituted"),
    "void": ("fiscal.void_number", "fiscal.not_voided"),
}
_ENDS = frozenset({DocumentState.CANCELLED, DocumentState.SUBSTITUTED, DocumentState.VOIDED})
_OPEN = frozenset({EventState.SIGNED, EventState.SENT, EventState.UNCERTAIN})

log = structlog.get_logger(__name__)


class Leftovers:
    """``void_after``: how long SEFAZ may take to find a document it did not hold at first."""

    def __init__(
        self,
        *,
        journal: Journal,
        line: Line,
        transmitter: Transmitter,
        registrar: Registrar,
        signing: EventSigning,
        clock: Clock,
        tpAmb: int,
        void_after: timedelta,
    ) -> None:
        self._journal = journal
        self._line = line
        self._transmitter = transmitter
        self._registrar = registrar
        self._signing = signing
        self._clock = clock
        self._tpAmb = tpAmb
        self._void_after = void_after
        self._pacing = Pacing(clock)
        self._given_up: set[str] = set()

    async def run(self) -> None:
        """Follow the journal for ever. Cancel to stop."""
        while True:
            await self._line.wait_until_normal()
            seen = self._journal.head
            pause = await self._settle()
            try:
                async with asyncio.timeout(pause):
                    await self._journal.wait(seen)
            except TimeoutError:
                continue

    async def _settle(self) -> float | None:
        """Do what can be done now; in how many seconds to look again, None for not by itself."""
        waits = [await self._finish(row) for row in await self._journal.query(open_events)]
        rows = await self._journal.query(lambda reader: unaccounted(reader, tpAmb=self._tpAmb))
        waits += [await self._account_for(row.access_key) for row in rows]
        for task in await self._journal.query(open_tasks):
            await self._close_if_done(task)
        return min((wait for wait in waits if wait is not None), default=None)

    async def _finish(self, event: EventRow) -> float | None:
        """Bring a request that was begun to its end."""
        if wait := self._pacing.wait(event.access_key):
            return wait
        async with self._transmitter.hold(event.access_key):
            row = await self._registrar.row(event.event_id)
            if row.state not in _OPEN:
                return None
            if row.kind == "cancel" and row.state is EventState.SIGNED:
                # Its till was told that nothing was done, or was never told anything.
                await self._registrar.discard(row.event_id, reason=INTERRUPTED)
                return None
            return await self._deliver(row.event_id, row.access_key)

    async def _account_for(self, access_key: str) -> float | None:
        if access_key in self._given_up:
            return None
        if wait := self._pacing.wait(access_key):
            return wait
        async with self._transmitter.hold(access_key):
            row = await self._journal.query(lambda reader: document(reader, access_key))
            try:
                match row:
                    case DocumentRow(state=DocumentState.AUTHORIZED):
                        return await self._substitute(row)
                    case DocumentRow(state=DocumentState.UNUSED | DocumentState.REJECTED):
                        return await self._void(row)
                    case _:
                        return None
            except (SignerProblem, PinProblem, Untrusted) as error:
                log.warning("leftover.not_signed", key=access_key, why=str(error))
                return self._pacing.failed(access_key)

    async def _substitute(self, row: DocumentRow) -> float | None:
        if await self._was_tried(row, "substitute"):
            return None
        try:
            event_id = await self._signing.substitute(row, justification=_ANOTHER_STANDS)
        except (Conflict, BadInput) as error:
            if error.code != "fiscal.912":  # the other is authorised first; that wakes us
                await self._give_up(row, "substitute", error.code, **error.params)
            return None
        return await self._deliver(event_id, row.access_key)

    async def _void(self, row: DocumentRow) -> float | None:
        if row.cStat is not None and number_in_use(int(row.cStat)):
            return None
        if await self._was_tried(row, "void"):
            return None
        left = row.since + self._void_after - self._clock.now()
        if left > timedelta():
            return left.total_seconds()
        if row.state is DocumentState.UNUSED and not await self._is_unknown(row):
            return self._pacing.wait(row.access_key)
        try:
            event_id = await self._signing.void(row, justification=_WHY_VOID[row.state])
        except (Conflict, BadInput) as error:
            await self._give_up(row, "void", error.code, **error.params)
            return None
        return await self._deliver(event_id, row.access_key)

    async def _is_unknown(self, row: DocumentRow) -> bool:
        """Ask once more: SEFAZ may have been busy with it when it said that it is not there."""
        outcome = await self._transmitter.ask_again(row.access_key, timeout=_TIMEOUT_S)
        match outcome:
            case Outcome.NOT_SENT:
                return True
            case Outcome.AUTHORIZED:
                code, _ = _TASKS["substitute"]
                await open_task(self._journal, code, row, by=row.superseded_by)
            case _:
                self._pacing.failed(row.access_key)
        return False

    async def _deliver(self, event_id: str, access_key: str) -> float | None:
        outcome = await self._registrar.deliver(event_id, timeout=_TIMEOUT_S)
        event = await self._registrar.row(event_id)
        log.info("leftover.delivered", id=event_id, outcome=outcome.value, cStat=event.cStat)
        match outcome:
            case EventOutcome.DONE:
                self._pacing.done(access_key)
                return None
            case EventOutcome.REJECTED:
                row = await self._journal.query(lambda reader: document(reader, access_key))
                if row is not None and event.kind in _TASKS:
                    await self._refused(row, event)
                return None
            case _:
                return self._pacing.failed(access_key)

    async def _refused(self, row: DocumentRow, event: EventRow) -> None:
        """241: the number is used after all. Is it by this very document?"""
        if row.state is DocumentState.UNUSED and not await self._is_unknown(row):
            return
        why = f"{event.cStat} {event.xMotivo}"
        await self._give_up(row, event.kind, why)

    async def _was_tried(self, row: DocumentRow, kind: str) -> bool:
        """Is there a request of this kind that is under way, or that SEFAZ refused?"""
        known = await self._journal.query(lambda reader: events_of_document(reader, row.access_key))
        tried = next((event for event in reversed(known) if event.kind == kind), None)
        if tried is None or tried.state is EventState.DISCARDED:
            return False
        if tried.state is EventState.REJECTED:
            await self._refused(row, tried)
        return True

    async def _give_up(self, row: DocumentRow, kind: str, why: str, **params: object) -> None:
        """Leave it to a person. ``why`` is a code with its ``params``, or SEFAZ's own words."""
        working, failed = _TASKS[kind]
        self._given_up.add(row.access_key)
        log.warning("leftover.given_up", key=row.access_key, kind=kind, why=why)
        await open_task(self._journal, failed, row, why=why, **params)
        await close_task(self._journal, f"{working}:{row.access_key}", reason=failed)

    async def _close_if_done(self, task: TaskRow) -> None:
        kind = next((kind for kind, codes in _TASKS.items() if task.code in codes), None)
        if kind is None:
            return
        key = task.params["access_key"]
        row = await self._journal.query(lambda reader: document(reader, key))
        found = kind == "void" and row is not None and row.state is DocumentState.AUTHORIZED
        if row is not None and (found or row.state in _ENDS):
            await close_task(self._journal, task.task_id, reason=f"document_{row.state.value}")
