"""Sending one document and settling what became of it.

Every step is journaled before the next: that the bytes are about to leave, then what came of it.
Who reads the journal after a crash knows as much as the process did. A document is handled by one
task at a time, and its state is read after its lock is taken.
"""

from __future__ import annotations

import asyncio
from contextlib import AbstractAsyncContextManager
from enum import StrEnum

import structlog

from edge.errors import NotFound, NotSent, Uncertain
from edge.fiscal.proc import nfe_proc
from edge.journal.facts import Fact, digest_name
from edge.journal.journal import Journal
from edge.journal.rows import DocumentRow
from edge.journal.states import DocumentState
from edge.journal.views import document
from edge.named_locks import NamedLocks
from edge.sefaz.client import SefazClient
from edge.sefaz.line import QUIET_S, Line
from edge.sefaz.reactions import Reaction, reaction
from edge.sefaz.services import Verdict
from edge.sefaz.tasks import open_task

#: Reasons of an uncertain document that only a person can settle.
BY_HAND = frozenset({"sefaz.digest_differs", "sefaz.settle_by_hand"})
#: The process ended between sending and hearing.
INTERRUPTED = "sefaz.interrupted"
_TWO_ISSUERS = 539
_WORTH_ASKING_S = 0.3

log = structlog.get_logger(__name__)


class Outcome(StrEnum):
    """What became of a document that was to be delivered."""

    AUTHORIZED = "authorized"
    REJECTED = "rejected"
    #: SEFAZ does not hold it, and it may be sent (again).
    NOT_SENT = "not_sent"
    UNCERTAIN = "uncertain"


