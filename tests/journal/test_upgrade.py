"""A journal that an earlier version wrote is gone on with, and nothing of it is changed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from edge.errors import Untrusted
from edge.journal.chain import entry_hash
from edge.journal.database import SCHEMA, connect_reader
from edge.journal.journal import Journal
from edge.journal.rebuild import rebuild
from edge.journal.verify import verify
from tests.journal import story
from tests.journal.hand_clock import HandClock

STORY = (
    story.boot(),
    story.sale("s1"),
    story.signed("k1", of="s1", nNF=1),
    story.document("sent", "k1"),
    story.document("authorized", "k1"),
    story.concluded("s1", status="authorized", access_key="k1"),
)
#: Version 1 had no events.
EARLIER = "DROP TABLE events; DROP INDEX documents_superseded; PRAGMA user_version = 1;"


async def write(path: Path, clock: HandClock) -> None:
    journal = await Journal.open(path, clock=clock)
    await journal.append(*STORY, cursor=("printing", 6))
    await journal.close()


def change(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(sql)


async def test_an_earlier_journal_gets_this_versions_projections(
    path: Path, clock: HandClock
) -> None:
    await write(path, clock)
    before = verify(path)
    change(path, EARLIER + "UPDATE documents SET nNF = 9;")
    journal = await Journal.open(path, clock=clock)
    assert await journal.cursor("printing") == 6
    await journal.append(story.event_signed("e1", about="k1"))
    await journal.close()
    assert rebuild(path, check=True).differences == ()
    assert verify(path).entries == before.entries + 1
    with closing(connect_reader(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] == SCHEMA
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


async def test_an_entry_that_cannot_be_folded_leaves_the_file_as_it_was(
    path: Path, clock: HandClock
) -> None:
    await write(path, clock)
    change(path, EARLIER)
    with closing(sqlite3.connect(path)) as connection:
        seq, at, last = connection.execute(
            "SELECT seq, at, hash FROM entries ORDER BY seq DESC"
        ).fetchone()
        parts = {"at": at, "kind": "nobody_knows_this", "subject": "s1", "body": "{}"}
        digest = entry_hash(last, seq + 1, **{name: text.encode() for name, text in parts.items()})
        connection.execute(
            "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?)", (seq + 1, *parts.values(), digest)
        )
        connection.commit()
    with pytest.raises(Untrusted, match=r"journal\.fold_failed"):
        await Journal.open(path, clock=clock)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] == 1
        assert connection.execute("SELECT count(*) FROM documents").fetchone()[0] == 1
