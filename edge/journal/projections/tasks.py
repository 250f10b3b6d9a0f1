"""Tasks: what only a person can settle. A closed task may be opened again under its name."""

from __future__ import annotations

import sqlite3

from edge.journal.chain import canonical
from edge.journal.facts import Entry, utc_text
from edge.journal.projections.refusals import illegal_transition, unknown_subject


def open_task(connection: sqlite3.Connection, entry: Entry) -> None:
    if _is_open(connection, entry):
        raise illegal_transition(entry, state="open")
    connection.execute(
        "INSERT OR REPLACE INTO tasks (task_id, code, params, opened_at) VALUES (?, ?, ?, ?)",
        (
            entry.subject,
            entry.body["code"],
            canonical(entry.body["params"]),
            utc_text(entry.at),
        ),
    )


def close_task(connection: sqlite3.Connection, entry: Entry) -> None:
    match _is_open(connection, entry):
        case None:
            raise unknown_subject(entry)
        case False:
            raise illegal_transition(entry, state="closed")
    connection.execute(
        "UPDATE tasks SET closed_at = ?, closed_by = ?, reason = ? WHERE task_id = ?",
        (utc_text(entry.at), entry.body["by"], entry.body["reason"], entry.subject),
    )


def _is_open(connection: sqlite3.Connection, entry: Entry) -> bool | None:
    """None when there never was such a task."""
    row = connection.execute(
        "SELECT closed_at IS NULL FROM tasks WHERE task_id = ?", (entry.subject,)
    ).fetchone()
    return None if row is None else bool(row[0])
