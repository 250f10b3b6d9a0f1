"""One printer and its queue: jobs in order, one at a time, each ended by evidence.

``printed`` only when the printer said so. A job that may have come out is ``uncertain`` and is
never printed again by itself; a job that certainly did not come out waits for the printer and goes
whole.
"""

from __future__ import annotations

import asyncio
from typing import Protocol

import structlog

from edge.errors import BadInput, Conflict, NotFound
from edge.events import Bus, Event
from edge.fiscal.reading import read_document
from edge.journal.facts import Fact
from edge.journal.journal import Journal
from edge.journal.rows import PrintJobRow
from edge.journal.states import PrintState
from edge.journal.views import document, print_jobs, registered_event
from edge.printing.cancellation import CANCELLATION, cancellation_ticket
from edge.printing.danfe import Copy, danfe_ticket
from hw_drivers.printers.outcome import PrintOutcome, PrintResult
from hw_drivers.printers.page import encode
from hw_drivers.printers.profiles import Profile
from hw_drivers.printers.status import PrinterStatus
from hw_drivers.state import DeviceState

_RETRY_S = 1.0
_IDLE_LOOK_S = 15.0

log = structlog.get_logger(__name__)


class Driver(Protocol):
    """What drives the printer (``hw_drivers.printers.printer.Printer``)."""

    async def status(self) -> PrinterStatus: ...
    async def print(self, data: bytes, *, job: str) -> PrintOutcome: ...


class PrintStation:
    """Prints the jobs that the journal has queued for one printer."""

    def __init__(
        self, *, name: str, profile: Profile, driver: Driver, journal: Journal, bus: Bus
    ) -> None:
        self.name = name
        self.state: PrinterStatus | None = None
        self._profile = profile
        self._driver = driver
        self._journal = journal
        self._bus = bus

    async def run(self) -> None:
        """Print for ever. Cancel to stop."""
        await self._own_up()
        while True:
            seen = self._journal.head
            job = await self._next()
            status = await self._look()
            if job is None:
                await self._wait_for_work(seen)
            elif status.state in {DeviceState.READY, DeviceState.UNKNOWN}:
                await self._print(job)
            else:
                await self._wait(job, status.reason or status.state.value)

    async def _own_up(self) -> None:
        """Jobs that an earlier process was sending: nobody knows whether they came out."""
        for job in await self._mine(PrintState.SENDING):
            await self._note(job, "print_uncertain", reason="printing.interrupted")

    async def _next(self) -> PrintJobRow | None:
        return next(iter(await self._mine(PrintState.QUEUED)), None)

    async def _mine(self, state: PrintState) -> list[PrintJobRow]:
        return await self._journal.query(
            lambda reader: print_jobs(reader, (state,), printer=self.name)
        )

    async def _wait_for_work(self, seen: int) -> None:
        try:
            async with asyncio.timeout(_IDLE_LOOK_S):
                await self._journal.wait(seen)
        except TimeoutError:
            return

    async def _look(self) -> PrinterStatus:
        status = await self._driver.status()
        before = self.state
        self.state = status
        if before is None or (before.state, before.reason) != (status.state, status.reason):
            log.info("printer.state", printer=self.name, state=status.state, reason=status.reason)
            data = {
                "device": self.name,
                "type": "printer",
                "state": status.state.value,
                "reason": status.reason,
            }
            self._bus.publish(Event(kind="device.state", data=data))
        return status

    async def _print(self, job: PrintJobRow) -> None:
        try:
            data = await self._render(job)
        except (BadInput, Conflict, NotFound) as error:  # no paper will ever come of this job
            log.warning("print.unprintable", job=job.job_id, why=str(error))
            await self._note(job, "print_not_printed", reason=error.code)
            return
        await self._note(job, "print_sending")
        outcome = await self._driver.print(data, job=job.job_id)
        match outcome.result:
            case PrintResult.PRINTED:
                await self._note(job, "print_printed", evidence=outcome.evidence)
            case PrintResult.NOT_PRINTED:
                await self._note(job, "print_waiting", reason=outcome.reason)
            case PrintResult.UNCERTAIN:
                await self._note(job, "print_uncertain", reason=outcome.reason)
        log.info("print.job", job=job.job_id, result=outcome.result, reason=outcome.reason)

    async def _wait(self, job: PrintJobRow, reason: str) -> None:
        """Leave the job in the queue, saying why once, and look again a little later."""
        if job.reason != reason:
            await self._note(job, "print_waiting", reason=reason)
        await asyncio.sleep(_RETRY_S)

    async def _render(self, job: PrintJobRow) -> bytes:
        access_key = job.access_key or ""
        row = await self._journal.query(lambda reader: document(reader, access_key))
        if row is None:
            raise NotFound("printing.no_document", job=job.job_id)
        view = read_document(await self._journal.blob(row.proc or row.xml))
        columns, small_columns = self._profile.columns, self._profile.small_columns
        if job.copy == CANCELLATION:
            event = await self._journal.query(lambda reader: registered_event(reader, access_key))
            ticket = cancellation_ticket(view, event, columns=columns, small_columns=small_columns)
            return encode(ticket, self._profile)
        ticket = danfe_ticket(
            view,
            columns=columns,
            small_columns=small_columns,
            copy=Copy(job.copy),
            second_copy=job.second_copy,
            open_drawer=job.drawer,
        )
        return encode(ticket, self._profile)

    async def _note(self, job: PrintJobRow, kind: str, **body: object) -> None:
        await self._journal.append(Fact(kind=kind, subject=job.job_id, body=dict(body)))
        step = kind.replace("print_", "print.")
        data = {"sale_id": job.sale_id, "step": step, "copy": job.copy, **body}
        self._bus.publish(Event(kind="sale.progress", data=data))
