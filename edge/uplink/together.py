"""Things that run side by side and fail as one."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any


async def together(*coroutines: Coroutine[Any, Any, None]) -> None:
    """Run all until all have ended or one has failed; then the others are cancelled.

    Raises the first failure as it is. ``asyncio.TaskGroup`` would wrap it in a group, and before
    Python 3.13 it forgets a cancellation that arrives together with a failure: the daemon would not
    stop while the broker is going down too.
    """
    tasks = [asyncio.create_task(coroutine) for coroutine in coroutines]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
