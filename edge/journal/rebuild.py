"""Fold the journal again, and see whether the projections still say what the journal says."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from edge.errors import EdgeError, StorageFailed, Untrusted
from edge.journal.database import SETTINGS, ddl, why
from edge.journal.lock import take_lock
from edge.journal.projections import TABLES, fold
from edge.journal.verify import verify
from edge.journal.views import entry_of

_TOLD = 100
"""Differences told of each kind and table."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """A row that one side lacks: ``missing`` from the live table, or ``wrong`` in it."""

    table: str
    kind: str
    row: tuple[object, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class RebuildReport:
    """``replaced``: there were differences, and the live tables have been made anew."""

    entries: int
    differences: tuple[Difference, ...]
    replaced: bool


def rebuild(path: Path, *, check: bool) -> RebuildReport:
    """Fold every entry into fresh tables and compare them, row by row, with the live ones.

    ``check`` only reads, also beside a running daemon. Without it, live tables that differ are
    replaced in one transaction, for which the daemon must be down. Raises
    ``Conflict("journal.in_use")``, ``StorageFailed``, and
    ``Untrusted("journal.chain_broken" | "journal.fold_failed")``.
    """
    report = verify(path)
    if report.broken is not None:
        raise Untrusted("journal.chain_broken", seq=report.broken.seq, why=report.broken.why)
    if check:
        return _rebuild(path, replace=False)
    lock = take_lock(path)
    try:
        return _rebuild(path, replace=True)
    finally:
        os.close(lock)


def _rebuild(path: Path, *, replace: bool) -> RebuildReport:
    """The fresh tables are in ``main``, a nameless file that goes away with its connection."""
    live = f"{path.resolve().as_uri()}?mode={'rw' if replace else 'ro'}"
    try:
        with closing(sqlite3.connect("", uri=True, isolation_level=None)) as connection:
            connection.row_factory = sqlite3.Row
            connection.executescript(SETTINGS)
            connection.executescript(ddl("projections.sql"))
            connection.execute("ATTACH DATABASE ? AS live", (live,))
            connection.execute("BEGIN IMMEDIATE" if replace else "BEGIN")
            entries = _fold_all(connection)
            differences = tuple(d for table in TABLES for d in _differences(connection, table))
            replaced = replace and bool(differences)
            if replaced:
                _replace(connection)
            connection.execute("COMMIT")
    except sqlite3.DatabaseError as error:
        code = "journal.write_failed" if replace else "journal.read_failed"
        raise StorageFailed(code, why=why(error)) from error
    return RebuildReport(entries=entries, differences=differences, replaced=replaced)


def _fold_all(connection: sqlite3.Connection) -> int:
    seq = 0
    for row in connection.execute("SELECT * FROM live.entries ORDER BY seq"):
        entry = entry_of(row)
        try:
            fold(connection, entry)
        except (EdgeError, sqlite3.IntegrityError, ValueError, KeyError) as error:
            raise Untrusted("journal.fold_failed", seq=entry.seq, why=str(error)) from error
        seq = entry.seq
    return seq


def _differences(connection: sqlite3.Connection, table: str) -> list[Difference]:
    """Every table has a primary key, so no row is there twice and the sets tell all."""
    found = []
    for kind, has, lacks in (("missing", "main", "live"), ("wrong", "live", "main")):
        rows = connection.execute(
            f"SELECT * FROM {has}.{table} EXCEPT SELECT * FROM {lacks}.{table}"  # noqa: S608
            f" LIMIT {_TOLD}"
        )
        found += [Difference(table=table, kind=kind, row=tuple(row)) for row in rows]
    return found


def _replace(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA defer_foreign_keys = ON")  # until COMMIT, when all rows are there
    for table in TABLES:
        connection.execute(f"DELETE FROM live.{table}")  # noqa: S608
        connection.execute(f"INSERT INTO live.{table} SELECT * FROM main.{table}")  # noqa: S608
