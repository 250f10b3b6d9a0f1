"""Who may still send a request: a permit that exactly one of two processes can take.

The daemon grants a permit with each HTTP request. The signer process takes it just before the first
byte of the request leaves. When the daemon runs out of patience, or the process dies, it takes the
permit back: if it gets it, no byte has left and none will; if not, bytes may have left. The kernel
gives an eventfd's count to one reader only, so there is nothing to argue about.
"""

from __future__ import annotations

import os
from asyncio import Queue


class Permits:
    """The daemon's side. As many requests can be under way as there are permits."""

    def __init__(self, count: int) -> None:
        self.fds = [os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC) for _ in range(count)]
        self._closed = False
        self._free: Queue[int] = Queue()
        for number in range(count):
            self._free.put_nowait(number)

    async def grant(self) -> int:
        """A permit that is not in use, valid from now on."""
        number = await self._free.get()
        os.eventfd_write(self.fds[number], 1)
        return number

    def take_back(self, number: int) -> bool:
        """Whether the permit was still unused; it is void now. Once closed, nobody can tell."""
        return not self._closed and take(self.fds[number])

    def free(self, number: int) -> None:
        """The other side has done with the request and will not look at its permit again."""
        self.take_back(number)
        self._free.put_nowait(number)

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            for fd in self.fds:
                os.close(fd)


def take(fd: int) -> bool:
    """Whether the permit could be had; then nobody else can have it."""
    try:
        os.eventfd_read(fd)
    except BlockingIOError:
        return False
    return True
