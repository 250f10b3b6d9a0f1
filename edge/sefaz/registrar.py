"""Sending one request about a document or its number, and settling what became of it.

Like the transmitter: every step is journaled before the next, the stored bytes and no others are
sent, and nothing uncertain is sent again before SEFAZ was asked by key and did not hold it. What a
registered request does to its document is journaled in the same step. Failures here do not touch
the line's mode: a shop sells on when only the event service is away.
"""

from __future__ import annotations

from enum import StrEnum

import structlog

from edge.clock import Clock
from edge.errors import NotFound, NotSent, Unavailable, Uncertain
from edge.fiscal.events.proc import proc_event, proc_voiding
from edge.journal.facts import Fact, digest_name
from edge.journal.journal import Journal
from edge.journal.rows import EventRow
from edge.journal.states import EventState
from edge.journal.views import event
from edge.sefaz.client import SefazClient
from edge.sefaz.event_services import KnownEvent, Registration, Situation
from edge.sefaz.line import QUIET_S
from edge.sefaz.reactions import EventFound, EventReaction, event_found, event_reaction
from edge.sefaz.transmitter import INTERRUPTED

#: What a registered request makes of its document, and the event that SEFAZ knows it by.
_MAKES = {
    "cancel": "document_cancelled",
    "substitute": "document_substituted",
    "void": "document_voided",
}
_KINDS = {"110111": "cancel", "110112": "substitute"}

log = structlog.get_logger(__name__)


class EventOutcome(StrEnum):
    """What became of a request."""

    #: Done: by this request, or SEFAZ had it done before.
    DONE = "done"
    REJECTED = "rejected"
    #: SEFAZ does not hold it.
    NOT_SENT = "not_sent"
    UNCERTAIN = "uncertain"


