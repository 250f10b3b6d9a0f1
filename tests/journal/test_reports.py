"""What the command line shows, and the copy it makes."""

import json
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from edge.errors import Conflict, StorageFailed, Untrusted
from edge.journal.backup import backup
from edge.journal.journal import Journal
from edge.journal.reports import as_table, list_entries, rebuild_report, verify_report
from tests.journal import story


async def test_entries_are_listed_beside_the_daemon(journal: Journal, path: Path) -> None:
    entries = await journal.append(
        story.boot(), story.sale("s1"), story.signed("k1", of="s1", nNF=1)
    )
    listed = list(list_entries(path))
    assert [row["seq"] for row in listed] == [1, 2, 3]
    assert listed[2]["body"] == entries[2].body
    assert listed[2]["hash"] == entries[2].hash.hex()
    assert listed[2]["at"] == "2026-08-22T13:05:00.000000Z"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"kind": "sale_accepted"}, [2, 4]),
        ({"kind": "document_*"}, [3, 5]),
        ({"subject": "s2"}, [4]),
        ({"after": 2, "limit": 2}, [3, 4]),
        ({"kind": "sale_*", "after": 2}, [4]),
        ({"kind": "no such kind"}, []),
    ],
)
async def test_entries_are_listed_as_asked(
    journal: Journal, path: Path, asked: dict[str, int | str], found: list[int]
) -> None:
    await journal.append(
        story.boot(),
        story.sale("s1"),
        story.signed("k1", of="s1", nNF=1),
        story.sale("s2"),
        story.signed("k2", of="s2", nNF=2),
    )
    assert [row["seq"] for row in list_entries(path, **asked)] == found  # type: ignore[arg-type]


async def test_reports_are_json(journal: Journal, path: Path) -> None:
    [entry] = await journal.append(story.boot())
    assert json.loads(json.dumps(verify_report(path))) == {
        "whole": True,
        "entries": 1,
        "head": entry.hash.hex(),
        "broken": None,
    }
    assert json.loads(json.dumps(rebuild_report(path, check=True))) == {
        "equal": True,
        "entries": 1,
        "differences": [],
        "replaced": False,
    }


async def test_reports_tell_what_is_wrong(journal: Journal, path: Path) -> None:
    await journal.append(story.boot(), story.task("opened", "t1"))
    with closing(sqlite3.connect(path)) as stranger:
        stranger.executescript("DELETE FROM tasks")
        report = rebuild_report(path, check=True)
        assert [(d["table"], d["kind"]) for d in report["differences"]] == [("tasks", "missing")]
        assert not report["equal"]
        stranger.executescript(
            "DROP TRIGGER entries_are_not_changed; UPDATE entries SET kind = 'boo' WHERE seq = 1"
        )
    report = verify_report(path)
    assert not report["whole"]
    assert report["broken"] == {"seq": 1, "why": "its hash does not fit"}


def test_a_table_is_aligned_and_cut() -> None:
    rows = [{"seq": 1, "kind": "boot", "body": {}}, {"seq": 23, "kind": "ç", "body": "x" * 70}]
    assert as_table(rows).splitlines() == [
        "seq  kind  body",
        "───  ────  " + "─" * 60,
        "1    boot  {}",
        "23   ç     " + "x" * 59 + "…",
    ]
    assert as_table([]) == ""


async def test_a_copy_is_whole_and_goes_on_where_it_was_taken(
    journal: Journal, path: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    await journal.append(*(story.boot(n) for n in range(10)))
    report = backup(path, copy)
    await journal.append(story.boot(11))

    assert (report.entries, report.broken) == (10, None)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert not list(tmp_path.glob("copy.db?*"))
    restored = await Journal.open(copy, clock=journal._ledger._clock)
    [entry] = await restored.append(story.boot())
    assert entry.seq == 11
    await restored.close()


async def test_a_copy_overwrites_nothing(journal: Journal, path: Path, tmp_path: Path) -> None:
    await journal.append(story.boot())
    (tmp_path / "copy.db").write_text("mine")
    with pytest.raises(Conflict, match=r"journal\.copy_exists"):
        backup(path, tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_text() == "mine"


async def test_a_broken_journal_leaves_no_copy_that_looks_whole(
    journal: Journal, path: Path, tmp_path: Path
) -> None:
    await journal.append(story.boot())
    with closing(sqlite3.connect(path)) as stranger:
        stranger.executescript(
            "DROP TRIGGER entries_are_not_changed; UPDATE entries SET kind = 'boo'"
        )
    with pytest.raises(Untrusted, match=r"journal\.chain_broken"):
        backup(path, tmp_path / "copy.db")
    assert not list(tmp_path.glob("copy.db*"))


def test_there_is_nothing_to_copy(tmp_path: Path) -> None:
    with pytest.raises(StorageFailed, match=r"journal\.absent"):
        backup(tmp_path / "journal.db", tmp_path / "copy.db")
