"""Sales: accepted once per till and idempotency key, concluded with the answer the till gets."""

from __future__ import annotations

import sqlite3

from edge.journal.chain import canonical
from edge.journal.facts import Entry, utc_text
from edge.journal.projections.refusals import illegal_transition, unknown_subject


def accept(connection: sqlite3.Connection, entry: Entry) -> None:
    body = entry.body
    connection.execute(
        "INSERT INTO sales (sale_id, till, idempotency_key, request_sha256, request, accepted_at)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (
            entry.subject,
            body["till"],
            body["idempotency_key"],
            body["request_sha256"],
            canonical(body["request"]),
            utc_text(entry.at),
        ),
    )


def conclude(connection: sqlite3.Connection, entry: Entry) -> None:
    """A till that asks again must get the same answer, so only ``uncertain`` is concluded twice."""
    row = connection.execute(
        "SELECT status FROM sales WHERE sale_id = ?", (entry.subject,)
    ).fetchone()
    if row is None:
        raise unknown_subject(entry)
    if row[0] not in {None, "uncertain"}:
        raise illegal_transition(entry, state=row[0])
    body = entry.body
    connection.execute(
        "UPDATE sales SET status = ?, access_key = ?, answer = ?, concluded_at = ?"
        " WHERE sale_id = ?",
        (
            body["status"],
            body["access_key"],
            canonical(body["answer"]),
            utc_text(entry.at),
            entry.subject,
        ),
    )
