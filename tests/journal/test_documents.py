"""Documents: what may follow what, and who holds which number."""

import sqlite3
from collections.abc import Callable
from functools import partial
from itertools import product

import pytest

from edge.errors import Conflict, NotFound
from edge.journal import views
from edge.journal.journal import Journal
from edge.journal.rows import DocumentRow
from edge.journal.states import DOCUMENT_MAY, DocumentState, next_document_state
from tests.journal import story
from tests.journal.hand_clock import HandClock

LET_GO = {DocumentState.DISCARDED, DocumentState.UNUSED}


async def _row(journal: Journal, key: str) -> DocumentRow:
    row = await journal.query(lambda c: views.document(c, key))
    assert row is not None
    return row


def _next(connection: sqlite3.Connection) -> int:
    return views.next_number(connection, tpAmb=2, model=65, serie=1, first=1)


async def _issue(journal: Journal, *what: str, tpEmis: int = 1) -> DocumentRow:
    await journal.append(story.sale("s1"), story.signed("k1", of="s1", nNF=1, tpEmis=tpEmis))
    for kind in what:
        await journal.append(story.document(kind, "k1"))
    return await _row(journal, "k1")


async def test_a_document_is_signed_sent_and_authorized(journal: Journal, clock: HandClock) -> None:
    signed = await _issue(journal)
    assert (signed.state, signed.since, signed.nNF) == ("signed", clock.time, 1)
    clock.move(2)
    await journal.append(story.document("sent", "k1"))
    await journal.append(story.document("authorized", "k1"))

    row = await _row(journal, "k1")
    assert row.state is DocumentState.AUTHORIZED
    assert (row.cStat, row.nProt, row.attempts) == ("100", "135260000000001", 1)
    assert row.since == clock.time
    assert row.proc is not None
    assert await journal.blob(row.proc) == b"<nfeProc>k1</nfeProc>"


@pytest.mark.parametrize(
    ("tpEmis", "what", "state"),
    [
        (1, ["sent", "not_sent"], "signed"),
        (9, ["sent", "not_sent"], "issued_offline"),
        (1, ["sent", "rejected"], "rejected"),
        (9, ["sent", "rejected"], "parked"),
        (9, ["sent", "rejected", "sent", "authorized"], "authorized"),
        (1, ["sent", "uncertain", "authorized"], "authorized"),
        (1, ["sent", "uncertain", "not_found"], "signed"),
        (9, ["sent", "uncertain", "not_found"], "issued_offline"),
        (1, ["sent", "uncertain", "not_found", "sent", "authorized"], "authorized"),
        (1, ["discarded"], "discarded"),
        (1, ["sent", "not_sent", "discarded"], "discarded"),
    ],
)
async def test_a_document_comes_to_its_state(
    journal: Journal, tpEmis: int, what: list[str], state: str
) -> None:
    assert (await _issue(journal, *what, tpEmis=tpEmis)).state == state


@pytest.mark.parametrize(
    ("tpEmis", "before", "refused"),
    [
        (1, ["sent", "uncertain"], "sent"),  # nothing uncertain is silently retried
        (1, ["sent"], "discarded"),  # its bytes may be on their way
        (1, ["sent", "uncertain", "not_found"], "discarded"),  # they left once
        (9, [], "discarded"),  # the customer has the paper
        (1, ["sent", "authorized"], "rejected"),
        (1, ["sent", "authorized"], "uncertain"),
        (1, ["sent", "rejected"], "sent"),
        (1, ["discarded"], "sent"),
        (1, [], "authorized"),
    ],
)
async def test_a_fact_that_cannot_follow_is_refused(
    journal: Journal, tpEmis: int, before: list[str], refused: str
) -> None:
    row = await _issue(journal, *before, tpEmis=tpEmis)
    with pytest.raises(Conflict) as refusal:
        await journal.append(story.boot(), story.document(refused, "k1"))
    assert refusal.value.params["state"] == row.state
    assert await _row(journal, "k1") == row
    assert journal.head == 2 + len(before)


async def test_a_fact_about_an_unknown_document_is_refused(journal: Journal) -> None:
    with pytest.raises(NotFound, match=r"journal\.unknown_subject"):
        await journal.append(story.document("sent", "k1"))


async def test_a_contingency_document_takes_the_number_of_the_one_it_replaces(
    journal: Journal,
) -> None:
    await _issue(journal, "sent", "not_sent")
    await journal.append(
        story.document("discarded", "k1"),
        story.signed("k2", of="s1", nNF=1, tpEmis=9, replaces="k1"),
    )
    rows = await journal.query(lambda c: views.documents_of_sale(c, "s1"))
    assert [(row.state, row.nNF, row.replaces) for row in rows] == [
        ("discarded", 1, None),
        ("issued_offline", 1, "k1"),
    ]
    assert await journal.query(_next) == 2


