"""When a simulator that was started from the command line ends."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Coroutine
from typing import Any, TypeVar

_LOOK_EVERY_S = 0.5
T = TypeVar("T")


async def until_told_to_stop(work: Coroutine[Any, Any, T]) -> T | None:
    """What ``work`` returns, or None when it was told to stop; it is then cancelled and cleans up.

    Told by SIGINT, SIGTERM, SIGHUP or the death of the process that started this one. The parent is
    looked at, not bound by PR_SET_PDEATHSIG: that signal also comes when the *thread* that started
    us ends, and test runners start things from threads.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, stop.set)
    working = asyncio.create_task(work)
    told = asyncio.create_task(_told(stop, os.getppid()))
    await asyncio.wait({working, told}, return_when=asyncio.FIRST_COMPLETED)
    told.cancel()
    if not working.done():
        working.cancel()
    try:
        return await working
    except asyncio.CancelledError:
        return None


async def _told(stop: asyncio.Event, parent: int) -> None:
    while not stop.is_set() and os.getppid() == parent:
        try:
            await asyncio.wait_for(stop.wait(), _LOOK_EVERY_S)
        except TimeoutError:
            continue
