"""A printer's network port: one client at a time, and cables that can be pulled."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from typing import Literal


class Port:
    """``attend`` is called with each new client; ``receive`` takes its bytes as they come.

    ``second_client``: while one client is connected another one waits, or is refused at once.
    ``occupied``: somebody else is that one client. ``bytes_per_second`` slows the reading down.
    Opening and closing are immediate: after ``close`` connections are refused, after ``open`` the
    same port is back.
    """

    def __init__(
        self,
        host: str,
        number: int,
        *,
        second_client: Literal["wait", "refuse"],
        attend: Callable[[], None],
        receive: Callable[[bytes], Awaitable[None]],
    ) -> None:
        self.host, self.number = host, number
        self.occupied = False
        self.bytes_per_second: float | None = None
        self._trip: tuple[int, Callable[[], None]] | None = None
        self.reading = asyncio.Event()
        self.reading.set()
        self._second_client = second_client
        self._attend = attend
        self._receive = receive
        self._listener: socket.socket | None = None
        self._client: asyncio.StreamWriter | None = None
        self._turn = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    def open(self) -> None:
        """Raises ``OSError`` when the port is taken."""
        if self._listener is None:
            listener = socket.create_server((self.host, self.number), backlog=8)
            listener.settimeout(0)
            self.number = listener.getsockname()[1]
            asyncio.get_running_loop().add_reader(listener, self._accept, listener)
            self._listener = listener

    def close(self) -> None:
        if self._listener is not None:
            asyncio.get_running_loop().remove_reader(self._listener)
            self._listener.close()
            self._listener = None
        for task in self._tasks:
            task.cancel()

    def hang_up(self) -> None:
        """The client's connection is cut."""
        if self._client is not None:
            self._client.transport.abort()

    def at_byte(self, count: int, then: Callable[[], None]) -> None:
        """Calls ``then`` once, when ``count`` more bytes have been received and taken."""
        self._trip = count, then

    def forget_trip(self) -> None:
        self._trip = None

    async def closed(self) -> None:
        """Every client is gone."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def send(self, data: bytes) -> None:
        """To the client that is connected now; lost when there is none."""
        if self._client is not None and not self._client.is_closing():
            self._client.write(data)

    def _accept(self, listener: socket.socket) -> None:
        try:
            connection, _ = listener.accept()
        except (BlockingIOError, ConnectionError):
            return
        connection.settimeout(0)
        task = asyncio.get_running_loop().create_task(self._serve(connection))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, connection: socket.socket) -> None:
        reader, writer = await asyncio.open_connection(sock=connection)
        try:
            if self.occupied or (self._turn.locked() and self._second_client == "refuse"):
                return
            async with self._turn:
                self._client = writer
                self._attend()
                await self._read(reader)
        except ConnectionError:
            return
        finally:
            if self._client is writer:
                self._client = None
            writer.transport.abort()

    async def _read(self, reader: asyncio.StreamReader) -> None:
        while True:
            await self.reading.wait()
            data = await reader.read(4096 if self.bytes_per_second is None else 16)
            if not data:
                return
            if self.bytes_per_second is not None:
                await asyncio.sleep(len(data) / self.bytes_per_second)
            await self._take(data)

    async def _take(self, data: bytes) -> None:
        """What comes after the byte that trips something is lost with the connection."""
        if self._trip is None:
            return await self._receive(data)
        left, then = self._trip
        self._trip = max(left - len(data), 0), then
        await self._receive(data[:left])
        if left <= len(data):
            self._trip = None
            then()
            await self.reading.wait()
            if self._client is not None and not self._client.is_closing():
                await self._receive(data[left:])
        return None
