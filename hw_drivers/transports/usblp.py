"""A printer of the USB printer class, through the kernel's ``usblp``: both ways, never blocking.

Facts of ``drivers/usb/class/usblp.c``: one program at a time may open it; a write that the printer
does not take is refused, not waited for; closing drops what has not left; a read of no bytes is a
printer that sends empty packets, not one that is gone, of which reading says ENODEV.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import struct

from hw_drivers.transports.descriptor import LINGER, DescriptorTransport, refusal

_LPGETSTATUS = 0x060B  # <linux/lp.h>
_PAUSE = 0.05  # seconds after an empty packet; a printer that sends them sends thousands


def open_usblp(path: str, *, url: str) -> UsblpTransport:
    """Raises ``DeviceAbsent`` or ``DeviceBusy``."""
    try:
        fd = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError as error:
        raise refusal(error, url) from None
    return UsblpTransport(fd, url=url)


class UsblpTransport(DescriptorTransport):
    """Made by ``open_usblp``."""

    def port_status(self) -> int | None:
        """GET_PORT_STATUS of the USB printer class. Many printers always say 18h."""
        try:
            answer = fcntl.ioctl(self.fd, _LPGETSTATUS, bytes(4))
        except OSError:
            return None
        bits: int = struct.unpack("i", answer)[0]
        return bits

    async def hung_up(self) -> bool:
        await asyncio.sleep(_PAUSE)
        return False  # if it is gone, the next read says so

    async def drain(self) -> None:
        try:
            async with asyncio.timeout(LINGER):
                await self.until(self.loop.add_writer, self.loop.remove_writer)
        except TimeoutError:
            return
