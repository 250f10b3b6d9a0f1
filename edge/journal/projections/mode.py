"""The SEFAZ mode: normal or contingency, and since when (``dhCont`` of the layout)."""

from __future__ import annotations

import sqlite3

from edge.journal.facts import Entry


def switch(connection: sqlite3.Connection, entry: Entry) -> None:
    body = entry.body
    connection.execute(
        "INSERT INTO mode (only, mode, reason, since) VALUES (1, ?, ?, ?) ON CONFLICT (only)"
        " DO UPDATE SET mode = excluded.mode, reason = excluded.reason, since = excluded.since",
        (body["mode"], body["reason"], body["since"]),
    )
