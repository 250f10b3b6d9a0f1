"""One customer display: shown two lines, answers nothing, and never holds up a sale."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from hw_drivers.displays.vfd import Vfd
from hw_drivers.errors import DeviceError, DeviceMisnamed
from hw_drivers.transports.open import open_transport
from hw_drivers.transports.transport import Transport

_PATIENCE = 1.0  # seconds; forty characters at 9600 baud take a twentieth of one


class Display:
    """The only owner of the display at ``url``."""

    def __init__(
        self,
        url: str,
        vfd: Vfd,
        *,
        connect: Callable[[str], Awaitable[Transport]] = open_transport,
    ) -> None:
        self.url = url
        self.vfd = vfd
        self._connect = connect
        self._owner = asyncio.Lock()

    async def show(self, upper: str, lower: str) -> str | None:
        """The reason why the lines could not be sent, None when they were.

        Raises ``DeviceMisnamed``, which no waiting mends.
        """
        async with self._owner:
            try:
                transport = await self._connect(self.url)
            except DeviceMisnamed:
                raise
            except DeviceError as error:
                return error.reason
            try:
                async with asyncio.timeout(_PATIENCE):
                    await transport.write(self.vfd.encode(upper, lower))
            except TimeoutError:
                return "stalled"
            except DeviceError as error:
                return error.reason
            finally:
                await transport.close()
        return None
