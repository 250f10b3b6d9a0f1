"""The outbox against a cloud that loses, repeats and delays, at the journal's own speed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge.clock import SystemClock
from edge.journal.facts import Entry, Fact
from edge.journal.journal import Journal
from edge.uplink.outbox import Outbox

WINDOW = 4


def outbox_of(journal: Journal, *, stall: float = 0.05) -> Outbox:
    return Outbox(journal=journal, stream="fiscal", window=WINDOW, stall=stall, longest=0.1)


async def happen(journal: Journal, count: int) -> None:
    """Journal ``count`` events, and as many facts that are none of the cloud's business."""
    for n in range(count):
        await journal.append(
            Fact(kind="boot", subject="box1"),
            Fact(
                kind="task_opened",
                subject=f"{journal.head}-{n}",
                body={"code": "test", "params": {}},
            ),
        )


class Cloud:
    """``hears(n)`` decides whether event ``n`` arrives, ``answers(n)`` whether it is answered."""

    def __init__(
        self,
        outbox: Outbox,
        *,
        hears: Callable[[int], bool] = lambda _: True,
        answers: Callable[[int], bool] = lambda _: True,
    ) -> None:
        self.outbox = outbox
        self.hears = hears
        self.answers = answers
        self.sent: list[int] = []
        self.has: set[int] = set()

    async def publish(self, n: int, _entry: Entry) -> None:
        self.sent.append(n)
        if self.hears(n):
            self.has.add(n)
            if self.answers(n):
                await self.outbox.acknowledged(self.mark)

    @property
    def mark(self) -> int:
        mark = 0
        while mark + 1 in self.has:
            mark += 1
        return mark

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[None]:
        await self.outbox.rewind()
        pumping = asyncio.create_task(self.outbox.pump(self.publish))
        try:
            yield
        finally:
            pumping.cancel()
            with suppress(asyncio.CancelledError):
                await pumping


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.001)


async def drained(outbox: Outbox, *, but: int = 0) -> None:
    async with asyncio.timeout(10):
        while await outbox.pending() != but:
            await asyncio.sleep(0.001)


async def test_events_leave_in_order_and_each_once_when_all_goes_well(journal: Journal) -> None:
    cloud = Cloud(outbox_of(journal, stall=5))
    await happen(journal, 10)
    async with cloud.connected():
        await happen(journal, 10)
        await drained(cloud.outbox)
    assert cloud.sent == list(range(1, 21))


async def test_only_a_window_leaves_while_nobody_answers(journal: Journal) -> None:
    cloud = Cloud(outbox_of(journal), answers=lambda _: False)
    await happen(journal, 10)
    async with cloud.connected():
        await until(lambda: len(cloud.sent) >= 3 * WINDOW)
    assert cloud.has == {1, 2, 3, 4}
    assert cloud.sent[: 2 * WINDOW] == [1, 2, 3, 4, 1, 2, 3, 4]


async def test_new_events_do_not_put_off_the_repetition(journal: Journal) -> None:
    """A busy shop whose cloud is mute journals something every moment."""
    cloud = Cloud(outbox_of(journal), answers=lambda _: False)
    async with cloud.connected():
        async with asyncio.timeout(10):
            while cloud.sent.count(1) < 2:
                await happen(journal, 1)


async def test_a_new_connection_repeats_what_was_not_acknowledged(journal: Journal) -> None:
    cloud = Cloud(outbox_of(journal, stall=5), answers=lambda n: n <= 2)
    await happen(journal, 3)
    async with cloud.connected():
        await until(lambda: len(cloud.sent) == 3)
        await drained(cloud.outbox, but=1)
    async with cloud.connected():
        await until(lambda: len(cloud.sent) == 4)
    assert cloud.sent == [1, 2, 3, 3]


async def test_a_cloud_that_has_more_than_was_sent_is_believed_for_what_was_sent(
    journal: Journal,
) -> None:
    """After a restart the box may have forgotten how far it came."""
    await happen(journal, 12)
    cloud = Cloud(outbox_of(journal, stall=5))
    cloud.has = set(range(1, 11))
    async with cloud.connected():
        await drained(cloud.outbox)
    assert cloud.sent == list(range(1, 13))


async def test_what_was_never_journaled_cannot_be_acknowledged(journal: Journal) -> None:
    outbox = outbox_of(journal, stall=5)
    cloud = Cloud(outbox, answers=lambda _: False)
    await happen(journal, 2)
    async with cloud.connected():
        await until(lambda: len(cloud.sent) == 2)
        await outbox.acknowledged(3)
        assert await outbox.pending() == 2
        await outbox.acknowledged(1)
        await outbox.acknowledged(0)
        assert await outbox.pending() == 1


async def test_what_was_not_sent_cannot_be_acknowledged(journal: Journal) -> None:
    outbox = outbox_of(journal)
    await happen(journal, 2)
    await outbox.rewind()
    await outbox.acknowledged(2)
    assert await outbox.pending() == 2


async def test_a_failing_connection_ends_the_pump_with_its_own_error(journal: Journal) -> None:
    async def publish(_n: int, _entry: Entry) -> None:
        raise ConnectionResetError

    outbox = outbox_of(journal)
    await happen(journal, 1)
    with pytest.raises(ConnectionResetError):
        await outbox.pump(publish)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(), batches=st.lists(st.integers(0, 6), min_size=1, max_size=5))
async def test_whatever_gets_lost_everything_arrives(
    tmp_path_factory: pytest.TempPathFactory, seed: int, batches: list[int]
) -> None:
    """Events and acknowledgements are lost at random, and the line with them."""
    path = tmp_path_factory.mktemp("outbox") / "journal.db"
    journal = await Journal.open(path, clock=SystemClock())
    chance = Random(seed)
    outbox = outbox_of(journal, stall=0.01)
    cloud = Cloud(
        outbox, hears=lambda _: chance.random() < 0.7, answers=lambda _: chance.random() < 0.7
    )
    try:
        for batch in batches:
            async with cloud.connected():
                await happen(journal, batch)
                before = await journal.cursor("uplink.fiscal")
                assert before <= cloud.mark
        async with cloud.connected():
            await drained(outbox)
        assert cloud.has == set(range(1, sum(batches) + 1))
        assert await journal.cursor("uplink.fiscal") == sum(batches)
    finally:
        await journal.close()
