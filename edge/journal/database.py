"""How the journal's file is opened, and what its failures mean.

The settings and their reasons: ``docs/decisions/journal.md``.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import ExitStack
from importlib.resources import files
from pathlib import Path

from edge.errors import StorageFailed

APPLICATION_ID = 0x57454A31  # "WEJ1": the file says what it is (sqlite.org/fileformat2, 1.3.17)
SCHEMA = 2  # 2: the table of events
BUSY_MS = 5_000

SETTINGS = f"""
PRAGMA busy_timeout = {BUSY_MS};
PRAGMA foreign_keys = ON;
PRAGMA recursive_triggers = ON;  -- else INSERT OR REPLACE removes rows behind the triggers' back
PRAGMA trusted_schema = OFF;
PRAGMA cell_size_check = ON;
"""


def ddl(name: str) -> str:
    """``ledger.sql`` or ``projections.sql``."""
    return (files("edge.journal") / name).read_text("utf-8")


def connect_writer(path: Path) -> sqlite3.Connection:
    """The one connection that writes; makes the file, readable by its owner only, where none is.

    Raises ``StorageFailed`` for a file that is damaged, is no journal, or is a newer one.
    """
    try:
        _create(path)
    except OSError as error:
        raise StorageFailed("journal.unreadable", path=str(path), why=str(error)) from error
    return _connect(path, mode="rw", prepare=_set_up)


def connect_reader(path: Path) -> sqlite3.Connection:
    """A connection that cannot write, beside a running daemon or without one.

    Raises what ``connect_writer`` raises, and ``StorageFailed("journal.absent")``.
    """
    if not path.is_file():
        raise StorageFailed("journal.absent", path=str(path))
    return _connect(path, mode="ro", prepare=_expect)


def _connect(
    path: Path, *, mode: str, prepare: Callable[[sqlite3.Connection, Path], None]
) -> sqlite3.Connection:
    try:
        with ExitStack() as opened:
            connection = sqlite3.connect(
                f"{path.resolve().as_uri()}?mode={mode}", uri=True, isolation_level=None
            )
            opened.callback(connection.close)
            connection.row_factory = sqlite3.Row
            connection.executescript(SETTINGS)
            prepare(connection, path)
            opened.pop_all()
    except sqlite3.Error as error:
        raise StorageFailed("journal.unreadable", path=str(path), why=why(error)) from error
    return connection


def why(error: sqlite3.Error) -> str:
    """``SQLITE_FULL: database or disk is full``."""
    return f"{getattr(error, 'sqlite_errorname', 'SQLITE_ERROR')}: {error}"


def primary_code(error: sqlite3.Error) -> int:
    """SQLite's primary result code (sqlite.org/rescode): the low byte of the extended one."""
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF


def _create(path: Path) -> None:
    """SQLite gives ``-wal`` and ``-shm`` the mode of the file itself."""
    if path.exists():
        return
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _identify(connection: sqlite3.Connection, path: Path) -> bool:
    """Whether there is a journal in the file yet."""
    kind, version, tables = connection.execute(
        "SELECT (SELECT application_id FROM pragma_application_id),"
        " (SELECT user_version FROM pragma_user_version), (SELECT count(*) FROM sqlite_schema)"
    ).fetchone()
    if kind == 0 and version == 0 and tables == 0:
        return False
    if kind != APPLICATION_ID:
        raise StorageFailed("journal.not_a_journal", path=str(path))
    if version > SCHEMA:
        raise StorageFailed("journal.newer", path=str(path), found=version, known=SCHEMA)
    return True


def _expect(connection: sqlite3.Connection, path: Path) -> None:
    if not _identify(connection, path):
        raise StorageFailed("journal.absent", path=str(path))


def _set_up(connection: sqlite3.Connection, path: Path) -> None:
    """Identify first: not a byte of somebody else's file is changed."""
    there = _identify(connection, path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA wal_autocheckpoint = 0")  # the ledger does it, after the answer
    if not there:
        connection.executescript(
            f"BEGIN IMMEDIATE; {ddl('ledger.sql')} {ddl('projections.sql')}"
            f" PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {SCHEMA}; COMMIT;"
        )
