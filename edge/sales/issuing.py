"""From a sale to a signed document in the journal.

A document is composed, checked and signed first; then sale, number and signed bytes are committed
at once. So no number is ever spent without its bytes, and a refused sale costs nothing (see
docs/decisions). One document at a time: the next number is known only when the last is committed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from edge import __version__
from edge.clock import Clock
from edge.config import Config
from edge.fiscal.document import Addresses, Contingency, Draft, compose, verify
from edge.fiscal.sale import Sale
from edge.journal.facts import Fact, digest_name
from edge.journal.journal import Journal
from edge.journal.views import next_number
from edge.sefaz.line import LineState, Mode
from edge.sefaz.signing import DocumentSigner

NFCE = 65
_VER_PROC = f"WhiteEdge {__version__}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Issued:
    access_key: str
    nNF: int


class Issuing:
    """Numbers, signs and commits NFC-e of one series. ``draw_cNF`` gives eight random digits."""

    def __init__(
        self,
        *,
        config: Config,
        journal: Journal,
        signer: DocumentSigner,
        clock: Clock,
        draw_cNF: Callable[[int], str],
        addresses: Addresses,
        csrt: str | None,
    ) -> None:
        self._config = config
        self._journal = journal
        self._signer = signer
        self._clock = clock
        self._draw_cNF = draw_cNF
        self._addresses = addresses
        self._csrt = csrt
        self._one_at_a_time = asyncio.Lock()
        self._zone = timezone(-timedelta(hours=int(config.fiscal.utc_offset[1:3])))

    async def issue(
        self,
        sale: Sale,
        *,
        sale_id: str,
        line: LineState,
        first: Sequence[Fact] = (),
        replaces: str | None = None,
        number: int | None = None,
        then: Callable[[str], Sequence[Fact]] = lambda _key: (),
    ) -> Issued:
        """Issue a document for ``sale``: normal or in contingency, as the line stands.

        ``first`` and ``then`` are facts committed with it, before and after; ``then`` is told the
        new access key. ``number`` uses again the number of a document that never left the box.
        Raises ``BadInput`` (nothing spent), ``SignerProblem``/``PinProblem`` (nothing spent),
        ``StorageFailed``.
        """
        async with self._one_at_a_time:
            nNF = number if number is not None else await self._next_number()
            draft = self._compose(sale, nNF, line)
            draft.check(now=self._clock.now())
            xml = await self._sign(draft)
            await self._journal.append(
                *first,
                Fact(
                    kind="document_signed",
                    subject=draft.access_key,
                    body={
                        "sale_id": sale_id,
                        "model": NFCE,
                        "serie": self._config.fiscal.serie,
                        "nNF": nNF,
                        "tpEmis": draft.note.tpEmis,
                        "tpAmb": self._config.fiscal.tpAmb,
                        "dhEmi": draft.note.dhEmi.isoformat(),
                        "vNF": str(draft.total),
                        "digest": draft.digest,
                        "xml": digest_name(xml),
                        "replaces": replaces,
                    },
                    blobs=(xml,),
                ),
                *then(draft.access_key),
            )
            return Issued(access_key=draft.access_key, nNF=nNF)

    async def _next_number(self) -> int:
        fiscal = self._config.fiscal
        return await self._journal.query(
            lambda reader: next_number(
                reader,
                tpAmb=fiscal.tpAmb,
                model=NFCE,
                serie=fiscal.serie,
                first=fiscal.first_number,
            )
        )

    def _compose(self, sale: Sale, nNF: int, line: LineState) -> Draft:
        dhEmi = self._local(self._clock.now())
        contingency = None
        if line.mode is Mode.CONTINGENCY:
            since = self._local(line.since or self._clock.now())
            contingency = Contingency(dhCont=min(since, dhEmi), xJust=self._config.fiscal.xJust)
        fiscal = self._config.fiscal
        return compose(
            sale=sale,
            issuer=self._config.issuer,
            tech=self._config.tech,
            tpAmb=fiscal.tpAmb,
            serie=fiscal.serie,
            nNF=nNF,
            cNF=self._draw_cNF(nNF),
            dhEmi=dhEmi,
            verProc=_VER_PROC,
            addresses=self._addresses,
            tpEmis=1 if contingency is None else 9,
            contingency=contingency,
            csrt=self._csrt,
            ibs_cbs=fiscal.ibs_cbs,
        )

    async def _sign(self, draft: Draft) -> bytes:
        payloads = [draft.signed_info]
        if draft.qr_payload is not None:
            payloads.append(draft.qr_payload)
        signatures = await self._signer.sign_sha1(payloads)
        certificate = await self._signer.certificate()
        xml = draft.seal(
            signature=signatures[0],
            qr_signature=signatures[1] if len(signatures) > 1 else None,
            certificate=certificate.der,
        )
        verify(xml)
        return xml

    def _local(self, moment: datetime) -> datetime:
        """The shop's time, to the second, as the layout writes it."""
        return moment.astimezone(self._zone).replace(microsecond=0)
