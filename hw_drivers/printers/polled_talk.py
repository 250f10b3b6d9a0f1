"""Talking with a printer that answers status questions with bytes of no pattern of their own.

Nothing tells such an answer from noise, so one counts only when two in a row are the same.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from hw_drivers.printers.memory import Memory
from hw_drivers.printers.outcome import Evidence, PrintOutcome
from hw_drivers.printers.patience import Patience
from hw_drivers.printers.profiles import Profile
from hw_drivers.printers.status import PrinterStatus, Reason
from hw_drivers.state import DeviceState
from hw_drivers.transports.transport import Transport

_CHUNK = 4096
_READINGS = 4  # until two in a row agree
_WATCH = (
    0.1  # seconds between two looks at a printer at work: a short receipt prints in half of one
)
_QUIET = 0.02  # seconds without a byte after which what comes next answers what was asked last


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """``size``: the bytes of the answer."""

    ask: bytes
    size: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Bit:
    """Something is so when any bit of ``mask`` in byte ``at`` of all answers is ``on``."""

    at: int
    mask: int
    on: bool = True

    def holds(self, answer: bytes) -> bool:
        return bool(answer[self.at] & self.mask) is self.on


@dataclass(frozen=True, kw_only=True, slots=True)
class Polling:
    """What is asked, and what the answers, joined, mean; what to tell a person first, first."""

    questions: tuple[Question, ...]
    trouble: tuple[tuple[Bit, Reason], ...]
    near_end: Bit
    drawer_open: Bit
    printing: Bit | None = None

    def decode(self, answer: bytes, *, inverted_drawer: bool = False) -> PrinterStatus:
        """An empty ``answer`` is ``unknown``."""
        if not answer:
            return PrinterStatus(state=DeviceState.UNKNOWN, reason="no_answer")
        reason = next((reason for bit, reason in self.trouble if bit.holds(answer)), None)
        return PrinterStatus(
            state=DeviceState.READY if reason is None else DeviceState.ATTENTION,
            reason=reason,
            paper_near_end=self.near_end.holds(answer),
            drawer_open=self.drawer_open.holds(answer) is not inverted_drawer,
            raw=tuple(enumerate(answer)),
        )


class PolledTalk:
    """The only proof of printing it has: the printer was seen at work, then resting, untroubled."""

    def __init__(
        self,
        polling: Polling,
        transport: Transport,
        profile: Profile,
        patience: Patience,
        memory: Memory,
    ) -> None:
        self._polling = polling
        self._transport = transport
        self._profile = profile
        self._patience = patience
        self._memory = memory

    async def look(self) -> PrinterStatus:
        await self._write(self._memory.filler)
        return self._decode(await self._poll())

    async def prepare(self) -> str | None:
        """A job that broke off in a command is given as many NULs as it may still want."""
        if self._memory.owed:
            await self._write(bytes(self._memory.owed))
            self._memory.owed = 0
        return None

    async def send(self, data: bytes, *, job: str) -> None:  # noqa: ARG002 - no names here
        await self._write(data)

    async def proof(self) -> PrintOutcome:
        """Where no bit tells of work there is none: it is only watched for trouble for a while."""
        clock = asyncio.get_running_loop().time
        printing, until = self._polling.printing, clock() + self._patience.job
        worked, rested_since = False, None
        while printing or clock() < until:
            answer = await self._poll()
            if answer:
                if reason := self._decode(answer).reason:
                    return PrintOutcome.uncertain(reason)
                if printing and printing.holds(answer):
                    worked, rested_since = True, None
                elif rested_since is None:
                    rested_since = clock()
                elif worked and clock() - rested_since >= self._patience.settle:
                    return PrintOutcome.printed(Evidence.RESTED)
            else:
                rested_since = None
            await asyncio.sleep(_WATCH)
        return PrintOutcome.uncertain("unconfirmed")

    def _decode(self, answer: bytes) -> PrinterStatus:
        inverted = not self._profile.drawer_open_is_high
        return self._polling.decode(answer, inverted_drawer=inverted)

    async def _poll(self) -> bytes:
        """All answers joined, as two readings in a row gave them; empty when they do not."""
        before = await self._reading()
        for _ in range(_READINGS - 1):
            if not before:
                break
            now = await self._reading()
            if now == before:
                return now
            before = now
        return b""

    async def _reading(self) -> bytes:
        await self._read(0, _QUIET)  # what came unasked answers nothing
        reading = b""
        for question in self._polling.questions:
            await self._write(question.ask)
            answer = await self._read(question.size, self._patience.answer)
            if len(answer) < question.size:
                return b""
            reading += answer[: question.size]
        return reading

    async def _read(self, size: int, patience: float) -> bytes:
        """``size`` bytes, fewer after ``patience`` seconds; with 0, everything until then."""
        data = b""
        try:
            async with asyncio.timeout(patience):
                while not size or len(data) < size:
                    data += await self._transport.read()
        except TimeoutError:
            return data
        return data

    async def _write(self, data: bytes) -> None:
        for start in range(0, len(data), _CHUNK):
            await self._transport.write(data[start : start + _CHUNK])
