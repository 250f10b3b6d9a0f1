"""The journal as the rooms see it: append, read, wait, ask; never a blocking call on the loop."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from typing import TypeVar

from edge.clock import Clock
from edge.errors import NotFound, StorageFailed, Untrusted
from edge.journal.database import connect_reader, why
from edge.journal.facts import Entry, Fact, digest_name
from edge.journal.ledger import Guard, Ledger
from edge.journal.views import entry_of

T = TypeVar("T")


class Journal:
    """One writer thread with its connection, one reader thread with its own.

    A task that is cancelled while it waits for ``append`` does not know the outcome (a transaction
    that has begun runs to its end), but ``head`` and ``wait`` follow the file, not the task.
    """

    def __init__(self) -> None:
        """Use ``open``."""
        self._loop = asyncio.get_running_loop()
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="journal-writer")
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="journal-reader")
        self._writer_exit, self._reader_exit = ExitStack(), ExitStack()
        self._ledger: Ledger
        self._view: sqlite3.Connection
        self._head = 0
        self._news = asyncio.Event()
        self._finished: Future[None] | None = None

    @classmethod
    async def open(cls, path: Path, *, clock: Clock) -> Journal:
        """Open the journal at ``path`` for this process alone; make it where there is none.

        Raises ``Conflict("journal.in_use")``, ``StorageFailed`` (damaged, no journal, newer than
        this program), ``Untrusted("journal.chain_broken")``.
        """
        journal = cls()
        try:
            await journal._run(journal._writer, partial(journal._open_ledger, path, clock))
            await journal._run(journal._reader, partial(journal._open_view, path))
        except BaseException:
            await journal.close()
            raise
        journal._head = journal._ledger.head
        return journal

    @property
    def head(self) -> int:
        """``seq`` of the newest entry; 0 when there is none."""
        return self._head

    async def append(
        self, *facts: Fact, cursor: tuple[str, int] | None = None, guard: Guard | None = None
    ) -> list[Entry]:
        """One transaction: ``guard``, the facts, their fold into the projections, the cursor.

        Durable when it returns. ``guard`` sees what the facts will follow and may raise to prevent
        them; it cannot write. Raises ``Conflict`` (a key or number is taken, a state does not allow
        it) and ``StorageFailed("journal.write_failed" | "journal.sealed")``: nothing was written;
        ``StorageFailed("journal.write_uncertain")``: the next start will show it. After an I/O
        error the journal is sealed until it is opened again.
        """
        return await self._run(self._writer, partial(self._append, facts, cursor, guard))

    async def read(
        self, *, after: int, limit: int = 200, kinds: frozenset[str] | None = None
    ) -> list[Entry]:
        """Entries with ``seq > after`` in order, of ``kinds`` only where given."""
        wanted = None if kinds is None else json.dumps(sorted(kinds))
        return await self.query(partial(_entries_after, after=after, limit=limit, wanted=wanted))

    async def wait(self, after: int) -> None:
        """Until there is an entry with ``seq > after``. Raises ``StorageFailed`` once closed."""
        while self._head <= after:
            if self._finished is not None:
                raise StorageFailed("journal.closed")
            await self._news.wait()

    async def cursor(self, name: str) -> int:
        """How far the follower ``name`` has come; 0 when it never moved."""
        return await self.query(partial(_cursor, name=name))

    async def move_cursor(self, name: str, seq: int) -> None:
        """Durably, and never back. To move it to where it is writes nothing."""
        await self._run(self._writer, partial(self._ledger.move_cursor, name, seq))

    async def blob(self, name: str) -> bytes:
        """The bytes named ``sha256:…``, checked against their name.

        Raises ``NotFound("journal.no_blob")``, ``Untrusted("journal.blob_damaged")``.
        """
        data = await self.query(partial(_blob, name=name))
        if data is None:
            raise NotFound("journal.no_blob", name=name)
        if digest_name(data) != name:
            raise Untrusted("journal.blob_damaged", name=name)
        return data

    async def query(self, ask: Callable[[sqlite3.Connection], T]) -> T:
        """What ``ask`` finds in one snapshot of the journal; it runs in the reader's thread."""
        return await self._run(self._reader, partial(self._ask, ask))

    async def close(self) -> None:
        """Finish what was begun and let go of the file. Closing twice is closing once."""
        if self._finished is None:
            viewed = self._reader.submit(self._reader_exit.close)
            self._finished = self._writer.submit(self._finish, viewed)
            self._reader.shutdown(wait=False)
            self._writer.shutdown(wait=False)
            self._tell()
        await asyncio.shield(asyncio.wrap_future(self._finished))

    async def _run(self, where: ThreadPoolExecutor, work: Callable[[], T]) -> T:
        if self._finished is not None:
            raise StorageFailed("journal.closed")
        return await self._loop.run_in_executor(where, work)

    # In the writer's thread

    def _open_ledger(self, path: Path, clock: Clock) -> None:
        self._ledger = Ledger(path, clock=clock)
        self._writer_exit.callback(self._ledger.close)

    def _append(
        self, facts: tuple[Fact, ...], cursor: tuple[str, int] | None, guard: Guard | None
    ) -> list[Entry]:
        """The loop hears of it even when nobody waits for it any more."""
        entries = self._ledger.append(facts, cursor=cursor, guard=guard)
        if entries:
            self._loop.call_soon_threadsafe(
                self._advance, entries[-1].seq, self._ledger.checkpoint_due
            )
        return entries

    def _finish(self, viewed: Future[None]) -> None:
        """The writer goes last, so that the write-ahead log is moved into the file."""
        viewed.result()
        self._writer_exit.close()

    # In the reader's thread

    def _open_view(self, path: Path) -> None:
        self._view = connect_reader(path)
        self._reader_exit.callback(self._view.close)

    def _ask(self, ask: Callable[[sqlite3.Connection], T]) -> T:
        try:
            self._view.execute("BEGIN")
            return ask(self._view)
        except sqlite3.OperationalError as error:
            raise StorageFailed("journal.read_failed", why=why(error)) from error
        finally:
            if self._view.in_transaction:
                with suppress(sqlite3.Error):
                    self._view.execute("ROLLBACK")

    # On the loop

    def _advance(self, seq: int, checkpoint_due: bool) -> None:  # noqa: FBT001  a loop callback
        self._head = seq
        self._tell()
        if checkpoint_due and self._finished is None:  # behind the answer: no till waits for it
            self._writer.submit(self._ledger.checkpoint)

    def _tell(self) -> None:
        self._news.set()
        self._news = asyncio.Event()


def _entries_after(
    connection: sqlite3.Connection, *, after: int, limit: int, wanted: str | None
) -> list[Entry]:
    rows = connection.execute(
        "SELECT * FROM entries WHERE seq > ?1"
        " AND (?2 IS NULL OR kind IN (SELECT value FROM json_each(?2))) ORDER BY seq LIMIT ?3",
        (after, wanted, limit),
    )
    return [entry_of(row) for row in rows]


def _cursor(connection: sqlite3.Connection, *, name: str) -> int:
    row = connection.execute("SELECT seq FROM cursors WHERE name = ?", (name,)).fetchone()
    return row["seq"] if row else 0


def _blob(connection: sqlite3.Connection, *, name: str) -> bytes | None:
    row = connection.execute("SELECT data FROM blobs WHERE name = ?", (name,)).fetchone()
    return row["data"] if row else None
