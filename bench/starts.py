"""How soon a daemon that is started can sell, and what it holds when it then rests."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import perf_counter

from bench.memory import children, resident
from bench.report import Row
from bench.rest import at_rest
from bench.side import Side
from bench.statistics import median
from sim.shop import Shop

_STARTS = 7


async def starts(opened: Shop, till: Side) -> AsyncIterator[Row]:
    """Ends the shop's own daemon, and starts others in its place."""
    await opened.daemon.stop()
    ready, sold = [], []
    for _ in range(_STARTS):
        begun = perf_counter()
        async with _daemon(opened):
            await till.seconds("until up", 1)
            ready.append(perf_counter() - begun)
            await till.seconds("first sale", 1)
            sold.append(perf_counter() - begun)
    yield Row(
        name="start-up to the first 200 on /v1/status",
        ours=median(ready),
        unit="s",
        samples=_STARTS,
    )
    yield Row(name="start-up to the first sale sold", ours=median(sold), unit="s", samples=_STARTS)
    async with _daemon(opened) as pid:
        await till.seconds("until up", 1)
        await at_rest(opened)
        daemon, (signer,) = resident(pid), [resident(child) for child in children(pid)]
    for name, held in (("daemon", daemon), ("signer process", signer)):
        yield Row(
            name=f"idle {name}, RSS",
            ours=held.rss,
            unit="MB",
            note=f"PSS {held.pss:.1f} MB",
        )
    yield Row(name="idle daemon and signer, PSS", ours=daemon.pss + signer.pss, unit="MB")


@asynccontextmanager
async def _daemon(opened: Shop) -> AsyncIterator[int]:
    with opened.log.open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "edge.cli", "run", "--config", opened.config),
            stdout=log,
            stderr=log,
        )
    try:
        yield process.pid
    finally:
        process.terminate()
        await process.wait()
