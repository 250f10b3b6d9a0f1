"""Every make of scale against every fault: a weight is sold only when it is the true one, at rest.

The judge is a simulator that shares no code with the drivers. Field failures F21 to F24.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from decimal import Decimal
from pathlib import Path

import pytest

from hw_drivers.errors import DeviceMisnamed
from hw_drivers.scales.reading import Reading, ReadingState
from hw_drivers.scales.scale import Patience, Scale
from hw_drivers.scales.table import PROTOCOLS
from sim.scale import Scale as Machine
from tests.hw_drivers.descriptors import descriptors

QUICK = Patience(answer=0.2, tries=3, pause=0.01)
WEIGHT = Decimal("1.235")
makes = pytest.mark.parametrize("make", PROTOCOLS)
Put = Callable[..., tuple[Machine, Scale]]


@pytest.fixture
async def put(tmp_path: Path) -> AsyncIterator[Put]:
    """A scale of a make with 1.235 kg on it, and its driver."""
    async with AsyncExitStack() as stack:

        def set_up(make: str, *, name: str = "scale", seed: int = 0) -> tuple[Machine, Scale]:
            machine = Machine(tmp_path, protocol=make, name=name, seed=seed)
            machine.plug()
            stack.push_async_callback(machine.stop)
            machine.place(1235)
            return machine, Scale(machine.url, PROTOCOLS[make], patience=QUICK)

        yield set_up


def stable(weight: Decimal = WEIGHT) -> Reading:
    return Reading.stable(weight)


@makes
async def test_a_load_at_rest_is_weighed_to_the_gram(put: Put, make: str) -> None:
    machine, scale = put(make)
    assert await scale.weigh() == stable()
    machine.place(0)
    assert await scale.weigh() == stable(Decimal("0.000"))


@pytest.mark.parametrize("make", ["toledo-prt1", "toledo-p03", "filizola"])
@pytest.mark.parametrize(
    ("fault", "state"),
    [
        ("unstable", ReadingState.UNSTABLE),
        ("overload", ReadingState.OVERLOAD),
        ("negative", ReadingState.NEGATIVE),
        ("zeroing", ReadingState.UNSTABLE),
    ],
)
async def test_F21_what_is_no_weight_is_told_apart(
    put: Put, make: str, fault: str, state: ReadingState
) -> None:
    machine, scale = put(make)
    machine.set_fault(fault)
    assert (await scale.weigh()).state is state
    machine.clear_faults()
    assert await scale.weigh() == stable()


@makes
@pytest.mark.parametrize("fault", ["overload", "negative", "unstable", "mute", "absent"])
async def test_F21_no_price_is_made_of_anything_but_a_weight_at_rest(
    put: Put, make: str, fault: str
) -> None:
    machine, scale = put(make)
    machine.set_fault(fault)
    reading = await scale.weigh()
    if make == "urano" and fault == "unstable":
        assert reading == stable()  # the line says nothing of motion, and the load was at rest
        return
    with pytest.raises(ValueError, match="nothing to sell"):
        reading.price(Decimal("10.00"))


@makes
async def test_F21_a_swinging_load_is_never_sold(put: Put, make: str, tmp_path: Path) -> None:
    machine = Machine(tmp_path, protocol=make, name="swing", settling_s=0.5, seed=7)
    await machine.start()
    scale = Scale(machine.url, PROTOCOLS[make], patience=QUICK)
    machine.place(1235)
    async with asyncio.timeout(5):
        while (reading := await scale.weigh()).state is not ReadingState.STABLE:
            continue
    assert reading == stable()
    await machine.stop()


@makes
async def test_F21_a_silent_scale_is_asked_a_bounded_number_of_times(put: Put, make: str) -> None:
    machine, scale = put(make)
    machine.set_fault("mute")
    async with asyncio.timeout(3):
        reading = await scale.weigh()
    assert (reading.state, reading.reason) == (ReadingState.NO_REPLY, "no_answer")


@makes
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    "fault", ["noise", "garbage", "truncated", "truncated_once", "joined", "wrong_digit", "slow"]
)
async def test_F22_a_spoilt_line_never_gives_a_wrong_weight(
    put: Put, make: str, fault: str, seed: int
) -> None:
    machine, scale = put(make, seed=seed)
    machine.set_fault(fault)
    reading = await scale.weigh()
    assert reading.weight in {None, WEIGHT}
    machine.clear_faults()
    assert await scale.weigh() == stable()


@makes
@pytest.mark.parametrize("fault", ["joined", "slow", "truncated_once", "wrong_digit"])
async def test_F22_one_bad_frame_costs_one_reading(put: Put, make: str, fault: str) -> None:
    machine, scale = put(make)
    machine.set_fault(fault)
    assert await scale.weigh() == stable()


async def test_F23_two_scales_are_two(put: Put) -> None:
    _, one = put("toledo-prt1", name="one")
    machine, other = put("toledo-prt1", name="other")
    machine.place(40)
    readings = await asyncio.gather(*(scale.weigh() for scale in (one, other, one, other)))
    assert readings == [stable(), stable(Decimal("0.040"))] * 2


@makes
async def test_F24_a_line_lost_a_thousand_times_is_opened_again_and_leaks_nothing(
    put: Put, make: str
) -> None:
    """Three hundred a make, more than a thousand in all."""
    machine, scale = put(make)
    await scale.weigh()
    before = descriptors()
    for _ in range(300):
        machine.unplug()
        assert (await scale.weigh()).reason == "absent"
        machine.plug()
    assert await scale.weigh() == stable()
    assert descriptors() == before


@makes
async def test_F24_a_plug_pulled_in_the_middle_is_no_reply(put: Put, make: str) -> None:
    machine, scale = put(make)
    machine.set_fault("mute")
    weighing = asyncio.create_task(scale.weigh())
    await asyncio.sleep(0.05)
    machine.unplug()
    assert (await weighing).state is ReadingState.NO_REPLY
    machine.clear_faults()
    assert await scale.weigh() == stable()


async def test_watching_tells_each_change_once(put: Put) -> None:
    machine, scale = put("toledo-p03")
    seen: asyncio.Queue[Reading] = asyncio.Queue()

    async def watch() -> None:
        async for reading in scale.watch(every=0.01):
            seen.put_nowait(reading)

    watching = asyncio.create_task(watch())
    async with asyncio.timeout(5):
        assert await seen.get() == stable()
        machine.set_fault("absent")
        assert (await seen.get()).state is ReadingState.NO_REPLY
        machine.clear_faults()
        assert await seen.get() == stable()
        machine.place(500)
        assert await seen.get() == stable(Decimal("0.500"))
    watching.cancel()
    with pytest.raises(asyncio.CancelledError):
        await watching


async def test_a_wrong_address_is_told_and_not_taken_for_silence() -> None:
    with pytest.raises(DeviceMisnamed):
        await Scale("serial:///dev/ttyUSB0?baud=1", PROTOCOLS["filizola"]).weigh()
