"""What somebody types at a simulator that runs by itself."""

from __future__ import annotations

import asyncio
import os
import stat
import sys
from collections.abc import AsyncIterator


async def typed_lines() -> AsyncIterator[str]:
    """Each line of standard input without blanks around it, until it ends."""
    if not _can_be_awaited(sys.stdin.fileno()):
        for line in sys.stdin:
            yield line.strip()
        return
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    async for data in reader:
        yield data.decode().strip()


def _can_be_awaited(descriptor: int) -> bool:
    """Files and ``/dev/null`` cannot, and need not."""
    mode = os.fstat(descriptor).st_mode
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode) or os.isatty(descriptor)
