"""One receipt printer: what state it is in, and whether a job really came out on paper."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from hw_drivers.errors import DeviceAbsent, DeviceError
from hw_drivers.printers.dialects.dialect import Talk
from hw_drivers.printers.dialects.table import DIALECTS
from hw_drivers.printers.memory import Memory
from hw_drivers.printers.outcome import PrintOutcome, PrintResult
from hw_drivers.printers.patience import USUAL, Patience
from hw_drivers.printers.profiles import Profile
from hw_drivers.printers.status import PrinterStatus, port_status
from hw_drivers.state import DeviceState
from hw_drivers.transports.open import open_transport
from hw_drivers.transports.transport import Transport


class Printer:
    """The only owner of the printer at ``url``: one conversation at a time, closed after each.

    It learns from the printer itself and remembers (``Memory``): whether it answers at all (a
    one-way cable does not, and may still print), how it gives proof, and whether a job broke off.
    """

    def __init__(
        self,
        url: str,
        profile: Profile,
        *,
        patience: Patience = USUAL,
        connect: Callable[[str], Awaitable[Transport]] = open_transport,
    ) -> None:
        self.url = url
        self.profile = profile
        self._patience = patience
        self._connect = connect
        self._owner = asyncio.Lock()
        self._dialect = DIALECTS[profile.dialect]
        self._memory = Memory(echoes=profile.process_id)

    async def status(self) -> PrinterStatus:
        """Asks now; never raises for what the printer does or fails to do."""
        async with self._owner:
            try:
                transport = await self._connect(self.url)
            except DeviceError as error:
                absent = isinstance(error, DeviceAbsent)
                state = DeviceState.ABSENT if absent else DeviceState.UNKNOWN
                return PrinterStatus(state=state, reason=error.reason)
            try:
                async with asyncio.timeout(self._patience.for_job(0)):
                    return await self._look(self._talk(transport), transport)
            except TimeoutError:
                return PrinterStatus(state=DeviceState.UNKNOWN, reason="stalled")
            except DeviceError as error:
                return PrinterStatus(state=DeviceState.UNKNOWN, reason=error.reason)
            finally:
                await transport.close()

    async def print(self, data: bytes, *, job: str) -> PrintOutcome:
        """Prints ``data`` (made by ``encode``), which ``job`` names; ends in bounded time.

        Never tries twice. A printer in trouble is sent nothing; one that has never answered is
        trusted to print, and the job ends ``uncertain`` with ``unconfirmed``.
        """
        async with self._owner:
            try:
                transport = await self._connect(self.url)
            except DeviceError as error:
                return PrintOutcome.not_printed(error.reason)
            try:
                talk = self._talk(transport)
                return await self._refusal(talk, transport) or await self._send(talk, data, job)
            finally:
                await transport.close()

    def _talk(self, transport: Transport) -> Talk:
        return self._dialect.talk(transport, self.profile, self._patience, self._memory)

    async def _look(self, talk: Talk, transport: Transport) -> PrinterStatus:
        """What the printer says; only where it says nothing, what its port does."""
        status = await talk.look()
        if status.state is DeviceState.UNKNOWN:
            status = port_status(transport.port_status()) or status
        self._memory.answers = self._memory.answers or status.state is not DeviceState.UNKNOWN
        return status

    async def _refusal(self, talk: Talk, transport: Transport) -> PrintOutcome | None:
        """Why nothing may be sent now, or None. Also gets the printer ready for a job."""
        limit = 2 * self._patience.for_job(self._memory.owed)
        try:
            async with asyncio.timeout(limit):
                status = await self._look(talk, transport)
                reason = status.reason if self._memory.answers else None
                reason = reason or await talk.prepare()
        except TimeoutError:
            return PrintOutcome.not_printed("stalled")
        except DeviceError as error:
            return PrintOutcome.not_printed(error.reason)
        return PrintOutcome.not_printed(reason) if reason else None

    async def _send(self, talk: Talk, data: bytes, job: str) -> PrintOutcome:
        outcome = PrintOutcome.uncertain("stalled")
        self._memory.owed = len(data)
        try:
            async with asyncio.timeout(self._patience.for_job(len(data))):
                await talk.send(data, job=job)
                outcome = PrintOutcome.uncertain("unconfirmed")
                outcome = await talk.proof()
        except TimeoutError:
            return outcome
        except DeviceError as error:
            return PrintOutcome.uncertain(error.reason)
        if outcome.result is PrintResult.PRINTED:
            self._memory.owed = 0
        return outcome
