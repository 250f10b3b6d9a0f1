"""A serial port on the event loop: the file descriptor itself, no threads and no polling.

Why not pyserial: ``docs/decisions/serial-on-the-loop.md``.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import struct
import termios
from contextlib import suppress

from hw_drivers.transports.descriptor import LINGER, DescriptorTransport, refusal
from hw_drivers.transports.line import LineSettings


def open_serial(path: str, settings: LineSettings, *, url: str) -> SerialTransport:
    """Raises ``DeviceAbsent`` or ``DeviceBusy``. What arrived before is thrown away."""
    try:
        # O_NONBLOCK also keeps open() from waiting for a carrier.
        fd = os.open(path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise refusal(error, url) from None
    try:
        # Not TIOCEXCL: that mark can outlive a process that is killed, and does not bind root.
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        settings.apply(fd)
        termios.tcflush(fd, termios.TCIFLUSH)
    except (OSError, termios.error) as error:
        os.close(fd)
        raise refusal(error, url) from None
    return SerialTransport(fd, url=url)


class SerialTransport(DescriptorTransport):
    """Made by ``open_serial``."""

    async def drain(self) -> None:
        """Waits for the output queue, which no event announces, then drops what is left.

        close() would otherwise wait for it, up to 30 s, on the event loop.
        """
        deadline = self.loop.time() + LINGER
        try:
            while self.loop.time() < deadline and self._queued():  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        finally:
            if self._queued():  # only then: on a pty this drops what arrived and was not read yet
                with suppress(termios.error):  # unplugged: the kernel dropped it already
                    termios.tcflush(self.fd, termios.TCOFLUSH)

    def _queued(self) -> int:
        try:
            answer = fcntl.ioctl(self.fd, termios.TIOCOUTQ, bytes(4))
        except OSError:
            return 0
        queued: int = struct.unpack("i", answer)[0]
        return queued
