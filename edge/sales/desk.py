"""The sales desk: one call sells; the same call again gives the same answer; nothing twice."""

from __future__ import annotations

import asyncio
import hashlib
import uuid
from typing import Any

import msgspec

from edge.catalogue.catalogue import Catalogue
from edge.errors import Conflict
from edge.journal.facts import Fact
from edge.journal.journal import Journal
from edge.journal.views import sale_by_key
from edge.sales.basket import fill_basket
from edge.sales.finishing import Finisher
from edge.sales.issuing import Issuing
from edge.sales.lookup import SaleLookup
from edge.sales.request import SaleRequest
from edge.sefaz.line import Line


class SaleDesk:
    """Takes what tills want. A sale lives in the journal from its first commit."""

    def __init__(
        self,
        *,
        journal: Journal,
        catalogue: Catalogue,
        crt: int,
        lookup: SaleLookup,
        issuing: Issuing,
        finisher: Finisher,
        line: Line,
    ) -> None:
        self._journal = journal
        self._catalogue = catalogue
        self._crt = crt
        self._lookup = lookup
        self._issuing = issuing
        self._finisher = finisher
        self._line = line
        self._running: dict[tuple[str, str], tuple[str, asyncio.Task[dict[str, Any]]]] = {}

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
        row = await self._lookup.sale(sale_id)
        return await self._lookup.answer(row, await self._lookup.document(sale_id))

    async def _sell(self, till: str, key: str, digest: str, wanted: SaleRequest) -> dict[str, Any]:
        known = await self._journal.query(lambda reader: sale_by_key(reader, till, key))
        if known is not None:
            if known.request_sha256 != digest:
                raise Conflict("sales.key_reused", field="Idempotency-Key", key=key)
            return await self._finisher.finish(known.sale_id)
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
            then=self._finisher.claim,
        )
        self._finisher.progress(sale_id, "signed", till)
        return await self._finisher.finish(sale_id)
