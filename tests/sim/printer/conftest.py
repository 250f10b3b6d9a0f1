from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

import pytest

from sim.printer import Printer


@dataclass(frozen=True, kw_only=True, slots=True)
class Host:
    """The other end of the cable."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    def send(self, data: bytes) -> None:
        self.writer.write(data)

    async def ask(self, data: bytes, answer_bytes: int = 1) -> bytes:
        self.writer.write(data)
        async with asyncio.timeout(5):
            return await self.reader.readexactly(answer_bytes)

    async def hears_nothing(self, data: bytes = b"", *, for_s: float = 0.15) -> bool:
        self.writer.write(data)
        try:
            async with asyncio.timeout(for_s):
                return await self.reader.read(1) == b""
        except TimeoutError:
            return True


Connect = Callable[[], AbstractAsyncContextManager[Host]]


@asynccontextmanager
async def _connected(printer: Printer) -> AsyncIterator[Host]:
    host, port = printer.url.removeprefix("tcp://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        yield Host(reader=reader, writer=writer)
    finally:
        writer.close()


@pytest.fixture
async def printer() -> AsyncIterator[Printer]:
    printer = Printer(speed_mm_s=20_000, idle_s=0.1)
    await printer.start()
    yield printer
    await printer.stop()


@pytest.fixture
def connect(printer: Printer) -> Connect:
    return lambda: _connected(printer)
