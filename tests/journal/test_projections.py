"""Sales, print jobs, mode, tasks and streams: what the journal comes to."""

import pytest

from edge.errors import Conflict
from edge.journal import views
from edge.journal.journal import Journal
from edge.journal.states import PrintState
from tests.journal import story
from tests.journal.hand_clock import HandClock


async def test_a_sale_keeps_its_request_and_its_answer(journal: Journal, clock: HandClock) -> None:
    await journal.append(story.sale("s1"))
    accepted_at = clock.time
    waiting = await journal.query(views.unconcluded_sales)
    clock.move(1)
    await journal.append(
        story.signed("k1", of="s1", nNF=1),
        story.concluded("s1", status="authorized", access_key="k1"),
    )

    sale = await journal.query(lambda c: views.sale(c, "s1"))
    assert sale is not None
    assert sale.request == story.sale("s1").body["request"]
    assert sale.answer == story.concluded("s1", status="authorized").body["answer"]
    assert (sale.status, sale.access_key) == ("authorized", "k1")
    assert (sale.accepted_at, sale.concluded_at) == (accepted_at, clock.time)
    assert [row.sale_id for row in waiting] == ["s1"]
    assert await journal.query(views.unconcluded_sales) == []


async def test_a_till_never_gets_a_second_answer(journal: Journal) -> None:
    await journal.append(story.sale("s1"), story.concluded("s1", status="contingency"))
    with pytest.raises(Conflict, match=r"journal\.illegal_transition"):
        await journal.append(story.concluded("s1", status="authorized"))


async def test_an_uncertain_answer_may_become_a_certain_one(journal: Journal) -> None:
    await journal.append(story.sale("s1"), story.concluded("s1", status="uncertain"))
    await journal.append(story.concluded("s1", status="authorized"))
    sale = await journal.query(lambda c: views.sale(c, "s1"))
    assert sale is not None
    assert sale.status == "authorized"


async def test_a_print_job_waits_for_paper_and_is_printed(
    journal: Journal, clock: HandClock
) -> None:
    await journal.append(
        story.sale("s1"), story.signed("k1", of="s1", nNF=1), story.queued("j1", of="s1", key="k1")
    )
    since = clock.time
    clock.move(1)
    await journal.append(story.printing("waiting", "j1"))
    [job] = await journal.query(lambda c: views.print_jobs(c, [PrintState.QUEUED]))
    assert (job.reason, job.since, job.drawer) == ("paper_out", since, True)

    await journal.append(story.printing("sending", "j1"))
    await journal.append(story.printing("printed", "j1"))
    [job] = await journal.query(lambda c: views.print_jobs_of_sale(c, "s1"))
    assert (job.state, job.reason, job.since) == ("printed", "printer said so", clock.time)
    assert await journal.query(lambda c: views.print_job(c, "j1")) == job


@pytest.mark.parametrize(
    ("before", "refused"),
    [
        ([], "printed"),  # sent is not printed, and this was not even sent
        (["sending", "uncertain"], "sending"),  # perhaps there is a paper already
        (["sending", "uncertain"], "waiting"),
        (["sending", "printed"], "waiting"),
        (["sending", "printed"], "not_printed"),
    ],
)
async def test_a_print_fact_that_cannot_follow_is_refused(
    journal: Journal, before: list[str], refused: str
) -> None:
    await journal.append(
        story.sale("s1"), story.signed("k1", of="s1", nNF=1), story.queued("j1", of="s1", key="k1")
    )
    await journal.append(*(story.printing(what, "j1") for what in before))
    with pytest.raises(Conflict, match=r"journal\.illegal_transition"):
        await journal.append(story.printing(refused, "j1"))


@pytest.mark.parametrize("outcome", ["printed", "not_printed"])
async def test_a_person_settles_an_uncertain_print(journal: Journal, outcome: str) -> None:
    await journal.append(
        story.sale("s1"), story.signed("k1", of="s1", nNF=1), story.queued("j1", of="s1", key="k1")
    )
    await journal.append(*(story.printing(w, "j1") for w in ("sending", "uncertain", outcome)))
    [job] = await journal.query(lambda c: views.print_jobs(c, list(PrintState)))
    assert job.state == outcome


async def test_the_mode_is_normal_until_it_is_switched(journal: Journal) -> None:
    assert (await journal.query(views.mode)).mode == "normal"
    await journal.append(story.mode("contingency"))
    mode = await journal.query(views.mode)
    assert (mode.mode, mode.reason, mode.since) == (
        "contingency",
        "sefaz.unreachable",
        "2026-08-22T13:05:00Z",
    )
    await journal.append(story.mode("normal"))
    mode = await journal.query(views.mode)
    assert (mode.mode, mode.reason) == ("normal", "sefaz.answers")


async def test_a_task_is_open_until_it_is_closed_and_may_come_back(journal: Journal) -> None:
    await journal.append(story.task("opened", "void k1"))
    with pytest.raises(Conflict):
        await journal.append(story.task("opened", "void k1"))
    [task] = await journal.query(views.open_tasks)
    assert (task.code, task.params) == ("number.void", {"nNF": 7})

    await journal.append(story.task("closed", "void k1"))
    assert await journal.query(views.open_tasks) == []
    with pytest.raises(Conflict):
        await journal.append(story.task("closed", "void k1"))
    await journal.append(story.task("opened", "void k1"))
    [task] = await journal.query(views.open_tasks)
    assert task.closed_at is None


async def test_the_hub_is_told_facts_numbered_without_gaps(journal: Journal) -> None:
    await journal.append(
        story.boot(),
        story.sale("s1"),
        story.signed("k1", of="s1", nNF=1),
        story.document("sent", "k1"),
        story.document("not_sent", "k1"),
        story.document("sent", "k1"),
        story.document("authorized", "k1"),
        story.concluded("s1", status="authorized", access_key="k1"),
        story.mode("contingency"),
        story.task("opened", "t1"),
        story.task("closed", "t1"),
    )
    told = await journal.query(lambda c: views.stream_after(c, "fiscal", 0, 100))
    assert [(n, entry.seq, entry.kind) for n, entry in told] == [
        (1, 3, "document_signed"),
        (2, 7, "document_authorized"),
        (3, 8, "sale_concluded"),
        (4, 9, "sefaz_mode"),
        (5, 10, "task_opened"),
        (6, 11, "task_closed"),
    ]
    assert await journal.query(lambda c: views.stream_after(c, "fiscal", 4, 1)) == told[4:5]


async def test_a_refused_fact_leaves_no_gap_in_the_stream(journal: Journal) -> None:
    await journal.append(story.mode("contingency"))
    with pytest.raises(Conflict):
        await journal.append(
            story.mode("normal"), story.task("opened", "t"), story.task("opened", "t")
        )
    await journal.append(story.mode("normal"))
    told = await journal.query(lambda c: views.stream_after(c, "fiscal", 0, 100))
    assert [(n, entry.seq) for n, entry in told] == [(1, 1), (2, 2)]
