"""One printer's station: its own jobs, in order, and none that can hold up the others."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from edge.events import Bus
from edge.journal.facts import Fact
from edge.journal.rows import PrintJobRow
from edge.journal.states import PrintState
from edge.journal.views import print_job
from edge.printing.station import PrintStation
from hw_drivers.printers.outcome import Evidence, PrintOutcome
from hw_drivers.printers.profiles import PROFILES
from hw_drivers.printers.status import PrinterStatus
from hw_drivers.state import DeviceState
from tests.support.counter import Counter, open_counter
from tests.support.scripted_sefaz import ScriptedSefaz


@dataclass
class ObedientPrinter:
    """Prints whatever it is given."""

    jobs: list[str] = field(default_factory=list)

    async def status(self) -> PrinterStatus:
        return PrinterStatus(state=DeviceState.READY)

    async def print(self, _data: bytes, *, job: str) -> PrintOutcome:
        self.jobs.append(job)
        return PrintOutcome.printed(Evidence.PROCESS_ID)


@asynccontextmanager
async def printing(counter: Counter) -> AsyncIterator[ObedientPrinter]:
    """The station of printer ``p1`` at work. If it fails the test does."""
    driver = ObedientPrinter()
    profile = PROFILES["generic-80"]
    station = PrintStation(
        name="p1", profile=profile, driver=driver, journal=counter.journal, bus=Bus()
    )
    running = asyncio.create_task(station.run())
    try:
        yield driver
    finally:
        running.cancel()
        await asyncio.wait([running])
        if not running.cancelled():
            await running


async def queue(counter: Counter, sale: dict[str, Any], *jobs: str, printer: str = "p1") -> None:
    body = {
        "access_key": sale["access_key"],
        "sale_id": sale["sale_id"],
        "copy": "consumer",
        "printer": printer,
        "drawer": False,
        "second_copy": False,
    }
    await counter.journal.append(
        *(Fact(kind="print_queued", subject=job, body=body) for job in jobs)
    )


async def ended(counter: Counter, job: str, state: PrintState) -> PrintJobRow:
    async with asyncio.timeout(10):
        while True:
            seen = counter.journal.head
            row = await counter.journal.query(lambda reader: print_job(reader, job))
            if row is not None and row.state is state:
                return row
            await counter.journal.wait(seen)


async def test_a_job_that_can_never_be_printed_ends_and_the_next_one_goes_on(
    tmp_path: Path,
) -> None:
    async with open_counter(tmp_path, sefaz=ScriptedSefaz(words=["778"])) as counter:
        rejected, sold = await counter.sell("k1"), await counter.sell("k2")
        assert rejected["status"] == "rejected"
        await queue(counter, rejected, "of-a-rejected-note")
        await queue(counter, sold, "good")
        async with printing(counter) as printer:
            refused = await ended(counter, "of-a-rejected-note", PrintState.NOT_PRINTED)
            await ended(counter, "good", PrintState.PRINTED)
        assert refused.reason == "printing.not_authorized"
        assert printer.jobs == ["good"]


async def test_hundreds_of_jobs_of_a_broken_printer_do_not_stop_another(tmp_path: Path) -> None:
    async with open_counter(tmp_path) as counter:
        sale = await counter.sell("k1")
        await queue(counter, sale, *(f"waiting-{n}" for n in range(300)), printer="broken")
        await queue(counter, sale, "mine")
        async with printing(counter) as printer:
            await ended(counter, "mine", PrintState.PRINTED)
        assert printer.jobs == ["mine"]
