"""Every printer profile against every fault a printer can have: the three outcomes are true.

``printed`` means that the whole receipt is on paper, once; ``not_printed`` that nothing of it is;
whatever else happens is ``uncertain``. The judge is the paper of a simulator that shares no code
with the drivers. Field failures F01, F03 to F06, F11, F12 and F15.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from hw_drivers.printers.outcome import PrintResult
from hw_drivers.printers.profiles import PROFILES
from hw_drivers.printers.status import Reason
from hw_drivers.state import DeviceState
from tests.contract.printer_bench import Bench, bench
from tests.hw_drivers.descriptors import descriptors

PRINTED, NOT_PRINTED, UNCERTAIN = (
    PrintResult.PRINTED,
    PrintResult.NOT_PRINTED,
    PrintResult.UNCERTAIN,
)
ANY = set(PrintResult)
#: Rows that differ in more than their name: to a driver the others are the same printer.
MODELS = tuple({replace(each, name=""): name for name, each in reversed(PROFILES.items())}.values())
#: One of each way of writing and answering.
KINDS = (
    "epson-tm-t20",
    "generic-80",
    "generic-80-raster",
    "bematech-mp4200",
    "daruma-dr800",
    "elgin-vox",
)
# Bytes of questions that come before a job begins, at most; later ones fall into the job.
_QUESTIONS = 40

#: Fault, its parameters, and how a job may end that meets it.
FAULTS: dict[str, tuple[str, dict[str, Any], set[PrintResult]]] = {
    "F08 switched off": ("absent", {}, {NOT_PRINTED}),
    "F12 held by another program": ("occupied", {}, {NOT_PRINTED}),
    "paper out": ("paper_out", {}, {NOT_PRINTED}),
    "cover open": ("cover_open", {}, {NOT_PRINTED}),
    "knife jammed": ("cutter", {}, {NOT_PRINTED}),
    "F01 paper ends in the middle": ("paper_out", {"after_mm": 12.0}, {UNCERTAIN}),
    "cover opened in the middle": ("cover_open", {"after_bytes": 120}, {UNCERTAIN}),
    "knife jams in the middle": ("cutter", {"after_bytes": 120}, {UNCERTAIN}),
    "F05 never answers again": ("mute", {}, {NOT_PRINTED}),
    "F06 falls silent in the middle": ("mute", {"after_bytes": 120}, {UNCERTAIN}),
    "noise before answers": ("noise", {}, ANY),
    "garbage for answers": ("garbage", {}, ANY),
    "answers cut short": ("truncated", {}, ANY),
    "process ids ignored": ("no_process_id", {}, {PRINTED, UNCERTAIN}),
    "slow line": ("slow", {"bytes_per_second": 20_000}, {PRINTED}),
    "takes nothing": ("stalled", {}, {NOT_PRINTED}),
    "stops taking in the middle": ("stalled", {"after_bytes": 120}, {UNCERTAIN}),
    "F15 cable pulled in the middle": ("hang_up", {"after_bytes": 120}, {UNCERTAIN}),
    "power lost in the middle": ("power_cycle", {"after_bytes": 120}, {UNCERTAIN}),
}


async def on_all(names: tuple[str, ...], run: Callable[[Bench], Awaitable[None]]) -> None:
    """``run`` on each profile by its own printer, all at once; nothing may stay open."""
    before = descriptors()

    async def one(name: str) -> None:
        async with bench(PROFILES[name]) as each:
            await run(each)

    async with asyncio.TaskGroup() as group:
        for name in names:
            group.create_task(one(name))
    await asyncio.sleep(0)
    assert descriptors() <= before


async def recovers(each: Bench, name: str) -> None:
    """With the trouble gone the next job comes out whole, and the driver knows it.

    A printer that is still busy with what it had may be found mute; nothing was sent then, and the
    job goes again, as the queue has it.
    """
    for _ in range(3):
        outcome = await each.print(name)
        if outcome.result is not NOT_PRINTED:
            break
    assert outcome.result is (PRINTED if each.proves else UNCERTAIN), (each.profile.name, outcome)
    await each.until_whole(name)
    assert len(each.traces(name)) == 1


@pytest.mark.parametrize("fault", FAULTS)
async def test_what_is_said_is_what_is_on_the_paper(fault: str) -> None:
    name, params, allowed = FAULTS[fault]

    async def run(each: Bench) -> None:
        assert (await each.printer.status()).state is DeviceState.READY
        each.machine.set_fault(name, **params)
        outcome = await each.print("um")
        each.machine.clear_faults()
        if outcome.result not in allowed:
            assert not each.proves, (each.profile.name, outcome)
            assert outcome.result is UNCERTAIN, (each.profile.name, outcome)
        await recovers(each, "dois")
        await each.obeys("um", outcome)

    await on_all(MODELS, run)


async def test_a_healthy_printer_prints_one_job_after_another() -> None:
    async def run(each: Bench) -> None:
        for name in ("um", "dois", "tres"):
            await recovers(each, name)
        await asyncio.sleep(0)
        assert [receipt.unknown for receipt in each.machine.receipts()] == [()] * 3

    await on_all(MODELS, run)


@pytest.mark.parametrize("name", KINDS)
async def test_trouble_at_any_byte_is_never_taken_for_paper(name: str) -> None:
    async def run(each: Bench) -> None:
        fault, at = next(troubles)
        await each.printer.status()
        each.machine.set_fault(fault, after_bytes=at)
        outcome = await each.print("um")
        each.machine.clear_faults()
        assert at > _QUESTIONS or outcome.result is not PRINTED, (fault, at, outcome)
        await recovers(each, "dois")
        await each.obeys("um", outcome)

    async with bench(PROFILES[name]) as each:
        size = len(each.job("um"))
    chance = random.Random(name)
    faults = ("hang_up", "power_cycle", "stalled", "mute") * 4
    troubles = iter([(fault, chance.randrange(1, size + _QUESTIONS)) for fault in faults])
    await on_all((name,) * len(faults), run)


async def test_F03_a_printer_that_never_answers_is_trusted_to_print() -> None:
    async def run(each: Bench) -> None:
        each.machine.set_fault("mute")
        assert (await each.printer.status()).state is DeviceState.UNKNOWN
        outcome = await each.print("um")
        assert (outcome.result, outcome.reason) == (UNCERTAIN, "unconfirmed")
        await each.until_whole("um")

    await on_all(MODELS, run)


@pytest.mark.parametrize(
    ("fault", "reason"), [("paper_out", Reason.PAPER_OUT), ("cover_open", Reason.COVER_OPEN)]
)
async def test_a_person_is_told_what_to_mend_and_the_state_is_good_again_after(
    fault: str, reason: Reason
) -> None:
    async def run(each: Bench) -> None:
        each.machine.set_fault(fault)
        status = await each.printer.status()
        assert (status.state, status.reason) == (DeviceState.ATTENTION, reason)
        each.machine.clear_faults()
        assert (await each.printer.status()).state is DeviceState.READY

    await on_all(MODELS, run)


async def test_F13_the_drawer_is_kicked_and_its_switch_is_read() -> None:
    async def run(each: Bench) -> None:
        await each.printer.print(each.profile.drawer, job="gaveta")
        assert each.machine.drawer_pulses == 1
        status = await each.printer.status()
        assert status.drawer_open is each.profile.drawer_open_is_high

    await on_all(MODELS, run)


async def test_little_paper_is_told_and_is_no_trouble() -> None:
    async def run(each: Bench) -> None:
        each.machine.set_fault("paper_near_end")
        status = await each.printer.status()
        assert (status.state, status.paper_near_end) == (DeviceState.READY, True)

    await on_all(MODELS, run)
