"""The inside of a process that is measured: it prepares a subject, runs it, and times itself.

It reads one JSON request a line from its standard input, ``{"subject": "build", "times": 20}``, and
answers with the seconds each run took; ``{"subject": "build", "show": true}`` answers with what one
run gives. Only the standard library is used, since the peers' environment has nothing of ours.
"""

from __future__ import annotations

import asyncio
import gc
import json
import sys
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from inspect import iscoroutinefunction
from pathlib import Path
from time import perf_counter
from typing import Any

Work = Callable[[], Any] | Callable[[], Awaitable[Any]]
#: Prepares what is not timed, in the folder of this run, and gives what is.
Subject = Callable[[Path], AbstractAsyncContextManager[Work]]

#: Runs before the first that counts: caches, compiled schemas, imports.
_WARM_UP = 3


def simple(prepare: Callable[[Path], Work]) -> Subject:
    """A subject that leaves nothing behind."""

    @asynccontextmanager
    async def subject(folder: Path) -> AsyncIterator[Work]:
        yield prepare(folder)

    return subject


async def serve(subjects: Mapping[str, Subject], folder: Path) -> None:
    """Answer requests until the input ends."""
    async with AsyncExitStack() as stack:
        ready: dict[str, Work] = {}
        while line := await asyncio.to_thread(sys.stdin.readline):
            request = json.loads(line)
            name = request["subject"]
            try:
                if name not in ready:
                    ready[name] = await stack.enter_async_context(subjects[name](folder))
                    await _time(ready[name], _WARM_UP)
                answer = await _answer(ready[name], request)
            except Exception:  # noqa: BLE001 - whatever it is, who asked is told
                answer = {"error": traceback.format_exc()}
            sys.stdout.write(json.dumps(answer) + "\n")
            sys.stdout.flush()


async def _answer(work: Work, request: Mapping[str, Any]) -> dict[str, Any]:
    if request.get("show"):
        shown = work()
        return {"shown": await shown if iscoroutinefunction(work) else shown}
    return {"seconds": await _time(work, request["times"])}


async def _time(work: Work, times: int) -> list[float]:
    taken: list[float] = []
    gc.collect()
    if iscoroutinefunction(work):
        for _ in range(times):
            begun = perf_counter()
            await work()
            taken.append(perf_counter() - begun)
    else:
        for _ in range(times):
            begun = perf_counter()
            work()
            taken.append(perf_counter() - begun)
    return taken
