"""One scale: asked for a weight, or watched."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass

from hw_drivers.errors import DeviceError, DeviceMisnamed
from hw_drivers.scales.protocol import FrameFinder, Protocol
from hw_drivers.scales.reading import UNSTABLE, Reading, ReadingState
from hw_drivers.transports.open import open_transport
from hw_drivers.transports.transport import Transport


@dataclass(frozen=True, kw_only=True, slots=True)
class Patience:
    """``answer`` seconds for a frame, asked ``tries`` times; ``pause`` between two questions."""

    answer: float = 1.0
    tries: int = 3
    pause: float = 0.1


USUAL = Patience()


class Scale:
    """The only owner of the scale at ``url``: one conversation at a time, closed after each.

    So a line that was lost is a new one the next time, and nothing of the old one is left open.
    """

    def __init__(
        self,
        url: str,
        protocol: Protocol,
        *,
        patience: Patience = USUAL,
        connect: Callable[[str], Awaitable[Transport]] = open_transport,
    ) -> None:
        self.url = url
        self.protocol = protocol
        self._patience = patience
        self._connect = connect
        self._owner = asyncio.Lock()

    async def weigh(self) -> Reading:
        """What it says now, in bounded time; raises ``DeviceMisnamed``, which no waiting mends.

        A scale that does not answer, or cannot be reached, is ``no_reply`` with its reason.
        """
        async with self._owner:
            try:
                transport = await self._connect(self.url)
            except DeviceMisnamed:
                raise
            except DeviceError as error:
                return _silent(error.reason)
            try:
                return await self._converse(transport)
            except DeviceError as error:
                return _silent(error.reason)
            finally:
                await transport.close()

    async def watch(self, *, every: float = 0.5) -> AsyncGenerator[Reading, None]:
        """Each reading that differs from the one before, without end."""
        before: Reading | None = None
        while True:
            reading = await self.weigh()
            if reading != before:
                before = reading
                yield reading
            await asyncio.sleep(every)

    async def _converse(self, transport: Transport) -> Reading:
        """The latest of what came; a weight without proof must come twice."""
        finder, before, latest = FrameFinder(self.protocol), None, _silent("no_answer")
        for _ in range(self._patience.tries):
            reading = await self._ask(transport, finder)
            if reading is None:
                continue
            latest = reading
            if self.protocol.certain or reading.state is not ReadingState.STABLE:
                return reading
            if reading == before:
                return reading
            before = reading
            await asyncio.sleep(self._patience.pause)
        return UNSTABLE if before else latest

    async def _ask(self, transport: Transport, finder: FrameFinder) -> Reading | None:
        """The last reading in what answers one question, None after ``answer`` seconds."""
        try:
            async with asyncio.timeout(self._patience.answer):
                await transport.write(self.protocol.request)
                while True:
                    if readings := finder.feed(await transport.read()):
                        return readings[-1]
        except TimeoutError:
            return None


def _silent(reason: str) -> Reading:
    return Reading(state=ReadingState.NO_REPLY, reason=reason)
