"""Things that run side by side end side by side."""

from __future__ import annotations

import asyncio

import pytest

from edge.uplink.together import together


async def test_the_first_failure_ends_all() -> None:
    ended = asyncio.Event()

    async def wait() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    async def fail() -> None:
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await together(wait(), fail())
    assert ended.is_set()


async def test_it_waits_for_all_when_none_fails() -> None:
    done: list[int] = []

    async def work(n: int) -> None:
        await asyncio.sleep(0)
        done.append(n)

    await together(work(1), work(2))
    assert done == [1, 2]


async def test_a_cancellation_that_meets_a_failure_is_not_lost() -> None:
    """The daemon is stopped in the moment in which the broker goes."""
    gone = asyncio.Event()

    async def fail() -> None:
        await gone.wait()
        raise ConnectionResetError

    both = asyncio.create_task(together(fail(), fail()))
    await asyncio.sleep(0)
    gone.set()
    both.cancel()
    with pytest.raises(asyncio.CancelledError):
        await both
