"""Verifying: one altered byte anywhere is found, and the first broken entry is named."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.journal.journal import Journal
from edge.journal.ledger import Ledger
from edge.journal.verify import verify
from tests.journal import story
from tests.journal.hand_clock import HandClock

ENTRIES = 12
FREE = "DROP TRIGGER entries_are_not_changed; DROP TRIGGER entries_are_not_removed;"
FREE_BLOBS = "DROP TRIGGER blobs_are_not_changed; DROP TRIGGER blobs_are_not_removed;"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed journal of twelve entries, documents at 3, 6, 9 and 12."""
    path = tmp_path_factory.mktemp("whole") / "journal.db"
    ledger = Ledger(path, clock=HandClock())
    for n in range(ENTRIES // 3):
        step = [story.boot(n), story.sale(f"s{n}"), story.signed(f"k{n}", of=f"s{n}", nNF=n + 1)]
        ledger.append(step, cursor=None, guard=None)
    ledger.close()
    return path


@contextmanager
def tampered(whole: Path, sql: str = "") -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "journal.db"
        shutil.copy(whole, path)  # it is closed: nothing of it is elsewhere
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript(sql)
        yield path


def test_a_whole_journal_is_whole(whole: Path) -> None:
    report = verify(whole)
    assert (report.entries, report.broken) == (ENTRIES, None)
    with closing(sqlite3.connect(whole)) as connection:
        [last] = connection.execute("SELECT hex(hash) FROM entries ORDER BY seq DESC LIMIT 1")
    assert report.head.upper() == last[0]


@settings(max_examples=80, deadline=None)
@given(
    seq=st.integers(1, ENTRIES),
    column=st.sampled_from(["at", "kind", "subject", "body", "hash"]),
    place=st.floats(0, 1, exclude_max=True),
    flip=st.integers(1, 255),
)
def test_any_byte_of_any_entry_that_is_altered_is_named(
    whole: Path, seq: int, column: str, place: float, flip: int
) -> None:
    with tampered(whole, FREE) as path, closing(sqlite3.connect(path)) as connection:
        [(value,)] = connection.execute(
            f"SELECT CAST({column} AS BLOB) FROM entries WHERE seq = ?", (seq,)
        )
        damaged = bytearray(value)
        damaged[int(place * len(damaged))] ^= flip
        kind = "BLOB" if column == "hash" else "TEXT"
        with connection:
            connection.execute(
                f"UPDATE entries SET {column} = CAST(? AS {kind}) WHERE seq = ?",
                (bytes(damaged), seq),
            )
        broken = verify(path).broken
        assert broken is not None
        assert broken.seq == seq


def test_a_byte_altered_in_the_file_itself_is_found(whole: Path) -> None:
    """Not through SQL at all: as a failing card does it."""
    with tampered(whole) as path:
        data = path.read_bytes()
        at = data.index(b'"boot":"b2"')
        path.write_bytes(data[: at + 9] + b"3" + data[at + 10 :])
        broken = verify(path).broken
    assert broken is not None
    assert broken.seq == 7


@pytest.mark.parametrize(
    ("sql", "seq"),
    [
        ("DELETE FROM entries WHERE seq = 5", 5),
        ("DELETE FROM entries WHERE seq = 1", 1),
        ("UPDATE entries SET seq = 99 WHERE seq = 12", 12),
        ("UPDATE entries SET seq = seq + 100 WHERE seq > 6", 7),
        ("UPDATE entries SET at = body, body = at WHERE seq = 4", 4),
    ],
)
def test_missing_and_moved_entries_are_named(whole: Path, sql: str, seq: int) -> None:
    with tampered(whole, f"{FREE} {sql};") as path:
        broken = verify(path).broken
    assert broken is not None
    assert broken.seq == seq


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("UPDATE blobs SET data = CAST(replace(data, '2', '3') AS BLOB)", "damaged"),
        ("DELETE FROM blobs WHERE data = CAST('<NFe>k2</NFe>' AS BLOB)", "missing"),
        ("UPDATE blobs SET name = 'x' WHERE data = CAST('<NFe>k2</NFe>' AS BLOB)", "missing"),
    ],
)
def test_bytes_that_are_not_as_signed_are_named_by_their_entry(
    whole: Path, sql: str, why: str
) -> None:
    with tampered(whole, f"{FREE_BLOBS} {sql};") as path:
        broken = verify(path).broken
    assert broken is not None
    assert (broken.seq, broken.why) == (9, f"the bytes of its xml are {why}")


def test_a_cut_off_tail_shows_only_in_the_head(whole: Path) -> None:
    with tampered(whole, f"{FREE} DELETE FROM entries WHERE seq > 9;") as path:
        report = verify(path)
    assert report.broken is None
    assert (report.entries, report.head) != (ENTRIES, verify(whole).head)
    assert report.entries == 9


def test_a_page_that_cannot_be_read_is_a_break(whole: Path) -> None:
    with tampered(whole) as path:
        with closing(sqlite3.connect(path)) as connection:
            [(page,)] = connection.execute(
                "SELECT rootpage FROM sqlite_schema WHERE name = 'entries'"
            )
        data = bytearray(path.read_bytes())
        data[(page - 1) * 4096 : page * 4096] = b"\xff" * 4096
        path.write_bytes(data)
        broken = verify(path).broken
    assert broken is not None
    assert "SQLITE_CORRUPT" in broken.why


async def test_a_journal_is_verified_while_it_is_written(journal: Journal, path: Path) -> None:
    for n in range(5):
        await journal.append(story.boot(n))
        report = verify(path)
        assert (report.entries, report.broken) == (journal.head, None)
