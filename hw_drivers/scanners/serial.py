"""A scanner that sends its codes down a serial line (RS-232, USB CDC) and comes back by itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing

from hw_drivers.errors import DeviceError, DeviceMisnamed
from hw_drivers.scanners.repeats import Repeats
from hw_drivers.scanners.scan import Scan, ScanDecoder
from hw_drivers.state import DeviceState
from hw_drivers.transports.open import open_transport
from hw_drivers.transports.transport import Transport


def _ignore(state: DeviceState, reason: str | None) -> None:
    """For who does not care."""


class SerialScanner:
    """``on_state`` hears each change of state once: ``absent`` with its reason, or ``ready``.

    ``repeats`` swallows a code that is read twice at once; counted there.
    ``back_off`` is the wait in seconds before the second and every later attempt to open the port;
    it doubles up to ``longest_wait``.
    """

    def __init__(
        self,
        url: str,
        *,
        on_state: Callable[[DeviceState, str | None], None] = _ignore,
        repeats: Repeats | None = None,
        back_off: float = 0.25,
        longest_wait: float = 5.0,
        connect: Callable[[str], Awaitable[Transport]] = open_transport,
    ) -> None:
        self.url = url
        self.repeats = Repeats() if repeats is None else repeats
        self._on_state = on_state
        self._back_off = back_off
        self._longest_wait = longest_wait
        self._connect = connect
        self._told: tuple[DeviceState, str | None] = (DeviceState.UNKNOWN, None)

    async def scans(self) -> AsyncGenerator[Scan, None]:
        """Scans as they come, without end; closing the generator closes the port.

        Raises ``DeviceMisnamed``, which no waiting mends.
        """
        wait = self._back_off
        while True:
            try:
                async with aclosing(self._session()) as session:
                    async for scan in session:
                        wait = self._back_off
                        yield scan
            except DeviceMisnamed:
                raise
            except DeviceError as error:
                self._tell(DeviceState.ABSENT, error.reason)
            await asyncio.sleep(wait)
            wait = min(2 * wait, self._longest_wait)

    async def _session(self) -> AsyncGenerator[Scan, None]:
        """One life of the port: closed before it is ever opened again."""
        transport = await self._connect(self.url)
        try:
            self._tell(DeviceState.READY, None)
            decoder = ScanDecoder()
            clock = asyncio.get_running_loop().time
            while True:
                data = await transport.read()
                now = clock()
                for scan in decoder.feed(data, now):
                    if self.repeats.is_new(scan.text, now):
                        yield scan
        finally:
            await transport.close()

    def _tell(self, state: DeviceState, reason: str | None) -> None:
        if (state, reason) != self._told:
            self._told = (state, reason)
            self._on_state(state, reason)
