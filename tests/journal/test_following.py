"""Followers: read from a cursor, wait for news, move the cursor with what was done."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from edge.errors import NotFound, StorageFailed, Untrusted
from edge.journal.facts import digest_name
from edge.journal.journal import Journal
from tests.journal import story
from tests.journal.hand_clock import HandClock


async def test_wait_returns_at_once_when_there_is_news(journal: Journal) -> None:
    await journal.append(story.boot())
    await asyncio.wait_for(journal.wait(0), timeout=1)


async def test_wait_wakes_every_follower(journal: Journal) -> None:
    followers = [asyncio.create_task(journal.wait(0)) for _ in range(3)]
    ahead = asyncio.create_task(journal.wait(1))
    await journal.append(story.boot())

    await asyncio.wait_for(asyncio.gather(*followers), timeout=5)
    assert not ahead.done()
    await journal.append(story.boot())
    await asyncio.wait_for(ahead, timeout=5)


async def test_wait_ends_when_the_journal_closes(journal: Journal) -> None:
    follower = asyncio.create_task(journal.wait(0))
    await asyncio.sleep(0)
    await journal.close()
    with pytest.raises(StorageFailed, match=r"journal\.closed"):
        await asyncio.wait_for(follower, timeout=5)


async def test_head_is_what_the_file_holds_whoever_was_cancelled(journal: Journal) -> None:
    tasks = [asyncio.create_task(journal.append(story.boot(n))) for n in range(40)]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks[1::2]:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)

    [last] = await journal.append(story.boot(99))  # the writer has been through all of them
    entries = await journal.read(after=0)
    assert journal.head == last.seq == entries[-1].seq
    kept = {entry.body["boot"] for entry in entries}
    assert kept >= {f"b{n}" for n, task in enumerate(tasks) if not task.cancelled()}


async def test_a_cancelled_append_that_was_written_wakes_followers(journal: Journal) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def hold(_connection: sqlite3.Connection) -> None:
        loop.call_soon_threadsafe(begun.set)
        asyncio.run_coroutine_threadsafe(go_on.wait(), loop).result(timeout=10)

    task = asyncio.create_task(journal.append(story.boot(), guard=hold))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    follower = asyncio.create_task(journal.wait(0))
    go_on.set()

    await asyncio.wait_for(follower, timeout=5)
    assert journal.head == 1


async def test_reading_takes_the_kinds_it_was_asked_for(journal: Journal) -> None:
    await journal.append(
        story.sale("s1"), story.boot(), story.signed("k1", of="s1", nNF=1), story.boot()
    )
    found = await journal.read(after=1, kinds=frozenset({"boot", "sale_accepted"}))
    assert [entry.seq for entry in found] == [2, 4]
    assert [entry.seq for entry in await journal.read(after=1, limit=2)] == [2, 3]


async def test_a_cursor_survives_and_never_goes_back(path: Path, clock: HandClock) -> None:
    journal = await Journal.open(path, clock=clock)
    assert await journal.cursor("uplink") == 0
    await journal.append(story.boot(), cursor=("uplink", 7))
    await journal.move_cursor("uplink", 5)
    await journal.close()

    journal = await Journal.open(path, clock=clock)
    assert await journal.cursor("uplink") == 7
    await journal.move_cursor("uplink", 8)
    assert await journal.cursor("uplink") == 8
    assert journal.head == 1
    await journal.close()


async def test_blobs_are_found_by_name(journal: Journal) -> None:
    await journal.append(story.sale("s1"), story.signed("k1", of="s1", nNF=1))
    assert await journal.blob(digest_name(b"<NFe>k1</NFe>")) == b"<NFe>k1</NFe>"
    with pytest.raises(NotFound, match=r"journal\.no_blob"):
        await journal.blob(digest_name(b"nobody wrote this"))


async def test_damaged_bytes_are_not_handed_out(journal: Journal, path: Path) -> None:
    await journal.append(story.sale("s1"), story.signed("k1", of="s1", nNF=1))
    with closing(sqlite3.connect(path)) as stranger:
        stranger.executescript(
            "DROP TRIGGER blobs_are_not_changed; UPDATE blobs SET data = CAST('other' AS BLOB)"
        )
    with pytest.raises(Untrusted, match=r"journal\.blob_damaged"):
        await journal.blob(digest_name(b"<NFe>k1</NFe>"))


async def test_a_question_sees_one_moment(journal: Journal) -> None:
    """Both counts agree although an append is committed between them."""
    loop = asyncio.get_running_loop()

    def ask(connection: sqlite3.Connection) -> tuple[int, int]:
        before = connection.execute("SELECT count(*) FROM entries").fetchone()[0]
        asyncio.run_coroutine_threadsafe(journal.append(story.boot()), loop).result(timeout=10)
        return before, connection.execute("SELECT count(*) FROM entries").fetchone()[0]

    assert await journal.query(ask) == (0, 0)
    assert journal.head == 1


async def test_a_question_cannot_write(journal: Journal) -> None:
    with pytest.raises(StorageFailed, match="READONLY"):
        await journal.query(lambda c: c.execute("INSERT INTO cursors VALUES ('x', 1)"))
