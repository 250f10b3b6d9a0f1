"""The checkup keeps what was found last and tells what has changed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from edge.errors import StorageFailed
from edge.events import Bus
from edge.health.check import OK, Finding, Health, attention, failing
from edge.health.checkup import Checkup

if TYPE_CHECKING:
    from tests.health.conftest import HandClock


class Scripted:
    """Finds, or raises, what it is told to."""

    def __init__(self, name: str, outcome: Finding | Exception | None = OK) -> None:
        self.name = name
        self.outcome = outcome

    async def run(self) -> Finding:
        if self.outcome is None:
            await asyncio.Event().wait()
        if isinstance(self.outcome, Exception):
            raise self.outcome
        assert isinstance(self.outcome, Finding)
        return self.outcome


@pytest.fixture
def bus() -> Bus:
    return Bus()


async def test_the_worst_finding_is_the_health_of_the_box(clock: HandClock, bus: Bus) -> None:
    disk, clockwork = Scripted("disk"), Scripted("clock")
    checkup = Checkup([disk, clockwork], clock=clock, bus=bus)
    assert checkup.as_json() == {"health": "ok", "checks": {}}
    await checkup.look()
    assert checkup.as_json()["health"] == "ok"
    disk.outcome = attention("health.disk_low", below_mib=1024)
    await checkup.look()
    assert checkup.as_json()["health"] == "attention"
    clockwork.outcome = failing("health.clock_impossible", year=1970)
    await checkup.look()
    assert checkup.as_json()["health"] == "failing"
    assert checkup.finding("clock") == clockwork.outcome
    assert checkup.finding("nonsense") is None


async def test_a_change_is_told_once_with_what_to_do(clock: HandClock, bus: Bus) -> None:
    disk = Scripted("disk")
    checkup = Checkup([disk], clock=clock, bus=bus)
    with bus.listen() as events:
        await checkup.look()
        disk.outcome = attention("health.disk_low", below_mib=1024)
        began = clock.now()
        await checkup.look()
        clock.move(hours=1)
        await checkup.look()
        disk.outcome = OK
        await checkup.look()
        first, second = await anext(events), await anext(events)
    assert first.kind == "health"
    assert first.data | {"what_to_do": ""} == {
        "check": "disk",
        "health": "attention",
        "since": began.isoformat(),
        "code": "health.disk_low",
        "params": {"below_mib": 1024},
        "what_to_do": "",
    }
    assert "1024 MiB" in first.data["what_to_do"]
    assert second.data == {"check": "disk", "health": "ok", "since": clock.now().isoformat()}


async def test_a_check_that_hangs_is_failing_and_holds_up_no_other(
    clock: HandClock, bus: Bus
) -> None:
    checkup = Checkup(
        [Scripted("stuck", None), Scripted("well")], clock=clock, bus=bus, patience=0.02
    )
    await checkup.look()
    assert checkup.finding("stuck") == failing("health.no_answer", check="stuck", seconds=0.02)
    assert checkup.finding("well") == OK


async def test_an_error_of_a_check_is_its_finding(clock: HandClock, bus: Bus) -> None:
    broken = Scripted("journal", StorageFailed("journal.sealed", why="SQLITE_IOERR"))
    gone = Scripted("disk", FileNotFoundError("/data"))
    checkup = Checkup([broken, gone], clock=clock, bus=bus)
    await checkup.look()
    assert checkup.finding("journal") == failing("journal.sealed", why="SQLITE_IOERR")
    found = checkup.finding("disk")
    assert found is not None
    assert (found.health, found.code) == (Health.FAILING, "health.check_failed")


async def test_it_looks_again_and_again(clock: HandClock, bus: Bus) -> None:
    disk = Scripted("disk")
    checkup = Checkup([disk], clock=clock, bus=bus, every=0.001)
    with bus.listen() as events:
        running = asyncio.create_task(checkup.run())
        async with asyncio.timeout(5):
            for outcome in (attention("health.disk_low", below_mib=1), OK, failing("health.x")):
                disk.outcome = outcome
                assert (await anext(events)).data["health"] == outcome.health.value
        running.cancel()
