"""A process that times itself, asked over its standard input."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bench.side import Measured, Side, SideFailed, in_turns

STAGE = """
import asyncio, sys
from pathlib import Path
from bench.stage import serve, simple

async def quick():
    await asyncio.sleep(0)
    return "shown"

def broken():
    raise ValueError("no such luck")

subjects = {"quick": simple(lambda folder: quick), "broken": simple(lambda folder: broken)}
asyncio.run(serve(subjects, Path(sys.argv[1])))
"""


@pytest.fixture
async def side(tmp_path: Path) -> AsyncIterator[Side]:
    async with Side.started(sys.executable, "-c", STAGE, tmp_path) as started:
        yield started


async def test_it_tells_how_long_each_run_took(side: Side) -> None:
    taken = await side.seconds("quick", 7)
    assert len(taken) == 7
    assert all(0 < each < 1 for each in taken)


async def test_it_shows_what_a_run_gives(side: Side) -> None:
    assert await side.show("quick") == "shown"


async def test_what_fails_is_told_and_does_not_end_it(side: Side) -> None:
    with pytest.raises(SideFailed, match="no such luck"):
        await side.seconds("broken", 1)
    assert await side.show("quick") == "shown"


async def test_two_are_measured_equally_often(side: Side) -> None:
    ours, theirs = await in_turns(
        Measured(side, "quick"), Measured(side, "quick"), turns=3, turn_s=0.001
    )
    assert len(ours) % 3 == 0 == len(theirs) % 3
    assert ours
