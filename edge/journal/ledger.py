"""The writing side: entries, blobs, cursors and projections, one transaction a step."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from edge.clock import Clock
from edge.errors import Conflict, StorageFailed, Untrusted
from edge.journal.chain import GENESIS, canonical, entry_hash, parse
from edge.journal.database import connect_writer, primary_code, why
from edge.journal.facts import BLOB_FIELDS, Entry, Fact, digest_name, utc_text, utc_time
from edge.journal.lock import take_lock
from edge.journal.projections import fold
from edge.journal.upgrade import upgrade
from edge.journal.verify import walk

T = TypeVar("T")
Guard = Callable[[sqlite3.Connection], None]

CHECKPOINT_EVERY = 100
"""Transactions between checkpoints: a few megabytes of write-ahead log."""

TAIL = 64
"""How many of the newest entries are verified before anything is added to them."""

_STORAGE = frozenset(
    {
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_NOTADB,
    }
)
_FATAL = frozenset({sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
"""After these nobody knows what the disk holds: a second fsync may "succeed" over lost pages."""


class Ledger:
    """An open journal. Every method blocks, and is called from the thread that opened it."""

    def __init__(self, path: Path, *, clock: Clock) -> None:
        """Raises what ``Journal.open`` raises."""
        self._clock = clock
        self._sealed: str | None = None
        self._since_checkpoint = 0
        with ExitStack() as opened:
            lock = take_lock(path)
            opened.callback(os.close, lock)
            self._connection = connect_writer(path)
            opened.callback(self._connection.close)
            self._seq, self._at, self._hash = _resume(self._connection, path)
            _upgrade(self._connection, path)
            self._exit = opened.pop_all()

    @property
    def head(self) -> int:
        return self._seq

    def append(
        self, facts: Sequence[Fact], *, cursor: tuple[str, int] | None, guard: Guard | None
    ) -> list[Entry]:
        """All of it durable when this returns, or nothing (``journal.write_uncertain`` aside)."""

        def work() -> list[Entry]:
            if guard is not None:
                self._look(guard)
            at, seq, last = max(self._clock.now(), self._at), self._seq, self._hash
            entries = []
            for fact in facts:
                seq += 1
                entry = self._write(fact, seq=seq, at=at, previous=last)
                fold(self._connection, entry)
                last = entry.hash
                entries.append(entry)
            if cursor is not None:
                self._set_cursor(*cursor)
            return entries

        entries = self._transaction(work)
        if entries:
            newest = entries[-1]
            self._seq, self._at, self._hash = newest.seq, newest.at, newest.hash
        return entries

    def move_cursor(self, name: str, seq: int) -> None:
        self._transaction(lambda: self._set_cursor(name, seq))

    @property
    def checkpoint_due(self) -> bool:
        return self._since_checkpoint >= CHECKPOINT_EVERY

    def checkpoint(self) -> None:
        """Move the write-ahead log into the file. A failure seals, as a commit's does."""
        if self._sealed is None:
            self._since_checkpoint = 0
            try:
                self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
            except sqlite3.OperationalError as error:
                self._failure(error, committing=False)

    def close(self) -> None:
        self._sealed = self._sealed or "closed"
        self._exit.close()

    def _transaction(self, work: Callable[[], T]) -> T:
        if self._sealed is not None:
            raise StorageFailed("journal.sealed", why=self._sealed)
        committing = False
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            result = work()
            committing = True
            self._connection.execute("COMMIT")
        except sqlite3.IntegrityError as error:
            raise Conflict("journal.conflict", why=why(error)) from error
        except sqlite3.DatabaseError as error:
            if primary_code(error) not in _STORAGE:
                raise  # wrong SQL: ours to mend
            raise self._failure(error, committing=committing) from error
        finally:
            if self._connection.in_transaction:
                with suppress(sqlite3.Error):  # SQLite has already rolled back what it could not do
                    self._connection.execute("ROLLBACK")
        self._since_checkpoint += 1
        return result

    def _failure(self, error: sqlite3.DatabaseError, *, committing: bool) -> StorageFailed:
        """A failed sync leaves it open whether the commit will be found after a restart."""
        if primary_code(error) in _FATAL:
            self._sealed = why(error)
            if committing:
                return StorageFailed("journal.write_uncertain", why=why(error))
        return StorageFailed("journal.write_failed", why=why(error))

    def _look(self, guard: Guard) -> None:
        self._connection.execute("PRAGMA query_only = ON")
        try:
            guard(self._connection)
        finally:
            self._connection.execute("PRAGMA query_only = OFF")

    def _write(self, fact: Fact, *, seq: int, at: datetime, previous: bytes) -> Entry:
        text, when = canonical(fact.body), utc_text(at)
        body = parse(text)  # what is folded now is what would be read back
        self._keep_blobs(fact, body)
        digest = entry_hash(
            previous,
            seq,
            at=when.encode(),
            kind=fact.kind.encode(),
            subject=fact.subject.encode(),
            body=text.encode(),
        )
        self._connection.execute(
            "INSERT INTO entries (seq, at, kind, subject, body, hash) VALUES (?, ?, ?, ?, ?, ?)",
            (seq, when, fact.kind, fact.subject, text, digest),
        )
        return Entry(seq=seq, at=at, kind=fact.kind, subject=fact.subject, body=body, hash=digest)

    def _keep_blobs(self, fact: Fact, body: dict[str, object]) -> None:
        """No bytes without an entry that names them, no name without its bytes."""
        for data in fact.blobs:
            name = digest_name(data)
            if name not in body.values():
                raise ValueError(f"{fact.kind}: no field names the bytes {name}")
            self._connection.execute(
                "INSERT INTO blobs (name, data) VALUES (?, ?) ON CONFLICT (name) DO NOTHING",
                (name, data),
            )
        for field in BLOB_FIELDS:
            if (
                body.get(field) is not None
                and not self._connection.execute(
                    "SELECT 1 FROM blobs WHERE name = ?", (body[field],)
                ).fetchone()
            ):
                raise ValueError(f"{fact.kind}: {field} names bytes that nobody brought")

    def _set_cursor(self, name: str, seq: int) -> None:
        """A cursor is a high-water mark: an older value changes nothing."""
        self._connection.execute(
            "INSERT INTO cursors (name, seq) VALUES (?, ?)"
            " ON CONFLICT (name) DO UPDATE SET seq = max(seq, excluded.seq)",
            (name, seq),
        )


def _resume(connection: sqlite3.Connection, path: Path) -> tuple[int, datetime, bytes]:
    """``seq``, ``at`` and ``hash`` of the newest entry. No broken chain is ever made longer."""
    try:
        seq: int = connection.execute("SELECT coalesce(max(seq), 0) FROM entries").fetchone()[0]
        if seq == 0:
            return 0, datetime.min.replace(tzinfo=UTC), GENESIS
        broken = walk(connection, after=max(0, seq - TAIL)).broken
        if broken is not None:
            raise Untrusted("journal.chain_broken", seq=broken.seq, why=broken.why)
        row = connection.execute("SELECT at, hash FROM entries WHERE seq = ?", (seq,)).fetchone()
    except sqlite3.DatabaseError as error:
        raise StorageFailed("journal.unreadable", path=str(path), why=why(error)) from error
    return seq, utc_time(row["at"]), row["hash"]


def _upgrade(connection: sqlite3.Connection, path: Path) -> None:
    try:
        upgrade(connection)
    except sqlite3.DatabaseError as error:
        raise StorageFailed("journal.unreadable", path=str(path), why=why(error)) from error
