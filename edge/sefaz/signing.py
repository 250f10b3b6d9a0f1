"""Requests about documents: judged first, then signed, then committed. Nothing is sent here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from typing import Protocol

from edge import __version__
from edge.clock import Clock
from edge.errors import Conflict
from edge.fiscal import access_key as keys
from edge.fiscal.events import draft, rules
from edge.fiscal.events.draft import EventDraft
from edge.fiscal.tables.windows import Windows, windows_on
from edge.fiscal.xml_signature import verify
from edge.journal.facts import Fact, digest_name
from edge.journal.journal import Journal
from edge.journal.rows import DocumentRow
from edge.journal.states import DocumentState
from edge.journal.views import document

_VER_APLIC = f"WhiteEdge {__version__}"[:20]


class SigningCertificate(Protocol):
    @property
    def der(self) -> bytes: ...


class DocumentSigner(Protocol):
    """What signs (``edge.signer.Signer``)."""

    async def sign_sha1(self, payloads: Sequence[bytes]) -> list[bytes]: ...
    async def certificate(self) -> SigningCertificate: ...


class EventSigning:
    """Makes requests ready to be delivered; each method gives the ``Id``.

    They raise ``Conflict`` or ``BadInput`` when the law does not allow it (nothing was signed), and
    ``SignerProblem``/``PinProblem`` when it cannot be signed now. ``utc_offset`` is ``-03:00``.
    """

    def __init__(
        self,
        *,
        journal: Journal,
        signer: DocumentSigner,
        clock: Clock,
        UF: str,
        utc_offset: str,
    ) -> None:
        self._journal = journal
        self._signer = signer
        self._clock = clock
        self._UF = UF
        self._zone = timezone(-timedelta(hours=int(utc_offset[1:3])))

    async def cancel(self, row: DocumentRow, *, justification: str) -> str:
        """Cancel an authorised document whose goods have not left (110111)."""
        nProt, authorized = _authorization(row)
        xJust = rules.justification(justification)
        rules.check_cancellation(
            authorized=authorized, now=self._clock.now(), windows=self._windows()
        )
        made = draft.cancellation(
            access_key=row.access_key,
            tpAmb=row.tpAmb,
            nProt=nProt,
            xJust=xJust,
            dhEvento=self._moment(authorized),
        )
        return await self._sign(made, "cancel", row, xJust)

    async def substitute(self, row: DocumentRow, *, justification: str) -> str:
        """Cancel an authorised document because the one that superseded it stands for the sale."""
        nProt, authorized = _authorization(row)
        xJust = rules.justification(justification)
        other = await self._journal.query(lambda reader: document(reader, row.superseded_by or ""))
        if other is None or other.state is not DocumentState.AUTHORIZED:
            raise Conflict("fiscal.912", substitute=row.superseded_by)
        rules.check_substitution(
            note=await self._journal.blob(row.xml),
            substitute=await self._journal.blob(other.xml),
            authorized=authorized,
            now=self._clock.now(),
            windows=self._windows(),
        )
        made = draft.substitution(
            access_key=row.access_key,
            chNFeRef=other.access_key,
            tpAmb=row.tpAmb,
            nProt=nProt,
            xJust=xJust,
            dhEvento=self._moment(authorized, _authorization(other)[1]),
            verAplic=_VER_APLIC,
        )
        return await self._sign(made, "substitute", row, xJust, substitute=other.access_key)

    async def void(self, row: DocumentRow, *, justification: str) -> str:
        """Void the number of a document that SEFAZ does not hold and that is never sent again."""
        xJust = rules.justification(justification)
        rules.check_voiding(
            tpEmis=row.tpEmis,
            spent=datetime.fromisoformat(row.dhEmi).date(),
            today=self._clock.now().astimezone(self._zone).date(),
            windows=self._windows(),
        )
        made = draft.voiding(key=keys.parse(row.access_key), tpAmb=row.tpAmb, xJust=xJust)
        return await self._sign(made, "void", row, xJust)

    async def _sign(
        self,
        made: EventDraft,
        kind: str,
        row: DocumentRow,
        xJust: str,
        *,
        substitute: str | None = None,
    ) -> str:
        made.check()
        [signature] = await self._signer.sign_sha1([made.signed_info])
        certificate = await self._signer.certificate()
        xml = made.seal(signature=signature, certificate=certificate.der)
        verify(xml)
        await self._journal.append(
            Fact(
                kind="event_signed",
                subject=made.id,
                body={
                    "kind": kind,
                    "access_key": row.access_key,
                    "substitute": substitute,
                    "xJust": xJust,
                    "digest": made.digest,
                    "xml": digest_name(xml),
                },
                blobs=(xml,),
            )
        )
        return made.id

    def _windows(self) -> Windows:
        return windows_on(self._clock.now().astimezone(self._zone).date(), self._UF)

    def _moment(self, *not_before: datetime) -> datetime:
        """``dhEvento``: now, and not before what it follows by SEFAZ's clock (577, 579)."""
        moment = max(self._clock.now(), *not_before)
        return moment.astimezone(self._zone).replace(microsecond=0)


def _authorization(row: DocumentRow) -> tuple[str, datetime]:
    """The protocol of an authorised document, and when it was given."""
    if row.state is not DocumentState.AUTHORIZED or row.nProt is None or row.dhRecbto is None:
        raise Conflict("sefaz.not_authorized", access_key=row.access_key, state=row.state.value)
    return row.nProt, datetime.fromisoformat(row.dhRecbto)