async def test_a_lost_answer_takes_a_new_number_and_leaves_the_old_to_be_voided(
    journal: Journal,
) -> None:
    await _issue(journal, "sent", "uncertain")
    await journal.append(
        story.signed("k2", of="s1", nNF=2, tpEmis=9, replaces="k1"),
        story.document("superseded", "k1", by="k2"),
    )
    before = await _row(journal, "k1")
    assert (before.state, before.reason) == ("uncertain", "why not")
    await journal.append(story.document("not_found", "k1"))

    old = await _row(journal, "k1")
    assert (old.state, old.superseded_by) == ("unused", "k2")
    assert await journal.query(_next) == 3


async def test_what_sefaz_did_not_have_can_turn_up_late(journal: Journal) -> None:
    await _issue(journal, "sent", "uncertain")
    await journal.append(
        story.signed("k2", of="s1", nNF=2, tpEmis=9, replaces="k1"),
        story.document("superseded", "k1", by="k2"),
        story.document("not_found", "k1"),
        story.document("authorized", "k1"),
    )
    assert (await _row(journal, "k1")).state is DocumentState.AUTHORIZED


async def test_superseding_after_the_query_leaves_the_number_to_be_voided_too(
    journal: Journal,
) -> None:
    await _issue(journal, "sent", "uncertain", "not_found")
    await journal.append(
        story.signed("k2", of="s1", nNF=2, tpEmis=9, replaces="k1"),
        story.document("superseded", "k1", by="k2"),
    )
    assert (await _row(journal, "k1")).state is DocumentState.UNUSED


async def test_since_tells_when_the_state_began(journal: Journal, clock: HandClock) -> None:
    await _issue(journal, "sent")
    clock.move(60)
    await journal.append(story.document("uncertain", "k1"))
    since = clock.time
    clock.move(60)
    await journal.append(story.document("uncertain", "k1"))
    row = await _row(journal, "k1")
    assert (row.state, row.since) == ("uncertain", since)


async def test_a_document_is_superseded_only_by_one_that_is_there(journal: Journal) -> None:
    await _issue(journal, "sent", "uncertain")
    with pytest.raises(Conflict, match="FOREIGNKEY"):
        await journal.append(story.document("superseded", "k1", by="nobody"))


async def test_a_number_let_go_of_is_the_next(journal: Journal) -> None:
    await journal.append(
        story.sale("s1"), *(story.signed(f"k{n}", of="s1", nNF=n) for n in (1, 2, 3))
    )
    await journal.append(story.document("discarded", "k2"))
    assert await journal.query(_next) == 2
    await journal.append(story.signed("k4", of="s1", nNF=2))
    assert await journal.query(_next) == 4


async def test_a_series_begins_where_it_is_told(journal: Journal) -> None:
    def ask(serie: int, first: int) -> Callable[[sqlite3.Connection], int]:
        return partial(views.next_number, tpAmb=2, model=65, serie=serie, first=first)

    assert await journal.query(ask(1, 500)) == 500
    await journal.append(story.sale("s1"), story.signed("k1", of="s1", nNF=500))
    assert await journal.query(ask(1, 500)) == 501
    assert await journal.query(ask(1, 900)) == 900
    assert await journal.query(ask(2, 1)) == 1


async def test_a_full_series_is_told(journal: Journal) -> None:
    await journal.append(story.sale("s1"), story.signed("k1", of="s1", nNF=999_999_999))
    with pytest.raises(Conflict, match=r"journal\.series_full"):
        await journal.query(_next)


async def test_the_backlog_comes_in_the_order_of_issue(journal: Journal) -> None:
    await journal.append(
        story.sale("s1"),
        *(story.signed(f"k{n}", of="s1", nNF=n, tpEmis=9) for n in (3, 1, 2)),
        story.signed("k4", of="s1", nNF=4),
    )
    waiting = (DocumentState.ISSUED_OFFLINE, DocumentState.SIGNED)
    found = await journal.query(lambda c: views.documents_in_state(c, waiting))
    assert [row.access_key for row in found] == ["k3", "k1", "k2", "k4"]
    found = await journal.query(lambda c: views.documents_in_state(c, waiting, tpEmis=9, limit=2))
    assert [row.access_key for row in found] == ["k3", "k1"]


def test_an_uncertain_document_is_left_only_by_an_answer() -> None:
    ways_out = {kind for kind, states in DOCUMENT_MAY.items() if DocumentState.UNCERTAIN in states}
    assert ways_out == {
        "document_authorized",
        "document_rejected",
        "document_not_found",
        "document_superseded",
        "document_uncertain",
    }


def test_no_document_issued_offline_is_ever_let_go_of() -> None:
    """The shop owes it to SEFAZ: it is neither discarded nor left to be voided."""
    states = set(DocumentState) - LET_GO
    for kind, state, transmitted, superseded in product(
        DOCUMENT_MAY, states, (False, True), (False, True)
    ):
        following = next_document_state(
            kind, state, tpEmis=9, transmitted=transmitted, superseded=superseded
        )
        assert following not in LET_GO, (kind, state, transmitted, superseded)
