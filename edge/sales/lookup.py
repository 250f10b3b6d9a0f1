"""A sale as the journal has it: its row, its documents, and what a till is told of them."""

from __future__ import annotations

from typing import Any

from edge.errors import NotFound
from edge.fiscal.reading import read_document
from edge.journal.journal import Journal
from edge.journal.rows import DocumentRow, SaleRow
from edge.journal.views import documents_of_sale, print_jobs_of_sale, registered_event, sale
from edge.printing.printers import Printers
from edge.sales.answer import compose_answer


class SaleLookup:
    """Reads, and changes nothing."""

    def __init__(self, *, journal: Journal, printers: Printers) -> None:
        self._journal = journal
        self._printers = printers

    async def sale(self, sale_id: str) -> SaleRow:
        """Raises ``NotFound("sales.no_such_sale")``."""
        row = await self._journal.query(lambda reader: sale(reader, sale_id))
        if row is None:
            raise NotFound("sales.no_such_sale", sale_id=sale_id)
        return row

    async def documents(self, sale_id: str) -> list[DocumentRow]:
        """In the order of issue; discarded and superseded ones too."""
        return await self._journal.query(lambda reader: documents_of_sale(reader, sale_id))

    async def document(self, sale_id: str) -> DocumentRow:
        """The newest document of a sale: the one that stands for it."""
        return (await self.documents(sale_id))[-1]

    async def answer(self, row: SaleRow, document: DocumentRow) -> dict[str, Any]:
        """What a till is told of the sale as it stands with ``document``."""
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
