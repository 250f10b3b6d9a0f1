"""Killing the writer: whatever was acknowledged is there, and nothing is there by halves."""

import os
import random
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from edge.journal import views
from edge.journal.database import connect_reader
from edge.journal.rebuild import rebuild

ROOT = Path(__file__).parents[2]
ROUNDS = 30


def test_no_acknowledged_append_is_lost_to_kill_minus_nine(path: Path) -> None:
    chance = random.Random(2)
    acknowledged: dict[int, str] = {}
    for _ in range(ROUNDS):
        acknowledged |= _write_and_kill(path, chance)
    assert len(acknowledged) > ROUNDS

    assert rebuild(path, check=True).differences == ()  # verifies the chain first
    with closing(connect_reader(path)) as connection:
        hashes = dict(connection.execute("SELECT seq, lower(hex(hash)) FROM entries").fetchall())
        assert acknowledged.items() <= hashes.items()
        assert len(hashes) % 3 == 0  # a step is three facts
        [cursor] = connection.execute("SELECT seq FROM cursors WHERE name = 'writer'").fetchone()
        assert cursor == len(hashes)
        following = views.next_number(connection, tpAmb=2, model=65, serie=1, first=1)
        assert following == len(hashes) // 3 + 1


def _write_and_kill(path: Path, chance: random.Random) -> dict[int, str]:
    """Killed at a random moment: while opening, or some way into one of the first appends."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.journal.writer", path],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(chance.randrange(12))]
        time.sleep(chance.random() * 0.004)  # about four appends
        process.kill()
        lines += process.stdout.readlines()
    whole = [line.split() for line in lines if line.endswith("\n")]
    assert all(line[0] == "ack" for line in whole)
    return {int(seq): digest for _, seq, digest in whole}
