"""One permit, two hands, one winner."""

from __future__ import annotations

import asyncio
import os
import sys

import pytest

from edge.signer.permits import Permits, take


@pytest.fixture
def permits() -> Permits:
    return Permits(2)


async def test_a_permit_is_had_once_by_whoever_comes_first(permits: Permits) -> None:
    number = await permits.grant()
    assert take(permits.fds[number])
    assert not permits.take_back(number)
    assert not take(permits.fds[number])


async def test_what_was_taken_back_cannot_be_used(permits: Permits) -> None:
    number = await permits.grant()
    assert permits.take_back(number)
    assert not take(permits.fds[number])


async def test_there_are_no_more_than_were_made_until_one_is_free(permits: Permits) -> None:
    first, second = await permits.grant(), await permits.grant()
    third = asyncio.create_task(permits.grant())
    await asyncio.sleep(0)
    assert not third.done()
    permits.free(first)
    assert await third == first
    assert first != second


async def test_an_unused_permit_that_is_freed_does_not_count_twice(permits: Permits) -> None:
    number = await permits.grant()
    permits.free(number)
    await permits.grant()
    number = await permits.grant()
    assert take(permits.fds[number])
    assert not take(permits.fds[number])


async def test_a_permit_crosses_to_another_process(permits: Permits) -> None:
    """Of many processes that grab at one permit, one gets it."""
    number = await permits.grant()
    fd = permits.fds[number]
    script = f"from edge.signer.permits import take; print(int(take({fd})))"
    command = (sys.executable, "-c", script)
    hands = [
        await asyncio.create_subprocess_exec(
            *command, stdout=asyncio.subprocess.PIPE, pass_fds=[fd], env=dict(os.environ)
        )
        for _ in range(3)
    ]
    taken = [(await hand.communicate())[0].strip() for hand in hands]
    assert sorted(taken) == [b"0", b"0", b"1"]
