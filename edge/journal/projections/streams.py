"""Streams: what the hub is told, numbered 1, 2, 3 … without gaps."""

from __future__ import annotations

import sqlite3

from edge.journal.facts import Entry

FISCAL = "fiscal"

_TOLD = frozenset({"sale_concluded", "sefaz_mode", "task_opened", "task_closed"})
_PREFIXES = ("document_", "event_")
# Attempts: only their outcome counts.
_NOT_TOLD = frozenset({"document_sent", "document_not_sent", "event_sent", "event_not_sent"})


def number(connection: sqlite3.Connection, entry: Entry) -> None:
    told = entry.kind in _TOLD or entry.kind.startswith(_PREFIXES)
    if not told or entry.kind in _NOT_TOLD:
        return
    connection.execute(
        "INSERT INTO streams (stream, n, seq)"
        " SELECT ?1, coalesce(max(n), 0) + 1, ?2 FROM streams WHERE stream = ?1",
        (FISCAL, entry.seq),
    )
