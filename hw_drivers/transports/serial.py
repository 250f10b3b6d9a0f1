"""A serial port on the event loop: the file descriptor itself, no threads and no polling.

Why not pyserial: ``docs/decisions/serial-on-the-loop.md``.
"""

from __future__ import annotations

import asyncio
import errno
import fcntl
import os
import struct
import termios
from collections.abc import Callable
from contextlib import suppress

from hw_drivers.errors import DeviceAbsent, DeviceBusy, DeviceError, DeviceGone
from hw_drivers.transports.line import LineSettings

_LINGER = 1.0  # seconds bytes on their way have to leave when we close
_NO_SUCH_DEVICE = {errno.ENOENT, errno.ENODEV, errno.ENXIO, errno.EIO}


def open_serial(path: str, settings: LineSettings, *, url: str) -> SerialTransport:
    """Raises ``DeviceAbsent`` or ``DeviceBusy``. What arrived before is thrown away."""
    try:
        # O_NONBLOCK also keeps open() from waiting for a carrier.
        fd = os.open(path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise _refusal(error, url) from None
    try:
        # Not TIOCEXCL: that mark can outlive a process that is killed, and does not bind root.
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        settings.apply(fd)
        termios.tcflush(fd, termios.TCIFLUSH)
    except (OSError, termios.error) as error:
        os.close(fd)
        raise _refusal(error, url) from None
    return SerialTransport(fd, url=url)


def _refusal(error: Exception, url: str) -> DeviceError:
    code = error.args[0]
    if code in {errno.EWOULDBLOCK, errno.EBUSY}:
        return DeviceBusy("device.busy", url=url)
    if code in {errno.EACCES, errno.EPERM}:
        return DeviceAbsent("device.not_permitted", url=url)
    if code in _NO_SUCH_DEVICE:
        return DeviceAbsent("device.absent", url=url)
    return DeviceAbsent("device.unreachable", url=url, why=str(error))


class SerialTransport:
    """Made by ``open_serial``; owns ``fd`` until closed."""

    def __init__(self, fd: int, *, url: str) -> None:
        self._fd = fd
        self._url = url
        self._loop = asyncio.get_running_loop()
        self._waiting: set[asyncio.Future[None]] = set()
        self._closing = False
        self._closed = False

    async def read(self, size: int = 4096) -> bytes:
        while not self._closing:
            try:
                data = os.read(self._fd, size)
            except BlockingIOError:
                await self._until(self._loop.add_reader, self._loop.remove_reader)
                continue
            except OSError as error:
                raise DeviceGone("device.gone", url=self._url, why=str(error)) from None
            if not data:
                break
            return data
        raise DeviceGone("device.gone", url=self._url)

    async def write(self, data: bytes) -> None:
        left = memoryview(data)
        while left and not self._closing:
            try:
                left = left[os.write(self._fd, left) :]
            except BlockingIOError:
                await self._until(self._loop.add_writer, self._loop.remove_writer)
            except OSError as error:
                raise DeviceGone("device.gone", url=self._url, why=str(error)) from None
        if left:
            raise DeviceGone("device.gone", url=self._url)

    async def close(self) -> None:
        if self._closing:
            return
        self._closing = True
        for future in self._waiting:
            if not future.done():
                future.set_result(None)  # they look at _closing next
        try:
            await self._drain()
        finally:
            # An fd number is used again at once: forget it before it is somebody else's.
            self._loop.remove_reader(self._fd)
            self._loop.remove_writer(self._fd)
            self._closed = True
            os.close(self._fd)

    async def _until(self, add: Callable[..., None], remove: Callable[[int], bool]) -> None:
        """Waits until the loop says the descriptor is ready, or somebody closes it."""
        future = self._loop.create_future()
        self._waiting.add(future)
        add(self._fd, _wake, future)
        try:
            await future
        finally:
            self._waiting.discard(future)
            if not self._closed:
                remove(self._fd)

    async def _drain(self) -> None:
        """Waits for the output queue, which no event announces, then drops what is left.

        close() would otherwise wait for it, up to 30 s, on the event loop.
        """
        deadline = self._loop.time() + _LINGER
        try:
            while self._loop.time() < deadline and self._queued():  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        finally:
            with suppress(termios.error):  # unplugged: the kernel dropped it already
                termios.tcflush(self._fd, termios.TCOFLUSH)

    def _queued(self) -> int:
        try:
            answer = fcntl.ioctl(self._fd, termios.TIOCOUTQ, bytes(4))
        except OSError:
            return 0
        queued: int = struct.unpack("i", answer)[0]
        return queued


def _wake(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)
