"""Requests about documents: what may follow what, and what is kept of them."""

from __future__ import annotations

import pytest

from edge.errors import Conflict, NotFound
from edge.journal import views
from edge.journal.journal import Journal
from edge.journal.rows import DocumentRow, EventRow
from edge.journal.states import EventState
from tests.journal import story

AUTHORIZED = ("sent", "authorized")


async def _event(journal: Journal, name: str) -> EventRow:
    row = await journal.query(lambda c: views.event(c, name))
    assert row is not None
    return row


async def _document(journal: Journal, key: str) -> DocumentRow:
    row = await journal.query(lambda c: views.document(c, key))
    assert row is not None
    return row


async def _issue(journal: Journal, key: str, *what: str, nNF: int = 1, tpEmis: int = 1) -> None:
    await journal.append(
        story.sale(f"sale of {key}"),
        story.signed(key, of=f"sale of {key}", nNF=nNF, tpEmis=tpEmis),
        *(story.document(kind, key) for kind in what),
    )


@pytest.mark.parametrize(
    ("what", "state"),
    [
        ([], "signed"),
        (["sent"], "sent"),
        (["sent", "not_sent"], "signed"),
        (["sent", "not_sent", "discarded"], "discarded"),
        (["sent", "uncertain"], "uncertain"),
        (["sent", "uncertain", "uncertain"], "uncertain"),
        (["sent", "uncertain", "not_found"], "signed"),
        (["sent", "uncertain", "registered"], "registered"),
        (["sent", "rejected"], "rejected"),
        (["sent", "registered"], "registered"),
    ],
)
async def test_a_request_comes_to_its_state(journal: Journal, what: list[str], state: str) -> None:
    await _issue(journal, "k1", *AUTHORIZED)
    await journal.append(
        story.event_signed("e1", about="k1"), *(story.event(kind, "e1") for kind in what)
    )
    row = await _event(journal, "e1")
    assert (row.state, row.attempts) == (state, what.count("sent"))


@pytest.mark.parametrize(
    ("before", "refused"),
    [
        (["sent", "uncertain"], "sent"),  # nothing uncertain is silently retried
        (["sent", "uncertain"], "discarded"),
        (["sent"], "discarded"),
        ([], "registered"),
        (["sent", "registered"], "rejected"),
        (["discarded"], "sent"),
    ],
)
async def test_a_fact_that_cannot_follow_is_refused(
    journal: Journal, before: list[str], refused: str
) -> None:
    await _issue(journal, "k1", *AUTHORIZED)
    await journal.append(
        story.event_signed("e1", about="k1"), *(story.event(kind, "e1") for kind in before)
    )
    row = await _event(journal, "e1")
    with pytest.raises(Conflict, match=r"journal\.illegal_transition"):
        await journal.append(story.event(refused, "e1"))
    assert await _event(journal, "e1") == row


@pytest.mark.parametrize("ended", ["rejected", "discarded"])
async def test_what_came_to_nothing_may_be_asked_for_anew(journal: Journal, ended: str) -> None:
    await _issue(journal, "k1", *AUTHORIZED)
    ways = {"rejected": ["sent", "rejected"], "discarded": ["discarded"]}
    await journal.append(
        story.event_signed("e1", about="k1"), *(story.event(kind, "e1") for kind in ways[ended])
    )
    await journal.append(story.event_signed("e1", about="k1"))
    row = await _event(journal, "e1")
    assert (row.state, row.cStat, row.attempts) == (EventState.SIGNED, None, 0)
    with pytest.raises(Conflict, match=r"journal\.illegal_transition"):
        await journal.append(story.event_signed("e1", about="k1"))


async def test_a_request_needs_its_document(journal: Journal) -> None:
    with pytest.raises(Conflict, match="FOREIGNKEY"):
        await journal.append(story.event_signed("e1", about="nobody"))
    with pytest.raises(NotFound, match=r"journal\.unknown_subject"):
        await journal.append(story.event("sent", "e1"))


@pytest.mark.parametrize(
    ("tpEmis", "before", "what"),
    [
        (1, ["sent"], "cancelled"),
        (1, ["sent", "rejected"], "cancelled"),
        (1, [*AUTHORIZED], "voided"),
        (1, ["sent", "uncertain"], "voided"),
        (9, [*AUTHORIZED], "substituted"),  # 920
        (9, ["sent", "rejected"], "voided"),  # clause 11, paragraph 2, II
    ],
)
async def test_only_what_is_authorised_is_cancelled_and_only_what_is_unused_is_voided(
    journal: Journal, tpEmis: int, before: list[str], what: str
) -> None:
    await _issue(journal, "k1", *before, tpEmis=tpEmis)
    with pytest.raises(Conflict, match=r"journal\.illegal_transition"):
        await journal.append(story.document(what, "k1"))


async def test_a_voided_number_is_never_the_next(journal: Journal) -> None:
    await _issue(journal, "k1", "sent", "rejected", "voided")
    assert (await _document(journal, "k1")).state == "voided"
    number = await journal.query(
        lambda c: views.next_number(c, tpAmb=2, model=65, serie=1, first=1)
    )
    assert number == 2


async def test_a_cancelled_document_keeps_the_word_of_its_authorisation(journal: Journal) -> None:
    await _issue(journal, "k1", *AUTHORIZED)
    before = await _document(journal, "k1")
    await journal.append(story.document("cancelled", "k1"))
    after = await _document(journal, "k1")
    assert (after.state, after.nProt, after.proc) == ("cancelled", before.nProt, before.proc)


async def test_what_the_shop_still_owes_is_told_in_the_order_of_issue(journal: Journal) -> None:
    await _issue(journal, "rejected", "sent", "rejected", nNF=1)
    await _issue(journal, "parked", "sent", "rejected", nNF=2, tpEmis=9)
    await _issue(journal, "good", *AUTHORIZED, nNF=3)
    await _issue(journal, "orphan", "sent", "uncertain", nNF=4)
    await journal.append(
        story.signed("twin", of="sale of orphan", nNF=5, tpEmis=9, replaces="orphan"),
        story.document("superseded", "orphan", by="twin"),
    )

    async def owed() -> list[str]:
        rows = await journal.query(lambda c: views.unaccounted(c, tpAmb=2))
        return [row.access_key for row in rows]

    assert await owed() == ["rejected"]
    await journal.append(story.document("authorized", "orphan"))
    assert await owed() == ["rejected", "orphan"]
    await journal.append(
        story.document("voided", "rejected"), story.document("substituted", "orphan")
    )
    assert await owed() == []


async def test_the_hub_is_told_what_became_of_a_request_not_every_attempt(
    journal: Journal,
) -> None:
    await _issue(journal, "k1", *AUTHORIZED)
    told = len(await journal.query(lambda c: views.stream_after(c, "fiscal", 0, 100)))
    await journal.append(
        story.event_signed("e1", about="k1"),
        *(story.event(kind, "e1") for kind in ("sent", "not_sent", "sent", "registered")),
        story.document("cancelled", "k1"),
    )
    stream = await journal.query(lambda c: views.stream_after(c, "fiscal", told, 100))
    assert [entry.kind for _, entry in stream] == [
        "event_signed",
        "event_registered",
        "document_cancelled",
    ]