class Transmitter:
    """Delivers documents by access key, the stored bytes and no others."""

    def __init__(self, *, journal: Journal, client: SefazClient, line: Line) -> None:
        self._journal = journal
        self._client = client
        self._line = line
        self._locks = NamedLocks()

    def hold(self, access_key: str) -> AbstractAsyncContextManager[None]:
        """Keep every other task away from a document."""
        return self._locks.hold(access_key)

    async def deliver(self, access_key: str, *, timeout: float) -> Outcome:
        """Send the document, or ask what became of it if it was sent. ``timeout`` in seconds.

        The caller holds the document. Failure to reach SEFAZ puts the line in contingency.
        """
        row = await self._row(access_key)
        match row.state:
            case DocumentState.AUTHORIZED:
                return Outcome.AUTHORIZED
            case DocumentState.REJECTED | DocumentState.PARKED:
                return Outcome.REJECTED
            case DocumentState.SIGNED | DocumentState.ISSUED_OFFLINE:
                return await self._send(row, timeout)
            case DocumentState.SENT | DocumentState.UNCERTAIN:
                return await self._ask(row, timeout)
            case _:
                return Outcome.NOT_SENT

    async def ask_again(self, access_key: str, *, timeout: float) -> Outcome:
        """Does SEFAZ still not hold a document that it did not hold before? Nothing is sent.

        The caller holds the document. ``NOT_SENT`` says that it does not.
        """
        return await self._ask(await self._row(access_key), timeout)

    async def _send(self, row: DocumentRow, timeout: float) -> Outcome:
        nfe = await self._journal.blob(row.xml)
        await self._note(row, "document_sent", service="NFeAutorizacao4")
        deadline = asyncio.get_running_loop().time() + timeout
        try:
            verdict = await self._client.authorize(nfe, idLote=row.nNF, timeout=timeout)
        except NotSent as error:
            await self._note(row, "document_not_sent", reason=error.code)
            await self._line.failed(error.code)
            return Outcome.NOT_SENT
        except Uncertain as error:
            await self._note(row, "document_uncertain", reason=error.code)
            return await self._lost(row, error, deadline)
        return await self._judge(row, verdict, deadline)

    async def _lost(self, row: DocumentRow, error: Uncertain, deadline: float) -> Outcome:
        """The answer is lost. Ask at once, while whoever waits still has time."""
        left = deadline - asyncio.get_running_loop().time()
        if left < _WORTH_ASKING_S:
            await self._line.failed(error.code)
            return Outcome.UNCERTAIN
        return await self._ask(row, left)

    async def _ask(self, row: DocumentRow, timeout: float) -> Outcome:
        if row.state is DocumentState.SENT:
            await self._note(row, "document_uncertain", reason=INTERRUPTED)
        try:
            verdict = await self._client.query(row.access_key, timeout=timeout)
        except (NotSent, Uncertain) as error:
            await self._line.failed(error.code)
            return Outcome.UNCERTAIN
        match reaction(verdict.cStat):
            case Reaction.AUTHORIZED:
                return await self._authorized(row, verdict)
            case Reaction.NOT_FOUND:
                await self._note(row, "document_not_found")
                return Outcome.NOT_SENT
            case Reaction.STOP:
                await self._line.failed("sefaz.undue_consumption", quiet_s=QUIET_S)
            case Reaction.NOT_PROCESSED:
                await self._line.failed(f"sefaz.cStat_{verdict.cStat}")
            case Reaction.ASK_BY_KEY:  # still being processed: asked again later
                pass
            case _:
                await self._by_hand(row, "sefaz.settle_by_hand", cStat=verdict.cStat)
        return Outcome.UNCERTAIN

    async def _judge(self, row: DocumentRow, verdict: Verdict, deadline: float) -> Outcome:
        log.info("sefaz.answer", key=row.access_key, cStat=verdict.cStat)
        match reaction(verdict.cStat):
            case Reaction.AUTHORIZED:
                return await self._authorized(row, verdict)
            case Reaction.NOT_PROCESSED:
                return await self._refused(row, f"sefaz.cStat_{verdict.cStat}")
            case Reaction.STOP:
                return await self._refused(row, "sefaz.undue_consumption", quiet_s=QUIET_S)
            case Reaction.ASK_BY_KEY:
                await self._note(row, "document_uncertain", reason=f"sefaz.cStat_{verdict.cStat}")
                left = deadline - asyncio.get_running_loop().time()
                return await self._ask(row, max(left, _WORTH_ASKING_S))
            case _:
                await self._note(
                    row, "document_rejected", cStat=str(verdict.cStat), xMotivo=verdict.xMotivo
                )
                if verdict.cStat == _TWO_ISSUERS:
                    await open_task(self._journal, "sefaz.two_issuers", row, why=verdict.xMotivo)
                elif row.tpEmis != 1:
                    await open_task(self._journal, "sefaz.parked", row, cStat=verdict.cStat)
                return Outcome.REJECTED

    async def _refused(self, row: DocumentRow, reason: str, *, quiet_s: float = 0.0) -> Outcome:
        """SEFAZ heard it and does not hold it: the number was transmitted all the same."""
        await self._journal.append(
            Fact(kind="document_uncertain", subject=row.access_key, body={"reason": reason}),
            Fact(kind="document_not_found", subject=row.access_key),
        )
        await self._line.failed(reason, quiet_s=quiet_s)
        return Outcome.NOT_SENT

    async def _authorized(self, row: DocumentRow, verdict: Verdict) -> Outcome:
        if verdict.prot_nfe is None:
            await self._note(row, "document_uncertain", reason="sefaz.no_protocol")
            return Outcome.UNCERTAIN
        if verdict.digVal is not None and verdict.digVal != row.digest:
            # SEFAZ holds other bytes under our key: a person has to look, nothing is adopted.
            await self._by_hand(row, "sefaz.digest_differs", digVal=verdict.digVal)
            return Outcome.UNCERTAIN
        proc = nfe_proc(await self._journal.blob(row.xml), verdict.prot_nfe)
        await self._journal.append(
            Fact(
                kind="document_authorized",
                subject=row.access_key,
                body={
                    "cStat": str(verdict.cStat),
                    "xMotivo": verdict.xMotivo,
                    "nProt": verdict.nProt,
                    "dhRecbto": verdict.dhRecbto,
                    "proc": digest_name(proc),
                },
                blobs=(proc,),
            )
        )
        return Outcome.AUTHORIZED

    async def _by_hand(self, row: DocumentRow, code: str, **params: object) -> None:
        await self._note(row, "document_uncertain", reason=code)
        await open_task(self._journal, code, row, **params)

    async def _row(self, access_key: str) -> DocumentRow:
        row = await self._journal.query(lambda reader: document(reader, access_key))
        if row is None:
            raise NotFound("sefaz.no_such_document", access_key=access_key)
        return row

    async def _note(self, row: DocumentRow, kind: str, **body: object) -> None:
        await self._journal.append(Fact(kind=kind, subject=row.access_key, body=dict(body)))
