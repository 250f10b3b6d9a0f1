"""Requests about a document or its number: from the signed bytes to what SEFAZ made of them.

What a registered request does to its document is a fact of its own (``document_cancelled`` …),
written in the same step.
"""

from __future__ import annotations

import sqlite3

from edge.journal.facts import Entry, utc_text
from edge.journal.projections.refusals import illegal_transition, unknown_subject
from edge.journal.states import EVENT_MOVES, EVENT_OVER, EventState


def sign(connection: sqlite3.Connection, entry: Entry) -> None:
    """A new request, in place of one under the same ``Id`` that came to nothing."""
    state = _state(connection, entry)
    if state is not None and state not in EVENT_OVER:
        raise illegal_transition(entry, state=state)
    body = entry.body
    connection.execute(
        "INSERT OR REPLACE INTO events (event_id, seq, kind, access_key, substitute, xJust, digest,"
        " xml, state, since) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            entry.subject,
            entry.seq,
            body["kind"],
            body["access_key"],
            body["substitute"],
            body["xJust"],
            body["digest"],
            body["xml"],
            EventState.SIGNED,
            utc_text(entry.at),
        ),
    )


def move(connection: sqlite3.Connection, entry: Entry) -> None:
    """A known request goes on to its next state, or the fact is refused."""
    state = _state(connection, entry)
    if state is None:
        raise unknown_subject(entry)
    allowed, following = EVENT_MOVES[entry.kind]
    if state not in allowed:
        raise illegal_transition(entry, state=state)
    connection.execute(
        "UPDATE events SET reason = ?2, since = CASE state WHEN ?3 THEN since ELSE ?4 END,"
        " state = ?3, attempts = attempts + ?5 WHERE event_id = ?1",
        (
            entry.subject,
            entry.body.get("reason"),
            following,
            utc_text(entry.at),
            entry.kind == "event_sent",
        ),
    )
    if entry.kind in {"event_registered", "event_rejected"}:
        _keep(connection, entry)


def _keep(connection: sqlite3.Connection, entry: Entry) -> None:
    """What SEFAZ said."""
    body = entry.body
    connection.execute(
        "UPDATE events SET cStat = ?, xMotivo = ?, nProt = ?, dhRegistro = ?, proc = ?"
        " WHERE event_id = ?",
        (
            body["cStat"],
            body["xMotivo"],
            body.get("nProt"),
            body.get("dhRegistro"),
            body.get("proc"),
            entry.subject,
        ),
    )


def _state(connection: sqlite3.Connection, entry: Entry) -> str | None:
    row = connection.execute(
        "SELECT state FROM events WHERE event_id = ?", (entry.subject,)
    ).fetchone()
    return None if row is None else str(row[0])
