"""Appending: one transaction, durable, in order, or nothing at all."""

import asyncio
import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from edge.errors import BadInput, Conflict, NotFound, StorageFailed
from edge.journal import views
from edge.journal.chain import GENESIS, entry_hash
from edge.journal.facts import Fact, digest_name, utc_text
from edge.journal.journal import Journal
from tests.journal import story
from tests.journal.hand_clock import HandClock


async def test_entries_come_back_as_they_were_written(journal: Journal, clock: HandClock) -> None:
    written = await journal.append(story.sale("s1"), story.signed("k1", of="s1", nNF=1))

    assert await journal.read(after=0) == written
    assert [entry.seq for entry in written] == [1, 2]
    assert written[0].at == clock.time
    assert written[0].body == story.sale("s1").body


async def test_every_hash_covers_the_one_before(journal: Journal) -> None:
    entries = await journal.append(*(story.boot(n) for n in range(3)))

    previous = GENESIS
    for entry in entries:
        body = b'{"boot":"%s","version":"0.1"}' % entry.body["boot"].encode()
        previous = entry_hash(
            previous,
            entry.seq,
            at=utc_text(entry.at).encode(),
            kind=b"boot",
            subject=b"box-1",
            body=body,
        )
        assert entry.hash == previous


async def test_time_does_not_run_backwards(journal: Journal, clock: HandClock) -> None:
    [first] = await journal.append(story.boot())
    clock.move(-3600)
    [second] = await journal.append(story.boot())
    clock.move(3601)
    [third] = await journal.append(story.boot())

    assert second.at == first.at
    assert third.at == first.at + timedelta(seconds=1)


async def test_time_does_not_run_backwards_over_a_restart(path: Path, clock: HandClock) -> None:
    journal = await Journal.open(path, clock=clock)
    [first] = await journal.append(story.boot())
    await journal.close()
    clock.move(-86_400)
    journal = await Journal.open(path, clock=clock)
    [second] = await journal.append(story.boot())
    await journal.close()

    assert (second.seq, second.at) == (2, first.at)


async def test_a_number_that_is_taken_rolls_back_everything_with_it(journal: Journal) -> None:
    await journal.append(story.sale("s1"), story.signed("k1", of="s1", nNF=7))

    with pytest.raises(Conflict) as refusal:
        await journal.append(
            story.sale("s2"), story.signed("k2", of="s2", nNF=7), cursor=("printing", 9)
        )

    assert refusal.value.code == "journal.conflict"
    assert journal.head == 2
    assert await journal.query(lambda c: views.sale(c, "s2")) is None
    assert await journal.cursor("printing") == 0
    with pytest.raises(NotFound):
        await journal.blob(digest_name(b"<NFe>k2</NFe>"))


async def test_the_same_idempotency_key_is_accepted_once_per_till(journal: Journal) -> None:
    await journal.append(story.sale("s1", key="k"))
    with pytest.raises(Conflict):
        await journal.append(story.sale("s2", key="k"))
    await journal.append(story.sale("s3", key="k", till="till-2"))

    found = await journal.query(lambda c: views.sale_by_key(c, "till-1", "k"))
    assert found is not None
    assert found.sale_id == "s1"


async def test_a_guard_that_raises_prevents_everything(journal: Journal) -> None:
    def guard(connection: sqlite3.Connection) -> None:
        assert views.next_number(connection, tpAmb=2, model=65, serie=1, first=1) == 1
        raise BadInput("sale.too_late")

    with pytest.raises(BadInput):
        await journal.append(story.boot(), guard=guard)

    assert await journal.read(after=0) == []
    await journal.append(story.boot())


async def test_a_guard_sees_what_was_appended_just_before(journal: Journal) -> None:
    """Twenty tills ask for the next number at once; the guard makes the losers try again."""
    lost = 0

    async def issue(till: int) -> None:
        nonlocal lost
        while True:
            number = await journal.query(_next)

            def guard(connection: sqlite3.Connection, number: int = number) -> None:
                if _next(connection) != number:
                    raise LostTheRace

            name = f"s{till}"
            try:
                await journal.append(
                    story.sale(name), story.signed(f"k{till}", of=name, nNF=number), guard=guard
                )
            except LostTheRace:
                lost += 1
            else:
                return

    await asyncio.gather(*(issue(till) for till in range(20)))

    numbers = await journal.query(
        lambda c: [row["nNF"] for row in c.execute("SELECT nNF FROM documents ORDER BY seq")]
    )
    assert numbers == list(range(1, 21))
    assert lost > 0


