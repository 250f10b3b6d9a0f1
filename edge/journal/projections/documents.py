"""Fiscal documents: from the signed bytes to what SEFAZ made of them."""

from __future__ import annotations

import sqlite3

from edge.journal.facts import Entry, utc_text
from edge.journal.projections.refusals import illegal_transition, unknown_subject
from edge.journal.states import DocumentState, next_document_state


def sign(connection: sqlite3.Connection, entry: Entry) -> None:
    """A new document takes its number; another that holds it makes this an ``IntegrityError``."""
    body = entry.body
    offline = body["tpEmis"] == 9
    connection.execute(
        "INSERT INTO documents (access_key, seq, sale_id, model, serie, nNF, tpEmis, tpAmb, dhEmi,"
        " vNF, digest, xml, state, since, replaces)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            entry.subject,
            entry.seq,
            body["sale_id"],
            body["model"],
            body["serie"],
            body["nNF"],
            body["tpEmis"],
            body["tpAmb"],
            body["dhEmi"],
            body["vNF"],
            body["digest"],
            body["xml"],
            DocumentState.ISSUED_OFFLINE if offline else DocumentState.SIGNED,
            utc_text(entry.at),
            body["replaces"],
        ),
    )


def move(connection: sqlite3.Connection, entry: Entry) -> None:
    """A known document goes on to its next state, or the fact is refused."""
    row = connection.execute(
        "SELECT state, tpEmis, transmitted, superseded_by FROM documents WHERE access_key = ?",
        (entry.subject,),
    ).fetchone()
    if row is None:
        raise unknown_subject(entry)
    state, tpEmis, transmitted, superseded_by = row
    following = next_document_state(
        entry.kind,
        DocumentState(state),
        tpEmis=tpEmis,
        transmitted=bool(transmitted),
        superseded=superseded_by is not None,
    )
    if following is None:
        raise illegal_transition(entry, state=state)
    connection.execute(
        "UPDATE documents SET reason = CASE state WHEN ?3 THEN coalesce(?2, reason) ELSE ?2 END,"
        " since = CASE state WHEN ?3 THEN since ELSE ?4 END, state = ?3 WHERE access_key = ?1",
        (entry.subject, entry.body.get("reason"), following, utc_text(entry.at)),
    )
    _keep(connection, entry)


def _keep(connection: sqlite3.Connection, entry: Entry) -> None:
    """What the fact brought besides a state."""
    key, body = entry.subject, entry.body
    match entry.kind:
        case "document_sent":
            connection.execute(
                "UPDATE documents SET attempts = attempts + 1 WHERE access_key = ?", (key,)
            )
        case "document_uncertain":
            connection.execute("UPDATE documents SET transmitted = 1 WHERE access_key = ?", (key,))
        case "document_rejected":
            connection.execute(
                "UPDATE documents SET transmitted = 1, cStat = ?, xMotivo = ? WHERE access_key = ?",
                (body["cStat"], body["xMotivo"], key),
            )
        case "document_authorized":
            connection.execute(
                "UPDATE documents SET transmitted = 1, cStat = ?, xMotivo = ?, nProt = ?,"
                " dhRecbto = ?, proc = ? WHERE access_key = ?",
                (
                    body["cStat"],
                    body["xMotivo"],
                    body["nProt"],
                    body["dhRecbto"],
                    body["proc"],
                    key,
                ),
            )
        case "document_superseded":
            connection.execute(
                "UPDATE documents SET superseded_by = ? WHERE access_key = ?", (body["by"], key)
            )
