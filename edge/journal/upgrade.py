"""Journals of earlier versions: what happened stays as it is, what follows from it is made anew.

The projections only ever follow from the entries, so a version that has other ones folds the
entries again, once, in one transaction. Cut short, the next start does it.
"""

from __future__ import annotations

import sqlite3

from edge.errors import EdgeError, Untrusted
from edge.journal.database import SCHEMA, ddl
from edge.journal.projections import fold
from edge.journal.views import entry_of

_LEDGER = ("entries", "blobs", "cursors")


def upgrade(connection: sqlite3.Connection) -> None:
    """Bring the projections of a journal to this version's; nothing where they are already.

    Raises ``Untrusted("journal.fold_failed")`` and ``sqlite3.DatabaseError``.
    """
    if connection.execute("PRAGMA user_version").fetchone()[0] == SCHEMA:
        return
    connection.execute("PRAGMA foreign_keys = OFF")  # to drop tables in any order
    connection.execute("BEGIN IMMEDIATE")
    try:
        _make_anew(connection)
        connection.execute(f"PRAGMA user_version = {SCHEMA}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        connection.execute("PRAGMA foreign_keys = ON")


def _make_anew(connection: sqlite3.Connection) -> None:
    tables = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    for (name,) in tables:
        if name not in _LEDGER:
            connection.execute(f"DROP TABLE {name}")
    for statement in _statements(ddl("projections.sql")):
        connection.execute(statement)
    for row in connection.execute("SELECT * FROM entries ORDER BY seq"):
        entry = entry_of(row)
        try:
            fold(connection, entry)
        except (EdgeError, sqlite3.IntegrityError, ValueError, KeyError) as error:
            raise Untrusted("journal.fold_failed", seq=entry.seq, why=str(error)) from error


def _statements(script: str) -> list[str]:
    """One by one: ``executescript`` would commit what came before."""
    statements, rest = [], ""
    for part in script.split(";"):
        rest += part + ";"
        if sqlite3.complete_statement(rest):
            statements.append(rest)
            rest = ""
    return statements
