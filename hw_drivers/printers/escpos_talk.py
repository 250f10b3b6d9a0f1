"""Talking with a printer in ESC/POS: its state, and its word that a job is on paper."""

from __future__ import annotations

import asyncio
import base64
import hashlib

from hw_drivers.printers.answers import Answer, Buffered, Printed, RealTime
from hw_drivers.printers.conversation import Conversation
from hw_drivers.printers.memory import Memory
from hw_drivers.printers.outcome import Evidence, PrintOutcome
from hw_drivers.printers.patience import Patience
from hw_drivers.printers.profiles import Profile
from hw_drivers.printers.status import OFFLINE_CAUSE, PrinterStatus, decode, trouble
from hw_drivers.transports.transport import Transport

_PROCESS_ID = b"\x1d(H\x06\x0000"  # + 4 characters: echoed when all before it is on paper
_PROBE = b"0000"  # never the id of a job: those are base 32, which has no zero
_BARRIER = b"\x1dr\x01"  # answered when all before it has been processed
_PAPER_END = 0x0C
_PAPER_ANSWERS = {0x00, 0x03, 0x0C, 0x0F}  # each sensor sets both its bits or none


class EscposTalk:
    """A process id is the best proof; a printer without it is asked a question at the job's end."""

    def __init__(
        self, transport: Transport, profile: Profile, patience: Patience, memory: Memory
    ) -> None:
        self._talk = Conversation(transport)
        self._profile = profile
        self._patience = patience
        self._memory = memory
        self._echo: bytes | None = None

    async def look(self) -> PrinterStatus:
        await self._talk.send(self._memory.filler)
        answers = await self._talk.survey(self._patience.answer)
        return decode(answers, open_is_high=self._profile.drawer_open_is_high)

    async def prepare(self) -> str | None:
        """Mends what a broken job left behind, and finds out how this printer gives proof.

        A printer cut off inside a picture takes the next job for the rest of it. So it is given as
        many NULs as it may still want, which it passes over between commands, and must then answer
        a question in the stream.
        """
        memory = self._memory
        if memory.owed:
            await self._talk.send(bytes(memory.owed))
            if memory.answers and not await self._in_step() and memory.marks:
                return "no_answer"
            memory.owed = 0
        if memory.answers and memory.echoes is None:
            memory.owed = len(_PROCESS_ID + _PROBE)
            memory.echoes = await self._echoes()
            memory.owed = 0
        return None

    async def send(self, data: bytes, *, job: str) -> None:
        self._echo = _process_id(job) if self._memory.echoes else None
        await self._talk.send(data + (_PROCESS_ID + self._echo if self._echo else _BARRIER))

    async def proof(self) -> PrintOutcome:
        """Waits for the printer's word, asking meanwhile whether something stopped it."""
        asked = False  # before that, a status byte is a late answer to an earlier question
        while True:
            match await self._talk.listen(self._patience.poll):
                case Printed(seen) if seen == self._echo:
                    self._memory.marks = True
                    return PrintOutcome.printed(Evidence.PROCESS_ID)
                case Buffered(byte) if self._echo is None and byte in _PAPER_ANSWERS:
                    return await self._after_barrier(byte)
                case RealTime(byte) if asked:
                    if reason := trouble({OFFLINE_CAUSE: byte}):
                        return PrintOutcome.uncertain(reason)
                case None:
                    await self._talk.question(OFFLINE_CAUSE)
                    asked = True

    async def _after_barrier(self, paper: int) -> PrintOutcome:
        """The last lines may still be moving: only a healthy printer is taken to finish them."""
        self._memory.marks = True
        if paper & _PAPER_END:
            return PrintOutcome.uncertain("paper_out")
        status = await self.look()
        if status.reason:
            return PrintOutcome.uncertain(status.reason)
        return PrintOutcome.printed(Evidence.PROCESSED)

    async def _echoes(self) -> bool:
        """Whether process ids are echoed.

        Nothing reaches the paper where they are not: the job begins with ESC @, which empties the
        line these bytes may have been taken for.
        """
        await self._talk.send(_PROCESS_ID + _PROBE)
        return await self._hears(Printed(_PROBE), self._patience.answer)

    async def _in_step(self) -> bool:
        """It answers a question in the stream; what remains of the last job is printed first.

        Answers that job still owed come right before; after a silence none is left to come.
        """
        patience = self._patience.for_job(0)
        if self._memory.echoes:
            await self._talk.send(_PROCESS_ID + _PROBE)
            return await self._hears(Printed(_PROBE), patience)
        await self._talk.send(_BARRIER)
        heard = await self._hears(None, patience)
        while heard and await self._talk.listen(self._patience.answer):
            continue
        return heard

    async def _hears(self, wanted: Answer | None, patience: float) -> bool:
        """``wanted``, or any answer to a buffered question, comes within ``patience`` seconds."""
        try:
            async with asyncio.timeout(patience):
                while True:
                    answer = await self._talk.listen(patience)
                    if answer == wanted if wanted else isinstance(answer, Buffered):
                        return True
        except TimeoutError:
            return False


def _process_id(job: str) -> bytes:
    """Four printable characters that tell this job's echo from a late one of another job."""
    return base64.b32encode(hashlib.sha256(job.encode()).digest())[:4]
