"""Talking with a printer over one connection: questions, answers, and the job in between."""

from __future__ import annotations

import asyncio
from collections import deque

from hw_drivers.printers.answers import Answer, AnswerParser, RealTime
from hw_drivers.printers.status import ERROR_CAUSE, OFFLINE_CAUSE, PAPER, PRINTER
from hw_drivers.transports.transport import Transport

_CHUNK = 4096  # bytes a write: a stall shows within one
_ERROR_OCCURRED = 0x40


class Conversation:
    """Knows how to ask and to listen, not what it means."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._parser = AnswerParser()
        self._heard: deque[Answer] = deque()

    async def send(self, data: bytes) -> None:
        """No status is asked between the chunks: the question could land inside a picture."""
        for start in range(0, len(data), _CHUNK):
            await self._transport.write(data[start : start + _CHUNK])

    async def question(self, n: int) -> None:
        """``DLE EOT n``, without waiting for the answer."""
        await self._transport.write(b"\x10\x04" + bytes((n,)))

    async def listen(self, patience: float) -> Answer | None:
        """The next answer of any kind; None after ``patience`` seconds of silence."""
        try:
            async with asyncio.timeout(patience):
                while not self._heard:
                    self._heard.extend(self._parser.feed(await self._transport.read()))
        except TimeoutError:
            return None
        return self._heard.popleft()

    async def ask(self, n: int, patience: float) -> int | None:
        """The byte that answers ``DLE EOT n``, or None."""
        self._heard.clear()  # whatever came unasked answers nothing
        await self.question(n)
        while answer := await self.listen(patience):
            if isinstance(answer, RealTime):
                return answer.byte
        return None

    async def survey(self, patience: float) -> dict[int, int]:
        """Everything about its state: ``n`` → byte. Stops at the first question left unanswered."""
        answers: dict[int, int] = {}
        for n in (PRINTER, OFFLINE_CAUSE, PAPER, ERROR_CAUSE):
            if n == ERROR_CAUSE and not answers[OFFLINE_CAUSE] & _ERROR_OCCURRED:
                break
            byte = await self.ask(n, patience)
            if byte is None:
                break
            answers[n] = byte
        return answers
