"""A file descriptor on the event loop: no threads and no polling."""

from __future__ import annotations

import asyncio
import errno
import os
from collections.abc import Callable

from hw_drivers.errors import DeviceAbsent, DeviceBusy, DeviceError, DeviceGone

LINGER = 1.0  # seconds bytes on their way have to leave when we close
_NO_SUCH_DEVICE = {errno.ENOENT, errno.ENODEV, errno.ENXIO, errno.EIO}


def refusal(error: Exception, url: str) -> DeviceError:
    """What an ``OSError`` or ``termios.error`` at opening means."""
    code = error.args[0]
    if code in {errno.EWOULDBLOCK, errno.EBUSY}:
        return DeviceBusy("device.busy", url=url)
    if code in {errno.EACCES, errno.EPERM}:
        return DeviceAbsent("device.not_permitted", url=url)
    if code in _NO_SUCH_DEVICE:
        return DeviceAbsent("device.absent", url=url)
    return DeviceAbsent("device.unreachable", url=url, why=str(error))


class DescriptorTransport:
    """Owns ``fd``, which must not block, until closed."""

    def __init__(self, fd: int, *, url: str) -> None:
        self.fd = fd
        self._url = url
        self.loop = asyncio.get_running_loop()
        self._waiting: set[asyncio.Future[None]] = set()
        self._closing = False
        self._closed = False

    async def read(self, size: int = 4096) -> bytes:
        while not self._closing:
            try:
                data = os.read(self.fd, size)
            except BlockingIOError:
                await self.until(self.loop.add_reader, self.loop.remove_reader)
                continue
            except OSError as error:
                raise DeviceGone("device.gone", url=self._url, why=str(error)) from None
            if data:
                return data
            if await self.hung_up():
                break
        raise DeviceGone("device.gone", url=self._url)

    async def write(self, data: bytes) -> None:
        left = memoryview(data)
        while left and not self._closing:
            try:
                left = left[os.write(self.fd, left) :]
            except BlockingIOError:
                await self.until(self.loop.add_writer, self.loop.remove_writer)
            except OSError as error:
                raise DeviceGone("device.gone", url=self._url, why=str(error)) from None
        if left:
            raise DeviceGone("device.gone", url=self._url)

    def port_status(self) -> int | None:
        return None

    async def close(self) -> None:
        if self._closing:
            return
        self._closing = True
        for future in self._waiting:
            if not future.done():
                future.set_result(None)  # they look at _closing next
        try:
            await self.drain()
        finally:
            # An fd number is used again at once: forget it before it is somebody else's.
            self.loop.remove_reader(self.fd)
            self.loop.remove_writer(self.fd)
            self._closed = True
            os.close(self.fd)

    async def until(self, add: Callable[..., None], remove: Callable[[int], bool]) -> None:
        """Waits until the loop says the descriptor is ready, or somebody closes it."""
        future = self.loop.create_future()
        self._waiting.add(future)
        add(self.fd, _wake, future)
        try:
            await future
        finally:
            self._waiting.discard(future)
            if not self._closed:
                remove(self.fd)

    async def hung_up(self) -> bool:
        """Whether a read of no bytes means that nobody is at the other end."""
        return True

    async def drain(self) -> None:
        """Lets what was written leave, in ``LINGER`` seconds at most, and drops the rest."""


def _wake(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)
