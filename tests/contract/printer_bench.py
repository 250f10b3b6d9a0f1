"""A simulated printer, the driver that claims to know it, and what is really on the paper."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from hw_drivers.printers.outcome import PrintOutcome, PrintResult
from hw_drivers.printers.page import encode
from hw_drivers.printers.patience import Patience
from hw_drivers.printers.printer import Printer
from hw_drivers.printers.profiles import Profile
from hw_drivers.printers.ticket import Align, Cut, Qr, Text, Ticket
from sim.printer import Printer as Machine
from sim.printer import Receipt

MODES = {"escpos": "epson", "bema": "bema", "daruma": "daruma", "vox": "vox"}
QUICK = Patience(answer=0.25, poll=0.05, job=2.0, settle=0.3, bytes_per_second=12_000)
_LINES = 8


def ticket(name: str) -> Ticket:
    """``name`` stands in every line, so that any trace of it is found."""
    lines = (Text(text=f"{name} linha {i}", bold=i % 2 == 0) for i in range(_LINES))
    return Ticket(
        elements=(
            Text(text=f"{name} inicio", align=Align.CENTER, wide=True),
            *lines,
            Qr(data=f"https://x.y/q?p={name}"),
            Text(text=f"{name} fim", small=True),
            Cut(),
        )
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Bench:
    machine: Machine
    printer: Printer
    profile: Profile

    @property
    def proves(self) -> bool:
        """The printer has some way of telling that a job is on paper."""
        return self.profile.dialect != "vox"

    def job(self, name: str) -> bytes:
        return encode(ticket(name), self.profile)

    async def print(self, name: str) -> PrintOutcome:
        async with asyncio.timeout(20):
            return await self.printer.print(self.job(name), job=name)

    def traces(self, name: str) -> list[Receipt]:
        return [each for each in self.machine.receipts() if name in each.text]

    def whole(self, name: str) -> list[Receipt]:
        return [each for each in self.traces(name) if _is_whole(each, name)]

    async def until_whole(self, name: str) -> None:
        """The head may still be moving. Raises ``TimeoutError``."""
        async with asyncio.timeout(5):
            while not self.whole(name):
                await asyncio.sleep(0.02)

    async def obeys(self, name: str, outcome: PrintOutcome) -> None:
        """The law of the three outcomes, against the paper; call it when the trouble is over."""
        where = f"{self.profile.name}: {name}: {outcome}"
        match outcome.result:
            case PrintResult.PRINTED:
                await self.until_whole(name)
                assert len(self.traces(name)) == 1, where
            case PrintResult.NOT_PRINTED:
                assert not self.traces(name), where
                assert outcome.reason, where
            case PrintResult.UNCERTAIN:
                assert outcome.reason, where


@asynccontextmanager
async def bench(profile: Profile) -> AsyncIterator[Bench]:
    machine = Machine(
        columns=profile.columns,
        dots=profile.dots,
        mode=MODES[profile.dialect],
        speed_mm_s=300,
        idle_s=1.5,  # longer than a picture takes on the slow line: nobody tears paper at work
    )
    await machine.start()
    try:
        printer = Printer(machine.url, profile, patience=QUICK)
        yield Bench(machine=machine, printer=printer, profile=profile)
    finally:
        await machine.stop()


def _is_whole(receipt: Receipt, name: str) -> bool:
    """Above it there may be what is left of a job that broke off: nothing cut it away."""
    wanted = [f"{name} inicio", *(f"{name} linha {i}" for i in range(_LINES)), f"{name} fim"]
    lines = [line.strip() for line in receipt.text.splitlines()]
    drawn = f"https://x.y/q?p={name}" in receipt.qr or any("[image" in line for line in lines)
    return drawn and receipt.cut is not None and [x for x in lines if x in wanted] == wanted