class Registrar:
    """Delivers signed requests by their ``Id``. The caller holds the document they are about."""

    def __init__(self, *, journal: Journal, client: SefazClient, clock: Clock) -> None:
        self._journal = journal
        self._client = client
        self._clock = clock
        self._quiet_until = 0.0

    async def deliver(self, event_id: str, *, timeout: float) -> EventOutcome:
        """Send the request, or ask what became of it if it was sent. ``timeout`` in seconds."""
        row = await self.row(event_id)
        match row.state:
            case EventState.REGISTERED:
                return EventOutcome.DONE
            case EventState.REJECTED:
                return EventOutcome.REJECTED
            case EventState.DISCARDED:
                return EventOutcome.NOT_SENT
            case _ if self._clock.monotonic() < self._quiet_until:
                sent = row.state is not EventState.SIGNED
                return EventOutcome.UNCERTAIN if sent else EventOutcome.NOT_SENT
            case EventState.SIGNED:
                return await self._send(row, timeout)
            case EventState.SENT | EventState.UNCERTAIN:
                return await self._ask(row, timeout)

    async def discard(self, event_id: str, *, reason: str) -> None:
        """Give up a request that SEFAZ does not hold."""
        await self._journal.append(
            Fact(kind="event_discarded", subject=event_id, body={"reason": reason})
        )

    async def row(self, event_id: str) -> EventRow:
        row = await self._journal.query(lambda reader: event(reader, event_id))
        if row is None:
            raise NotFound("sefaz.no_such_event", event=event_id)
        return row

    async def _send(self, row: EventRow, timeout: float) -> EventOutcome:
        request = await self._journal.blob(row.xml)
        voiding = row.kind == "void"
        service = "NFeInutilizacao4" if voiding else "NFeRecepcaoEvento4"
        await self._note(row, "event_sent", service=service)
        try:
            if voiding:
                said = await self._client.void(request, timeout=timeout)
            else:
                said = await self._client.register(request, idLote=row.seq, timeout=timeout)
            _about(row, said)
        except Uncertain as error:
            await self._note(row, "event_uncertain", reason=error.code)
            return EventOutcome.UNCERTAIN
        except (NotSent, Unavailable) as error:
            await self._note(row, "event_not_sent", reason=error.code)
            return EventOutcome.NOT_SENT
        return await self._judge(row, said, timeout)

    async def _judge(self, row: EventRow, said: Registration, timeout: float) -> EventOutcome:
        log.info("sefaz.event", id=row.event_id, cStat=said.cStat)
        match event_reaction(said.cStat):
            case EventReaction.REGISTERED:
                return await self._registered(row, said, await self._proc(row, said))
            case EventReaction.DONE_BEFORE if row.kind == "void":
                return await self._registered(row, said, None)
            case EventReaction.ASK_BY_KEY:
                await self._note(row, "event_uncertain", reason=f"sefaz.cStat_{said.cStat}")
                return await self._ask(row, timeout, because=said)
            case EventReaction.NOT_PROCESSED | EventReaction.STOP as reaction:
                if reaction is EventReaction.STOP:
                    self._quiet_until = self._clock.monotonic() + QUIET_S
                return await self._refused(row, f"sefaz.cStat_{said.cStat}")
            case _:
                return await self._rejected(row, said)

    async def _ask(
        self, row: EventRow, timeout: float, *, because: Registration | None = None
    ) -> EventOutcome:
        """What does SEFAZ hold? ``because`` is the answer that sent us here, when there was one."""
        if row.state is EventState.SENT:
            await self._note(row, "event_uncertain", reason=INTERRUPTED)
        try:
            situation = await self._client.situation(row.access_key, timeout=timeout)
        except (NotSent, Uncertain, Unavailable) as error:
            log.info("sefaz.event_unknown", id=row.event_id, why=str(error))
            return EventOutcome.UNCERTAIN
        verdict = situation.verdict
        match event_found(verdict.cStat):
            case EventFound.CANCELLED if row.kind != "void":
                return await self._adopt(row, situation)
            case EventFound.VOIDED if row.kind == "void":
                said = Registration(cStat=verdict.cStat, xMotivo=verdict.xMotivo)
                return await self._registered(row, said, None)
            case EventFound.NOT_FOUND if because is not None:
                # It was refused for what it is, and SEFAZ holds nothing like it: sent again, it
                # would be refused again.
                return await self._rejected(row, because)
            case EventFound.NOT_FOUND:
                await self._note(row, "event_not_found")
                return EventOutcome.NOT_SENT
            case EventFound.STOP:
                self._quiet_until = self._clock.monotonic() + QUIET_S
        return EventOutcome.UNCERTAIN

    async def _adopt(self, row: EventRow, situation: Situation) -> EventOutcome:
        """The document is cancelled at SEFAZ: by our request, or by another that was first."""
        known = _cancelling(situation)
        if known is None:
            verdict = situation.verdict
            said = Registration(cStat=verdict.cStat, xMotivo=verdict.xMotivo, nProt=verdict.nProt)
            return await self._registered(row, said, None)
        said, kind = known.registration, _KINDS.get(known.registration.tpEvento or "", row.kind)
        if kind == row.kind:
            ours = known.digest in {None, row.digest}
            proc = await self._proc(row, said) if ours else known.proc
            return await self._registered(row, said, proc)
        await self._journal.append(
            Fact(
                kind="event_rejected",
                subject=row.event_id,
                body={"cStat": str(said.cStat), "xMotivo": said.xMotivo},
            ),
            Fact(kind=_MAKES[kind], subject=row.access_key, body={"event": None}),
        )
        return EventOutcome.DONE

    async def _registered(
        self, row: EventRow, said: Registration, proc: bytes | None
    ) -> EventOutcome:
        await self._journal.append(
            Fact(
                kind="event_registered",
                subject=row.event_id,
                body={
                    "cStat": str(said.cStat),
                    "xMotivo": said.xMotivo,
                    "nProt": said.nProt,
                    "dhRegistro": said.dhRegistro,
                    "proc": None if proc is None else digest_name(proc),
                },
                blobs=() if proc is None else (proc,),
            ),
            Fact(kind=_MAKES[row.kind], subject=row.access_key, body={"event": row.event_id}),
        )
        return EventOutcome.DONE

    async def _rejected(self, row: EventRow, said: Registration) -> EventOutcome:
        await self._note(row, "event_rejected", cStat=str(said.cStat), xMotivo=said.xMotivo)
        return EventOutcome.REJECTED

    async def _refused(self, row: EventRow, reason: str) -> EventOutcome:
        """SEFAZ heard it and does not hold it."""
        await self._journal.append(
            Fact(kind="event_uncertain", subject=row.event_id, body={"reason": reason}),
            Fact(kind="event_not_found", subject=row.event_id),
        )
        return EventOutcome.NOT_SENT

    async def _proc(self, row: EventRow, said: Registration) -> bytes | None:
        if said.answer is None:
            return None
        join = proc_voiding if row.kind == "void" else proc_event
        return join(await self._journal.blob(row.xml), said.answer)

    async def _note(self, row: EventRow, kind: str, **body: object) -> None:
        await self._journal.append(Fact(kind=kind, subject=row.event_id, body=dict(body)))


def _about(row: EventRow, said: Registration) -> None:
    if said.chNFe not in {None, row.access_key}:
        raise Uncertain("sefaz.other_key", access_key=said.chNFe)


def _cancelling(situation: Situation) -> KnownEvent | None:
    """The event that cancelled the document, when SEFAZ shows it."""
    return next(
        (known for known in situation.events if known.registration.tpEvento in _KINDS), None
    )
