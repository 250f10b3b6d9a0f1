"""The application: every route of the box, put together."""

from __future__ import annotations

from starlette.applications import Starlette

from edge.clock import Clock
from edge.errors import EdgeError
from edge.events import Bus
from edge.journal.journal import Journal
from edge.lan import documents, live, openapi, problems, sales, status
from edge.lan.access import Keyring
from edge.lan.status import StatusSource
from edge.printing.queue import PrintQueue
from edge.sales.cancelling import CancelDesk
from edge.sales.desk import SaleDesk


def build_app(
    *,
    desk: SaleDesk,
    cancels: CancelDesk,
    queue: PrintQueue,
    journal: Journal,
    keyring: Keyring,
    bus: Bus,
    clock: Clock,
    status_source: StatusSource,
) -> Starlette:
    return Starlette(
        routes=[
            *sales.routes(desk, cancels, queue, keyring),
            *documents.routes(journal, keyring),
            *status.routes(status_source),
            *live.routes(bus, keyring, clock),
            *openapi.routes(),
        ],
        exception_handlers={
            EdgeError: problems.edge_error,
            404: problems.no_such_path,
            405: problems.wrong_method,
            Exception: problems.failed,
        },
    )
