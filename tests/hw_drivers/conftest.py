"""What the driver tests share."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.hw_drivers.fake_printer import FakePrinter


@pytest.fixture
async def fake() -> AsyncIterator[FakePrinter]:
    fake = FakePrinter()
    server = await asyncio.start_server(fake.serve, "127.0.0.1", 0)
    fake.url = f"tcp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield fake
    server.close()
