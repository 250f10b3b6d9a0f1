"""The printer driver against a printer in every mood: what it says happened is what happened."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from hw_drivers.printers.outcome import Evidence, PrintOutcome
from hw_drivers.printers.patience import Patience
from hw_drivers.printers.printer import Printer
from hw_drivers.printers.profiles import PROFILES
from hw_drivers.state import DeviceState
from tests.hw_drivers.descriptors import descriptors
from tests.hw_drivers.fake_printer import FakePrinter

QUICK = Patience(answer=0.15, poll=0.05, job=0.6, bytes_per_second=1_000_000)
JOB = b"\x1b@receipt\n" * 20
EPSON = PROFILES["epson-tm-t20"]
GENERIC = PROFILES["generic-80"]
OLD = replace(EPSON, process_id=False)


async def test_a_job_is_printed_when_the_printer_echoes_its_id(fake: FakePrinter) -> None:
    outcome = await Printer(fake.url, EPSON, patience=QUICK).print(JOB, job="a")
    assert outcome == PrintOutcome.printed(Evidence.PROCESS_ID)
    assert fake.job == JOB


async def test_a_printer_without_process_ids_proves_it_by_working_through_the_job(
    fake: FakePrinter,
) -> None:
    fake.echoes = False
    outcome = await Printer(fake.url, OLD, patience=QUICK).print(JOB, job="a")
    assert outcome == PrintOutcome.printed(Evidence.PROCESSED)
    assert fake.asked == [1, 2, 4, 1, 2, 4]


@pytest.mark.parametrize(
    ("echoes", "evidence"), [(True, Evidence.PROCESS_ID), (False, Evidence.PROCESSED)]
)
async def test_an_unknown_model_is_asked_once_whether_it_echoes(
    fake: FakePrinter, echoes: bool, evidence: Evidence
) -> None:
    fake.echoes = echoes
    printer = Printer(fake.url, GENERIC, patience=QUICK)
    assert await printer.print(JOB, job="a") == PrintOutcome.printed(evidence)
    probed = fake.job.count(b"0000")
    assert await printer.print(JOB, job="b") == PrintOutcome.printed(evidence)
    assert fake.job.count(b"0000") == probed


async def test_a_missing_echo_is_uncertain_and_not_printed_twice(fake: FakePrinter) -> None:
    fake.echoes = False
    outcome = await Printer(fake.url, EPSON, patience=QUICK).print(JOB, job="a")
    assert outcome == PrintOutcome.uncertain("unconfirmed")
    assert fake.job == JOB


async def test_the_late_echo_of_another_job_proves_nothing(fake: FakePrinter) -> None:
    fake.echo = b"LATE"
    outcome = await Printer(fake.url, EPSON, patience=QUICK).print(JOB, job="a")
    assert outcome == PrintOutcome.uncertain("unconfirmed")


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ({2: 0x32, 4: 0x72}, "paper_out"),
        ({1: 0x1A, 2: 0x16}, "cover_open"),
        ({1: 0x1A, 2: 0x52, 3: 0x1A}, "cutter"),
        ({1: 0x1A}, "offline"),
    ],
)
async def test_a_printer_in_trouble_is_sent_nothing(
    fake: FakePrinter, status: dict[int, int], reason: str
) -> None:
    fake.status |= status
    outcome = await Printer(fake.url, EPSON, patience=QUICK).print(JOB, job="a")
    assert outcome == PrintOutcome.not_printed(reason)
    assert fake.job == b""


async def test_paper_that_runs_out_in_the_middle_is_uncertain_and_says_so_early(
    fake: FakePrinter,
) -> None:
    fake.runs_out_after = 100
    patient = replace(QUICK, job=30.0)
    async with asyncio.timeout(5):
        outcome = await Printer(fake.url, EPSON, patience=patient).print(JOB, job="a")
    assert outcome == PrintOutcome.uncertain("paper_out")


async def test_paper_that_runs_out_under_the_barrier_is_uncertain(fake: FakePrinter) -> None:
    fake.runs_out_after = 100
    outcome = await Printer(fake.url, OLD, patience=QUICK).print(JOB, job="a")
    assert outcome == PrintOutcome.uncertain("paper_out")


async def test_a_connection_cut_in_the_middle_is_uncertain(fake: FakePrinter) -> None:
    fake.hangs_up_after = 1
    outcome = await Printer(fake.url, EPSON, patience=QUICK).print(JOB * 5000, job="a")
    assert outcome == PrintOutcome.uncertain("gone")


async def test_a_printer_that_stops_reading_is_uncertain_in_bounded_time(fake: FakePrinter) -> None:
    fake.reads = False
    hasty = replace(QUICK, bytes_per_second=10**9)
    async with asyncio.timeout(5):
        outcome = await Printer(fake.url, EPSON, patience=hasty).print(bytes(20_000_000), job="a")
    assert outcome == PrintOutcome.uncertain("stalled")


async def test_nobody_at_the_address_is_not_printed(unused_tcp_port: int) -> None:
    printer = Printer(f"tcp://127.0.0.1:{unused_tcp_port}", EPSON, patience=QUICK)
    assert await printer.print(JOB, job="a") == PrintOutcome.not_printed("refused")
    status = await printer.status()
    assert (status.state, status.reason) == (DeviceState.ABSENT, "refused")


async def test_a_printer_that_never_answers_is_still_given_the_job(fake: FakePrinter) -> None:
    fake.status, fake.echoes, fake.answers_barrier = {}, False, False
    printer = Printer(fake.url, GENERIC, patience=QUICK)
    assert (await printer.status()).state is DeviceState.UNKNOWN
    outcome = await printer.print(JOB, job="a")
    assert outcome == PrintOutcome.uncertain("unconfirmed")
    assert fake.job == JOB


async def test_a_printer_that_used_to_answer_is_not_sent_a_job_while_it_is_mute(
    fake: FakePrinter,
) -> None:
    printer = Printer(fake.url, EPSON, patience=QUICK)
    assert (await printer.status()).state is DeviceState.READY
    fake.status = {}
    assert await printer.print(JOB, job="a") == PrintOutcome.not_printed("no_answer")
    assert fake.job == b""


async def test_status_tells_near_end_and_drawer_without_calling_it_trouble(
    fake: FakePrinter,
) -> None:
    fake.status |= {1: 0x16, 4: 0x1E}
    status = await Printer(fake.url, EPSON, patience=QUICK).status()
    assert status.state is DeviceState.READY
    assert status.paper_near_end
    assert status.drawer_open
    assert status.raw == ((1, 0x16), (2, 0x12), (4, 0x1E))


async def test_two_callers_never_talk_to_the_printer_at_once(fake: FakePrinter) -> None:
    printer = Printer(fake.url, EPSON, patience=QUICK)
    outcomes = await asyncio.gather(
        printer.print(b"\x1b@first", job="a"),
        printer.status(),
        printer.print(b"\x1b@second", job="b"),
    )
    assert [outcomes[0], outcomes[2]] == [PrintOutcome.printed(Evidence.PROCESS_ID)] * 2
    assert fake.job == b"\x1b@first\x1b@second"


async def test_a_cancelled_job_lets_go_of_the_printer(fake: FakePrinter) -> None:
    fake.echoes = False
    printer = Printer(fake.url, EPSON, patience=replace(QUICK, job=60.0))
    job = asyncio.create_task(printer.print(JOB, job="a"))
    while fake.job != JOB:
        await asyncio.sleep(0.01)
    job.cancel()
    async with asyncio.timeout(2):
        with pytest.raises(asyncio.CancelledError):
            await job
        assert (await printer.status()).state is DeviceState.READY


async def test_no_conversation_leaves_a_descriptor_behind(
    fake: FakePrinter, unused_tcp_port: int
) -> None:
    printers = [
        Printer(fake.url, EPSON, patience=QUICK),
        Printer(f"tcp://127.0.0.1:{unused_tcp_port}", EPSON, patience=QUICK),
    ]
    await printers[0].status()
    before = descriptors()
    for _ in range(20):
        for printer in printers:
            await printer.print(JOB, job="a")
    await asyncio.sleep(0)
    assert descriptors() <= before + 1
