"""Questions to the projections: functions on a connection, for ``Journal.query`` and guards."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from edge.errors import Conflict
from edge.journal.facts import Entry, utc_time
from edge.journal.rows import DocumentRow, EventRow, ModeRow, PrintJobRow, SaleRow, TaskRow
from edge.journal.states import DocumentState, EventState, PrintState

LAST_NUMBER = 999_999_999
"""The largest ``nNF`` of the layout (TNF: nine digits)."""


def sale(connection: sqlite3.Connection, sale_id: str) -> SaleRow | None:
    rows = _rows(connection, "SELECT * FROM sales WHERE sale_id = ?", (sale_id,))
    return next(map(_sale, rows), None)


def sale_by_key(connection: sqlite3.Connection, till: str, idempotency_key: str) -> SaleRow | None:
    rows = _rows(
        connection,
        "SELECT * FROM sales WHERE till = ? AND idempotency_key = ?",
        (till, idempotency_key),
    )
    return next(map(_sale, rows), None)


def unconcluded_sales(connection: sqlite3.Connection) -> list[SaleRow]:
    """Accepted, and not yet answered: what a start finds to finish, oldest first."""
    rows = _rows(connection, "SELECT * FROM sales WHERE status IS NULL ORDER BY accepted_at, rowid")
    return [_sale(row) for row in rows]


def document(connection: sqlite3.Connection, access_key: str) -> DocumentRow | None:
    rows = _rows(connection, "SELECT * FROM documents WHERE access_key = ?", (access_key,))
    return next(map(_document, rows), None)


def documents_of_sale(connection: sqlite3.Connection, sale_id: str) -> list[DocumentRow]:
    """In the order of issue; discarded and superseded ones too."""
    rows = _rows(connection, "SELECT * FROM documents WHERE sale_id = ? ORDER BY seq", (sale_id,))
    return [_document(row) for row in rows]


def documents_in_state(
    connection: sqlite3.Connection,
    states: Collection[DocumentState],
    *,
    tpEmis: int | None = None,
    limit: int = 200,
) -> list[DocumentRow]:
    """Documents in one of ``states``, in the order of issue."""
    rows = _rows(
        connection,
        "SELECT * FROM documents WHERE state IN (SELECT value FROM json_each(?1))"
        " AND (?2 IS NULL OR tpEmis = ?2) ORDER BY seq LIMIT ?3",
        (json.dumps(list(states)), tpEmis, limit),
    )
    return [_document(row) for row in rows]


def count_documents(connection: sqlite3.Connection, states: Collection[DocumentState]) -> int:
    """How many documents are in one of ``states``."""
    count: int = connection.execute(
        "SELECT count(*) FROM documents WHERE state IN (SELECT value FROM json_each(?))",
        (json.dumps(list(states)),),
    ).fetchone()[0]
    return count


def unaccounted(connection: sqlite3.Connection, *, tpAmb: int) -> list[DocumentRow]:
    """What the shop still has to tell SEFAZ: oldest first.

    Documents authorised though another one stands for their sale (to be cancelled by substitution),
    and numbers that no document can use any more (to be voided): ``unused``, or rejected when sent
    as normal.
    """
    rows = _rows(
        connection,
        "SELECT * FROM documents WHERE tpAmb = ?1 AND state = 'authorized'"
        "  AND superseded_by IS NOT NULL"
        " UNION ALL SELECT * FROM documents WHERE tpAmb = ?1 AND tpEmis = 1"
        "  AND state IN ('unused', 'rejected') ORDER BY seq",
        (tpAmb,),
    )
    return [_document(row) for row in rows]


def event(connection: sqlite3.Connection, event_id: str) -> EventRow | None:
    rows = _rows(connection, "SELECT * FROM events WHERE event_id = ?", (event_id,))
    return next(map(_event, rows), None)


def events_of_document(connection: sqlite3.Connection, access_key: str) -> list[EventRow]:
    """Requests about a document or its number, in the order they were signed."""
    rows = _rows(
        connection, "SELECT * FROM events WHERE access_key = ? ORDER BY seq", (access_key,)
    )
    return [_event(row) for row in rows]


def registered_event(connection: sqlite3.Connection, access_key: str) -> EventRow | None:
    """The request that cancelled a document, when there was one and SEFAZ registered it."""
    rows = _rows(
        connection,
        "SELECT * FROM events WHERE access_key = ? AND state = 'registered' AND kind != 'void'",
        (access_key,),
    )
    return next(map(_event, rows), None)


def open_events(connection: sqlite3.Connection) -> list[EventRow]:
    """Signed and not yet at an end, oldest first."""
    rows = _rows(
        connection,
        "SELECT * FROM events WHERE state IN ('signed', 'sent', 'uncertain') ORDER BY seq",
    )
    return [_event(row) for row in rows]


def next_number(
    connection: sqlite3.Connection, *, tpAmb: int, model: int, serie: int, first: int
) -> int:
    """The ``nNF`` of the next document: one that was let go of, else one more than the largest.

    ``first`` is where an unused series begins, and may be raised. Ask in the guard of the append
    that spends it, or compose again on ``Conflict``. Raises ``Conflict("journal.series_full")``.
    """
    series = (tpAmb, model, serie)
    freed, largest = connection.execute(
        "SELECT (SELECT min(nNF) FROM documents AS freed WHERE state = 'discarded'"
        "  AND (tpAmb, model, serie) = (?1, ?2, ?3) AND NOT EXISTS (SELECT 1 FROM documents AS held"
        "   WHERE held.state != 'discarded' AND (held.tpAmb, held.model, held.serie, held.nNF)"
        "    = (freed.tpAmb, freed.model, freed.serie, freed.nNF))),"
        " (SELECT max(nNF) FROM documents WHERE state != 'discarded'"
        "  AND (tpAmb, model, serie) = (?1, ?2, ?3))",
        series,
    ).fetchone()
    number: int = freed if freed is not None else max(first, (largest or 0) + 1)
    if number > LAST_NUMBER:
        raise Conflict("journal.series_full", serie=serie)
    return number


def mode(connection: sqlite3.Connection) -> ModeRow:
    """Normal until it was ever switched."""
    rows = _rows(connection, "SELECT mode, reason, since FROM mode")
    return next((ModeRow(**row) for row in rows), ModeRow(mode="normal", reason=None, since=None))


def print_job(connection: sqlite3.Connection, job_id: str) -> PrintJobRow | None:
    rows = _rows(connection, "SELECT * FROM print_jobs WHERE job_id = ?", (job_id,))
    return next(map(_print_job, rows), None)


def print_jobs(
    connection: sqlite3.Connection,
    states: Collection[PrintState],
    *,
    printer: str | None = None,
    limit: int = 200,
) -> list[PrintJobRow]:
    """Jobs in one of ``states``, of one printer or of all, in the order they were queued."""
    rows = _rows(
        connection,
        "SELECT * FROM print_jobs WHERE state IN (SELECT value FROM json_each(?1))"
        " AND (?2 IS NULL OR printer = ?2) ORDER BY queued_seq LIMIT ?3",
        (json.dumps(list(states)), printer, limit),
    )
    return [_print_job(row) for row in rows]


def count_print_jobs(
    connection: sqlite3.Connection, states: Collection[PrintState]
) -> dict[tuple[str, PrintState], int]:
    """How many jobs of each printer are in each of ``states``; where there is none it is not."""
    rows = connection.execute(
        "SELECT printer, state, count(*) FROM print_jobs"
        " WHERE state IN (SELECT value FROM json_each(?)) GROUP BY printer, state",
        (json.dumps(list(states)),),
    )
    return {(printer, PrintState(state)): count for printer, state, count in rows}


def print_jobs_of_sale(connection: sqlite3.Connection, sale_id: str) -> list[PrintJobRow]:
    rows = _rows(
        connection, "SELECT * FROM print_jobs WHERE sale_id = ? ORDER BY queued_seq", (sale_id,)
    )
    return [_print_job(row) for row in rows]


def open_tasks(connection: sqlite3.Connection) -> list[TaskRow]:
    """What waits for a person, oldest first."""
    rows = _rows(
        connection, "SELECT * FROM tasks WHERE closed_at IS NULL ORDER BY opened_at, rowid"
    )
    return [_task(row) for row in rows]


def stream_after(
    connection: sqlite3.Connection, stream: str, n: int, limit: int
) -> list[tuple[int, Entry]]:
    """Entries of ``stream`` numbered above ``n``, each with its number."""
    rows = _rows(
        connection,
        "SELECT streams.n, entries.* FROM streams JOIN entries USING (seq)"
        " WHERE stream = ? AND n > ? ORDER BY n LIMIT ?",
        (stream, n, limit),
    )
    return [(row["n"], entry_of(row)) for row in rows]


def entry_of(row: Mapping[str, Any] | sqlite3.Row) -> Entry:
    """An entry from a row of ``entries``."""
    return Entry(
        seq=row["seq"],
        at=utc_time(row["at"]),
        kind=row["kind"],
        subject=row["subject"],
        body=json.loads(row["body"]),
        hash=row["hash"],
    )


def _rows(
    connection: sqlite3.Connection, sql: str, values: Sequence[Any] = ()
) -> Iterator[dict[str, Any]]:
    cursor = connection.execute(sql, values)
    names = [column[0] for column in cursor.description]
    return (dict(zip(names, row, strict=True)) for row in cursor)


def _sale(row: dict[str, Any]) -> SaleRow:
    row["request"] = json.loads(row["request"])
    row["answer"] = None if row["answer"] is None else json.loads(row["answer"])
    row["accepted_at"] = utc_time(row["accepted_at"])
    row["concluded_at"] = None if row["concluded_at"] is None else utc_time(row["concluded_at"])
    return SaleRow(**row)


def _document(row: dict[str, Any]) -> DocumentRow:
    row["state"] = DocumentState(row["state"])
    row["since"] = utc_time(row["since"])
    row["transmitted"] = bool(row["transmitted"])
    return DocumentRow(**row)


def _event(row: dict[str, Any]) -> EventRow:
    row["state"] = EventState(row["state"])
    row["since"] = utc_time(row["since"])
    return EventRow(**row)


def _print_job(row: dict[str, Any]) -> PrintJobRow:
    row["state"] = PrintState(row["state"])
    row["since"] = utc_time(row["since"])
    row["drawer"] = bool(row["drawer"])
    row["second_copy"] = bool(row["second_copy"])
    return PrintJobRow(**row)


def _task(row: dict[str, Any]) -> TaskRow:
    row["params"] = json.loads(row["params"])
    row["opened_at"] = utc_time(row["opened_at"])
    row["closed_at"] = None if row["closed_at"] is None else utc_time(row["closed_at"])
    return TaskRow(**row)
