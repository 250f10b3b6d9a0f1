"""Print jobs: one paper each. "Sent to the printer" is not "printed"."""

from __future__ import annotations

import sqlite3

from edge.journal.facts import Entry, utc_text
from edge.journal.projections.refusals import illegal_transition, unknown_subject
from edge.journal.states import PRINT_MOVES, PrintState


def queue(connection: sqlite3.Connection, entry: Entry) -> None:
    body = entry.body
    connection.execute(
        "INSERT INTO print_jobs (job_id, queued_seq, access_key, sale_id, copy, printer, drawer,"
        " second_copy, state, since) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            entry.subject,
            entry.seq,
            body["access_key"],
            body["sale_id"],
            body["copy"],
            body["printer"],
            body["drawer"],
            body["second_copy"],
            PrintState.QUEUED,
            utc_text(entry.at),
        ),
    )


def move(connection: sqlite3.Connection, entry: Entry) -> None:
    """The reason of a printed job is its evidence: what made us believe it."""
    row = connection.execute(
        "SELECT state FROM print_jobs WHERE job_id = ?", (entry.subject,)
    ).fetchone()
    if row is None:
        raise unknown_subject(entry)
    allowed, following = PRINT_MOVES[entry.kind]
    if row[0] not in allowed:
        raise illegal_transition(entry, state=row[0])
    reason = entry.body.get("evidence", entry.body.get("reason"))
    connection.execute(
        "UPDATE print_jobs SET reason = ?2, since = CASE state WHEN ?3 THEN since ELSE ?4 END,"
        " state = ?3 WHERE job_id = ?1",
        (entry.subject, reason, following, utc_text(entry.at)),
    )
