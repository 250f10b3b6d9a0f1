"""The projections follow from the journal: folded again, they are the same."""

import sqlite3
import tempfile
from contextlib import closing, suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.errors import Conflict, EdgeError, Untrusted
from edge.journal.database import connect_reader
from edge.journal.facts import Fact
from edge.journal.journal import Journal
from edge.journal.ledger import Ledger
from edge.journal.rebuild import rebuild
from tests.journal import story
from tests.journal.hand_clock import HandClock

KEYS = st.sampled_from(["k1", "k2", "k3", "k4"])
SALES = st.sampled_from(["s1", "s2"])
JOBS = st.sampled_from(["j1", "j2"])
OUTCOMES = ["sent", "not_sent", "uncertain", "not_found", "authorized", "rejected", "discarded"]
EVENT_OUTCOMES = [
    "sent",
    "not_sent",
    "uncertain",
    "not_found",
    "registered",
    "rejected",
    "discarded",
]
STATUSES = ["authorized", "contingency", "uncertain"]

ANY_FACT = st.one_of(
    st.builds(story.boot),
    st.builds(story.sale, SALES),
    st.builds(story.concluded, SALES, status=st.sampled_from(STATUSES)),
    st.builds(
        story.signed,
        KEYS,
        of=SALES,
        nNF=st.integers(1, 3),
        tpEmis=st.sampled_from([1, 9]),
        replaces=st.none() | KEYS,
    ),
    st.builds(story.document, st.sampled_from(OUTCOMES), KEYS),
    st.builds(story.document, st.sampled_from(OUTCOMES), KEYS),
    st.builds(story.document, st.just("superseded"), KEYS, by=KEYS),
    st.builds(story.document, st.sampled_from(["cancelled", "substituted", "voided"]), KEYS),
    st.builds(
        story.event_signed,
        st.sampled_from(["e1", "e2"]),
        about=KEYS,
        kind=st.sampled_from(["cancel", "substitute", "void"]),
    ),
    st.builds(story.event, st.sampled_from(EVENT_OUTCOMES), st.sampled_from(["e1", "e2"])),
    st.builds(story.queued, JOBS, of=SALES, key=KEYS),
    st.builds(
        story.printing,
        st.sampled_from(["sending", "waiting", "printed", "not_printed", "uncertain"]),
        JOBS,
    ),
    st.builds(story.task, st.sampled_from(["opened", "closed"]), st.just("t1")),
    st.builds(story.mode, st.sampled_from(["normal", "contingency"])),
)
BEGINNING = [
    story.sale("s1"),
    story.sale("s2"),
    story.signed("k1", of="s1", nNF=1),
    story.signed("k2", of="s2", nNF=2, tpEmis=9),
    story.queued("j1", of="s1", key="k1"),
]


@settings(max_examples=60, deadline=None)
@given(steps=st.lists(st.lists(ANY_FACT, min_size=1, max_size=3), min_size=5, max_size=40))
def test_whatever_happens_the_fold_is_the_same_again(steps: list[list[Fact]]) -> None:
    """Refused steps included: they leave no trace in any table."""
    clock = HandClock()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal.db"
        ledger = Ledger(path, clock=clock)
        ledger.append(BEGINNING, cursor=None, guard=None)
        for step in steps:
            clock.move(0.5)
            with suppress(EdgeError):
                ledger.append(step, cursor=None, guard=None)

        report = rebuild(path, check=True)
        assert (report.differences, report.entries) == ((), ledger.head)
        ledger.close()
        with closing(connect_reader(path)) as connection:
            _check_numbers(connection)
            _check_stream(connection)


def _check_numbers(connection: sqlite3.Connection) -> None:
    """Every number has one holder, and bytes that left the box keep theirs."""
    rows = connection.execute("SELECT * FROM documents").fetchall()
    held = [row["nNF"] for row in rows if row["state"] != "discarded"]
    assert len(held) == len(set(held))
    assert not any(row["transmitted"] for row in rows if row["state"] == "discarded")
    assert {row["tpEmis"] for row in rows if row["state"] in {"discarded", "unused"}} <= {1}


def _check_stream(connection: sqlite3.Connection) -> None:
    rows = connection.execute("SELECT n, seq FROM streams ORDER BY n").fetchall()
    assert [row["n"] for row in rows] == list(range(1, len(rows) + 1))
    assert [row["seq"] for row in rows] == sorted(row["seq"] for row in rows)


async def _journal(path: Path) -> None:
    journal = await Journal.open(path, clock=HandClock())
    await journal.append(*BEGINNING)
    await journal.append(story.document("sent", "k1"))
    await journal.close()


def _spoil(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(sql)


async def test_a_check_tells_the_rows_that_differ_and_changes_nothing(path: Path) -> None:
    await _journal(path)
    _spoil(path, "UPDATE documents SET nNF = 9 WHERE access_key = 'k1'; DELETE FROM print_jobs;")

    for _ in range(2):
        report = rebuild(path, check=True)
        assert not report.replaced
        assert [(d.table, d.kind, d.row[0]) for d in report.differences] == [
            ("documents", "missing", "k1"),
            ("documents", "wrong", "k1"),
            ("print_jobs", "missing", "j1"),
        ]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE sales SET status = 'authorized'",
        "UPDATE documents SET superseded_by = 'k2'",
        "DELETE FROM documents; DELETE FROM streams; DELETE FROM print_jobs",
        "INSERT INTO streams VALUES ('fiscal', 99, 1)",
    ],
)
async def test_a_rebuild_puts_the_tables_right(path: Path, sql: str) -> None:
    await _journal(path)
    _spoil(path, sql)
    assert rebuild(path, check=False).replaced
    assert rebuild(path, check=True).differences == ()
    assert not rebuild(path, check=False).replaced

    journal = await Journal.open(path, clock=HandClock())
    await journal.append(story.document("authorized", "k1"))
    await journal.close()
    assert rebuild(path, check=True).differences == ()


async def test_a_rebuild_waits_for_the_daemon_and_a_check_does_not(
    journal: Journal, path: Path
) -> None:
    await journal.append(*BEGINNING)
    with pytest.raises(Conflict, match=r"journal\.in_use"):
        rebuild(path, check=False)
    assert rebuild(path, check=True).entries == len(BEGINNING)


async def test_nothing_is_folded_from_a_broken_chain(path: Path) -> None:
    await _journal(path)
    _spoil(path, "DROP TRIGGER entries_are_not_removed; DELETE FROM entries WHERE seq = 2;")
    with pytest.raises(Untrusted, match=r"journal\.chain_broken.*seq=2"):
        rebuild(path, check=False)
