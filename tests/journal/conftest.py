"""A journal in a temporary folder, with a clock that only moves when told."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from edge.journal.journal import Journal
from tests.journal.hand_clock import HandClock


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


@pytest.fixture
async def journal(path: Path, clock: HandClock) -> AsyncIterator[Journal]:
    journal = await Journal.open(path, clock=clock)
    yield journal
    await journal.close()