class LostTheRace(Exception):
    """Another till took the number."""


def _next(connection: sqlite3.Connection) -> int:
    return views.next_number(connection, tpAmb=2, model=65, serie=1, first=1)


async def test_a_guard_cannot_write(journal: Journal) -> None:
    def guard(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO cursors VALUES ('printing', 1)")

    with pytest.raises(StorageFailed, match="READONLY"):
        await journal.append(story.boot(), guard=guard)

    await journal.append(story.boot(), cursor=("printing", 1))
    assert await journal.cursor("printing") == 1


async def test_concurrent_appends_stand_one_behind_the_other(journal: Journal) -> None:
    results = await asyncio.gather(
        *(journal.append(story.boot(n), story.boot(n)) for n in range(50))
    )

    assert sorted(entry.seq for pair in results for entry in pair) == list(range(1, 101))
    assert all(second.seq == first.seq + 1 for first, second in results)


@pytest.mark.parametrize("value", [1.5, {"deep": [0.1]}, float("nan"), {1, 2}, b"bytes"])
async def test_a_body_that_is_not_exact_json_is_refused(journal: Journal, value: Any) -> None:
    with pytest.raises((ValueError, TypeError)):
        await journal.append(Fact(kind="boot", subject="box-1", body={"value": value}))
    assert journal.head == 0


async def test_what_is_folded_is_what_would_be_read_back(journal: Journal) -> None:
    [entry] = await journal.append(
        Fact(kind="boot", subject="box-1", body={"list": (1, 2), "text": "São João ✓", "n": 2**80})
    )
    assert entry.body == {"list": [1, 2], "text": "São João ✓", "n": 2**80}
    assert await journal.read(after=0) == [entry]


async def test_a_kind_that_nobody_folds_is_refused(journal: Journal) -> None:
    with pytest.raises(ValueError, match="document_signd"):
        await journal.append(Fact(kind="document_signd", subject="k1"))


async def test_a_document_without_its_bytes_is_refused(journal: Journal) -> None:
    whole = story.signed("k1", of="s1", nNF=1)
    bare = Fact(kind=whole.kind, subject=whole.subject, body=whole.body)
    with pytest.raises(ValueError, match="xml"):
        await journal.append(story.sale("s1"), bare)
    assert journal.head == 0


async def test_bytes_that_no_field_names_are_refused(journal: Journal) -> None:
    with pytest.raises(ValueError, match="no field names"):
        await journal.append(Fact(kind="boot", subject="box-1", blobs=(b"stray",)))


async def test_the_same_bytes_are_kept_once(journal: Journal) -> None:
    name = digest_name(b"picture")
    fact = Fact(kind="boot", subject="box-1", body={"logo": name}, blobs=(b"picture",))
    await journal.append(fact, fact)
    assert await journal.blob(name) == b"picture"


@pytest.mark.parametrize("table", ["entries", "blobs"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET rowid = rowid", "DELETE FROM {}"])
async def test_history_cannot_be_changed_or_removed(
    journal: Journal, path: Path, table: str, statement: str
) -> None:
    await journal.append(story.sale("s1"), story.signed("k1", of="s1", nNF=1))
    with sqlite3.connect(path) as stranger, pytest.raises(sqlite3.Error, match="append-only"):
        stranger.execute(statement.format(table))
    stranger.close()


async def test_replace_is_no_way_around_the_triggers(journal: Journal) -> None:
    await journal.append(story.boot())

    def replace() -> None:
        journal._ledger._connection.execute("INSERT OR REPLACE INTO entries SELECT * FROM entries")

    with pytest.raises(sqlite3.Error, match="append-only"):
        await journal._run(journal._writer, replace)
