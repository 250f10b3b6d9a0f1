"""Opening: one writer, a file that is ours, readers beside it."""

import asyncio
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from edge.errors import Conflict, StorageFailed, Untrusted
from edge.journal.database import SCHEMA, connect_reader
from edge.journal.journal import Journal
from tests.journal import story
from tests.journal.hand_clock import HandClock


async def test_only_its_owner_can_read_the_journal(journal: Journal, path: Path) -> None:
    await journal.append(story.boot())
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert modes == dict.fromkeys(
        ["journal.db", "journal.db-shm", "journal.db-wal", "journal.lock"], 0o600
    )


async def test_commits_are_synced_and_keys_are_checked(journal: Journal) -> None:
    def settings() -> dict[str, object]:
        connection = journal._ledger._connection
        names = ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers")
        return {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in names}

    assert await journal._run(journal._writer, settings) == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "recursive_triggers": 1,
    }


async def test_a_second_writer_is_refused(journal: Journal, path: Path, clock: HandClock) -> None:
    with pytest.raises(Conflict, match=r"journal\.in_use"):
        await Journal.open(path, clock=clock)
    await journal.append(story.boot())


async def test_a_writer_in_another_process_is_refused(journal: Journal, path: Path) -> None:
    code = (
        "import asyncio, sys; from pathlib import Path\n"
        "from edge.clock import SystemClock; from edge.journal.journal import Journal\n"
        "asyncio.run(Journal.open(Path(sys.argv[1]), clock=SystemClock()))"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, str(path), stderr=subprocess.PIPE
    )
    _, err = await process.communicate()
    assert process.returncode == 1
    assert b"journal.in_use" in err


async def test_the_lock_goes_with_its_holder(path: Path, clock: HandClock) -> None:
    for _ in range(2):
        journal = await Journal.open(path, clock=clock)
        await journal.append(story.boot())
        await journal.close()
        await journal.close()
    assert journal.head == 2


async def test_a_failed_open_lets_go_of_the_lock(path: Path, clock: HandClock) -> None:
    path.write_bytes(b"this is no database, and long enough to be read as one" * 20)
    for _ in range(2):
        with pytest.raises(StorageFailed, match=r"journal\.unreadable"):
            await Journal.open(path, clock=clock)


async def test_a_closed_journal_says_so(path: Path, clock: HandClock) -> None:
    journal = await Journal.open(path, clock=clock)
    await journal.close()
    with pytest.raises(StorageFailed, match=r"journal\.closed"):
        await journal.append(story.boot())
    with pytest.raises(StorageFailed, match=r"journal\.closed"):
        await journal.read(after=0)


async def test_what_was_begun_is_finished_before_closing(path: Path, clock: HandClock) -> None:
    journal = await Journal.open(path, clock=clock)
    appends = [asyncio.create_task(journal.append(story.boot(n))) for n in range(10)]
    await asyncio.sleep(0)
    await journal.close()
    await asyncio.gather(*appends)
    assert not path.with_name("journal.db-wal").exists()
    assert _count(path) == 10


async def test_a_newer_journal_is_refused_and_left_alone(path: Path, clock: HandClock) -> None:
    await (await Journal.open(path, clock=clock)).close()
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    connection.close()
    before = path.read_bytes()

    with pytest.raises(StorageFailed, match=rf"journal\.newer.*found={SCHEMA + 1}.*known={SCHEMA}"):
        await Journal.open(path, clock=clock)
    with pytest.raises(StorageFailed, match=r"journal\.newer"):
        connect_reader(path)
    assert path.read_bytes() == before


async def test_somebody_elses_database_is_left_alone(path: Path, clock: HandClock) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    before = path.read_bytes()

    with pytest.raises(StorageFailed, match=r"journal\.not_a_journal"):
        await Journal.open(path, clock=clock)
    assert path.read_bytes() == before


async def test_an_empty_file_a_power_cut_left_is_taken(path: Path, clock: HandClock) -> None:
    path.touch(0o600)
    journal = await Journal.open(path, clock=clock)
    await journal.append(story.boot())
    await journal.close()
    assert _count(path) == 1


async def test_a_damaged_tail_is_not_built_upon(path: Path, clock: HandClock) -> None:
    journal = await Journal.open(path, clock=clock)
    await journal.append(*(story.boot(n) for n in range(5)))
    await journal.close()
    connection = sqlite3.connect(path)
    connection.executescript(
        "DROP TRIGGER entries_are_not_changed; UPDATE entries SET subject = 'box-2' WHERE seq = 4;"
    )
    connection.close()

    with pytest.raises(Untrusted, match=r"journal\.chain_broken.*seq=4"):
        await Journal.open(path, clock=clock)


async def test_readers_work_beside_the_daemon_and_without_it(path: Path, clock: HandClock) -> None:
    journal = await Journal.open(path, clock=clock)
    await journal.append(story.boot())
    assert _count(path) == 1
    await journal.close()
    assert _count(path) == 1


def test_a_reader_makes_no_file(path: Path) -> None:
    with pytest.raises(StorageFailed, match=r"journal\.absent"):
        connect_reader(path)
    assert not path.exists()


async def test_the_log_is_moved_into_the_file_now_and_then(journal: Journal, path: Path) -> None:
    for n in range(120):
        await journal.append(story.boot(n))
    await journal._run(journal._writer, lambda: None)  # the checkpoint was queued before this
    assert path.stat().st_size > 0
    with sqlite3.connect(f"file:{path}?immutable=1", uri=True) as without_log:
        assert without_log.execute("SELECT count(*) FROM entries").fetchone()[0] >= 100
    without_log.close()


def _count(path: Path) -> int:
    connection = connect_reader(path)
    try:
        count: int = connection.execute("SELECT count(*) FROM entries").fetchone()[0]
    finally:
        connection.close()
    return count
