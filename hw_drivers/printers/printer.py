"""One receipt printer: what state it is in, and whether a job really came out on paper."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from hw_drivers.errors import DeviceAbsent, DeviceError
from hw_drivers.printers.answers import Buffered, Printed, RealTime
from hw_drivers.printers.conversation import Conversation
from hw_drivers.printers.outcome import Evidence, PrintOutcome
from hw_drivers.printers.profiles import Profile
from hw_drivers.printers.status import OFFLINE_CAUSE, PrinterStatus, decode, trouble
from hw_drivers.state import DeviceState
from hw_drivers.transports.open import open_transport
from hw_drivers.transports.transport import Transport

_PROCESS_ID = b"\x1d(H\x06\x0000"  # + 4 characters: echoed when all before it is on paper
_PROBE = b"0000"  # never the id of a job: those are base 32, which has no zero
_BARRIER = b"\x1dr\x01"  # answered when all before it has been processed
_PAPER_END = 0x0C


@dataclass(frozen=True, kw_only=True, slots=True)
class Patience:
    """Seconds. A job may take ``job``, and its bytes at ``bytes_per_second``.

    The speed is half of 9600 baud, which also covers text on paper that moves at 50 mm/s.
    """

    answer: float = 1.0
    poll: float = 0.5
    job: float = 5.0
    bytes_per_second: int = 480

    def for_job(self, size: int) -> float:
        return self.job + size / self.bytes_per_second


class Printer:
    """The only owner of the printer at ``url``: one conversation at a time, closed after each.

    It learns two things from the printer itself and remembers them: whether it answers at all (a
    one-way cable does not, and may still print), and whether it echoes process ids.
    """

    def __init__(
        self,
        url: str,
        profile: Profile,
        *,
        patience: Patience = Patience(),
        connect: Callable[[str], Awaitable[Transport]] = open_transport,
    ) -> None:
        self.url = url
        self.profile = profile
        self._patience = patience
        self._connect = connect
        self._owner = asyncio.Lock()
        self._answers = False
        self._echoes = profile.process_id

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
                return await self._look(Conversation(transport))
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
                talk = Conversation(transport)
                return await self._refusal(talk) or await self._send(talk, data, job)
            finally:
                await transport.close()

    async def _look(self, talk: Conversation) -> PrinterStatus:
        answers = await talk.survey(self._patience.answer)
        self._answers = self._answers or bool(answers)
        return decode(answers, open_is_high=self.profile.drawer_open_is_high)

    async def _refusal(self, talk: Conversation) -> PrintOutcome | None:
        """Why nothing may be sent now, or None. Also finds out how this printer gives proof."""
        try:
            status = await self._look(talk)
            if status.reason and (self._answers or status.state is DeviceState.ATTENTION):
                return PrintOutcome.not_printed(status.reason)
            if self._echoes is None and self._answers:
                self._echoes = await self._probe(talk)
        except DeviceError as error:
            return PrintOutcome.not_printed(error.reason)
        return None

    async def _probe(self, talk: Conversation) -> bool:
        """Whether process ids are echoed.

        Nothing reaches the paper where they are not: the job begins with ESC @, which empties the
        line these bytes may have been taken for.
        """
        await talk.send(_PROCESS_ID + _PROBE)
        while answer := await talk.listen(self._patience.answer):
            if answer == Printed(_PROBE):
                return True
        return False

    async def _send(self, talk: Conversation, data: bytes, job: str) -> PrintOutcome:
        echo = _process_id(job) if self._echoes else None
        last_words = _PROCESS_ID + echo if echo else _BARRIER
        sent = False
        try:
            async with asyncio.timeout(self._patience.for_job(len(data))):
                await talk.send(data + last_words)
                sent = True
                return await self._proof(talk, echo)
        except TimeoutError:
            return PrintOutcome.uncertain("unconfirmed" if sent else "stalled")
        except DeviceError as error:
            return PrintOutcome.uncertain(error.reason)

    async def _proof(self, talk: Conversation, echo: bytes | None) -> PrintOutcome:
        """Waits for the printer's word, asking meanwhile whether something stopped it."""
        asked = False  # before that, a status byte is a late answer to an earlier question
        while True:
            match await talk.listen(self._patience.poll):
                case Printed(seen) if seen == echo:
                    return PrintOutcome.printed(Evidence.PROCESS_ID)
                case Buffered(byte) if echo is None:
                    return await self._after_barrier(talk, byte)
                case RealTime(byte) if asked:
                    if reason := trouble({OFFLINE_CAUSE: byte}):
                        return PrintOutcome.uncertain(reason)
                case None:
                    await talk.question(OFFLINE_CAUSE)
                    asked = True

    async def _after_barrier(self, talk: Conversation, paper: int) -> PrintOutcome:
        """The last lines may still be moving: only a healthy printer is taken to finish them."""
        if paper & _PAPER_END:
            return PrintOutcome.uncertain("paper_out")
        status = await self._look(talk)
        if status.reason:
            return PrintOutcome.uncertain(status.reason)
        return PrintOutcome.printed(Evidence.PROCESSED)


def _process_id(job: str) -> bytes:
    """Four printable characters that tell this job's echo from a late one of another job."""
    return base64.b32encode(hashlib.sha256(job.encode()).digest())[:4]
