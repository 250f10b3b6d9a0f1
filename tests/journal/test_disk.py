"""A disk that is full or fails: refused with a code, sealed where nobody can know, never silent."""

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from edge.errors import StorageFailed
from edge.journal.database import connect_reader
from edge.journal.journal import Journal
from edge.journal.rebuild import rebuild
from tests.journal import story
from tests.journal.hand_clock import HandClock

ROOT = Path(__file__).parents[2]


async def test_a_full_disk_refuses_and_recovers_by_itself(journal: Journal, path: Path) -> None:
    def limit(pages: int) -> None:
        journal._ledger._connection.execute(f"PRAGMA max_page_count = {pages}")

    await journal._run(journal._writer, partial(limit, 1))  # as large as it is, and no larger
    with pytest.raises(StorageFailed, match=r"journal\.write_failed.*SQLITE_FULL"):
        await _append_forever(journal)
    written = journal.head

    await journal._run(journal._writer, partial(limit, 1_000_000))
    [entry] = await journal.append(story.boot())
    assert entry.seq == written + 1
    assert rebuild(path, check=True).entries == written + 1


async def _append_forever(journal: Journal) -> None:
    while True:
        await journal.append(story.boot(), story.task("opened", f"t{journal.head}"))


def _limit_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))


def test_a_write_that_fails_midway_seals_the_journal(path: Path) -> None:
    """By a limit on the size of files: the write-ahead log cannot grow."""
    _check_sealed(path, _run_writer(path, before=_limit_files))


@pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler to make disk syncs fail with")
def test_a_sync_that_fails_seals_the_journal(path: Path, tmp_path: Path) -> None:
    """A second fsync may succeed over pages the kernel has dropped, so there is none."""
    shim, flag = tmp_path / "failing_sync.so", tmp_path / "fail"
    source = ROOT / "tests/journal/failing_sync.c"
    subprocess.run(["cc", "-shared", "-fPIC", "-o", shim, source], check=True)
    lines = _run_writer(path, flag, env={"LD_PRELOAD": str(shim), "FAIL_SYNC": str(flag)})
    assert sum(line[0] == "ack" for line in lines) == 10
    _check_sealed(path, lines)


def _run_writer(
    path: Path,
    *args: Path,
    env: dict[str, str] | None = None,
    before: Callable[[], None] | None = None,
) -> list[list[str]]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.journal.writer", path, *args],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | (env or {}),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        preexec_fn=before,
    )
    return [line.split() for line in done.stdout.splitlines()]


def _check_sealed(path: Path, lines: list[list[str]]) -> None:
    """The step that failed is there whole or not at all; the acknowledged ones are all there."""
    acknowledged = {int(seq): digest for kind, seq, digest in lines[:-3]}
    assert lines[-3:] == [
        ["refused", "journal.write_uncertain"],
        ["refused", "journal.sealed"],
        ["refused", "journal.sealed"],
    ]
    assert rebuild(path, check=True).differences == ()
    with closing(connect_reader(path)) as connection:
        hashes = dict(connection.execute("SELECT seq, lower(hex(hash)) FROM entries").fetchall())
    assert acknowledged.items() <= hashes.items()
    assert len(hashes) - 3 * len(acknowledged) in {0, 3}


async def test_a_failed_checkpoint_seals_too(journal: Journal) -> None:
    """The pages it could not sync are the only copy once the log is used again."""

    class Failing:
        def execute(self, sql: str) -> None:
            error = sqlite3.OperationalError(f"{sql}: disk I/O error")
            error.sqlite_errorcode = sqlite3.SQLITE_IOERR_FSYNC
            error.sqlite_errorname = "SQLITE_IOERR_FSYNC"
            raise error

    ledger = journal._ledger
    real, ledger._connection = ledger._connection, Failing()  # type: ignore[assignment]
    await journal._run(journal._writer, ledger.checkpoint)
    ledger._connection = real
    with pytest.raises(StorageFailed, match=r"journal\.sealed.*SQLITE_IOERR_FSYNC"):
        await journal.append(story.boot())


async def test_a_sealed_journal_can_still_be_read(journal: Journal) -> None:
    await journal.append(story.boot())
    journal._ledger._sealed = "SQLITE_IOERR: disk I/O error"
    with pytest.raises(StorageFailed, match=r"journal\.sealed"):
        await journal.append(story.boot())
    assert [entry.seq for entry in await journal.read(after=0)] == [1]


async def test_a_sealed_journal_goes_on_once_it_is_opened_again(
    path: Path, clock: HandClock
) -> None:
    journal = await Journal.open(path, clock=clock)
    journal._ledger._sealed = "SQLITE_IOERR: disk I/O error"
    await journal.close()
    journal = await Journal.open(path, clock=clock)
    await journal.append(story.boot())
    await journal.close()
