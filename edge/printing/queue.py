"""The follower that turns concluded and cancelled sales into print jobs, each exactly once."""

from __future__ import annotations

import uuid

from edge.fiscal.reading import read_document
from edge.journal.facts import Fact
from edge.journal.journal import Journal
from edge.journal.rows import SaleRow
from edge.journal.states import DocumentState
from edge.journal.views import document, sale
from edge.printing.cancellation import CANCELLATION
from edge.printing.danfe import Copy
from edge.printing.printers import Printers

_CURSOR = "printing"
_CASH = "01"
_PRINTED = frozenset({"sale_concluded", "document_cancelled"})
_COPIES = {
    "authorized": (Copy.CONSUMER,),
    # Both copies of an offline document, until it is authorised (manual DANFE NFC-e 6.0).
    "contingency": (Copy.CONSUMER, Copy.STORE),
}


class PrintQueue:
    """Journals ``print_queued`` in the transaction that moves its cursor."""

    def __init__(self, *, journal: Journal, printers: Printers) -> None:
        self._journal = journal
        self._printers = printers

    async def run(self) -> None:
        """Follow the journal for ever. Cancel to stop."""
        seen = await self._journal.cursor(_CURSOR)
        while True:
            head = self._journal.head
            for entry in await self._journal.read(after=seen, kinds=_PRINTED):
                if entry.kind == "document_cancelled":
                    facts = await self._cancellation(entry.subject)
                else:
                    facts = await self._jobs(entry.subject, entry.body)
                await self._journal.append(*facts, cursor=(_CURSOR, entry.seq))
                head = seen = entry.seq
            await self._journal.wait(head)

    async def again(self, sale_id: str) -> str | None:
        """Queue another customer's copy, marked as such, or the slip of a cancellation; its job id.

        None without a printer, and for a sale that was not concluded with a document to print.
        """
        row = await self._journal.query(lambda reader: sale(reader, sale_id))
        if row is None or row.access_key is None or row.status not in _COPIES:
            return None
        printer = self._printers.for_till(row.till)
        if printer is None:
            return None
        job_id = f"{row.access_key}:again:{uuid.uuid4()}"
        copy = CANCELLATION if await self._is_cancelled(row.access_key) else Copy.CONSUMER
        fact = _job(job_id, row, row.access_key, printer, copy, second_copy=True)
        await self._journal.append(fact)
        return job_id

    async def _jobs(self, sale_id: str, body: dict[str, object]) -> list[Fact]:
        row = await self._journal.query(lambda reader: sale(reader, sale_id))
        copies = _COPIES.get(str(body["status"]), ())
        if row is None or row.access_key is None or not copies:
            return []
        printer = self._printers.for_till(row.till)
        if printer is None:
            return []
        access_key = row.access_key
        paid_cash = await self._paid_cash(access_key)
        return [
            _job(
                f"{access_key}:{copy.value}",
                row,
                access_key,
                printer,
                copy,
                drawer=paid_cash and copy is Copy.CONSUMER,
            )
            for copy in copies
        ]

    async def _cancellation(self, access_key: str) -> list[Fact]:
        sold = await self._journal.query(lambda reader: document(reader, access_key))
        if sold is None:
            return []
        row = await self._journal.query(lambda reader: sale(reader, sold.sale_id))
        printer = None if row is None else self._printers.for_till(row.till)
        if row is None or printer is None:
            return []
        return [_job(f"{access_key}:{CANCELLATION}", row, access_key, printer, CANCELLATION)]

    async def _is_cancelled(self, access_key: str) -> bool:
        row = await self._journal.query(lambda reader: document(reader, access_key))
        return row is not None and row.state is DocumentState.CANCELLED

    async def _paid_cash(self, access_key: str) -> bool:
        row = await self._journal.query(lambda reader: document(reader, access_key))
        if row is None:
            return False
        view = read_document(await self._journal.blob(row.xml))
        return any(payment.tPag == _CASH for payment in view.payments)


def _job(
    job_id: str,
    row: SaleRow,
    access_key: str,
    printer: str,
    copy: str,
    *,
    drawer: bool = False,
    second_copy: bool = False,
) -> Fact:
    return Fact(
        kind="print_queued",
        subject=job_id,
        body={
            "access_key": access_key,
            "sale_id": row.sale_id,
            "copy": str(copy),
            "printer": printer,
            "drawer": drawer,
            "second_copy": second_copy,
        },
    )
