from __future__ import annotations

import asyncio
import contextlib
import signal
import subprocess
import sys
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest

from sim.processes import Child

# A parent that starts a child, says its pid, and would stay for ever.
PARENT = """
import asyncio, sys
from pathlib import Path
from sim.processes import Child

async def main():
    child = await Child.start(["sleep", "600"], log=Path(sys.argv[1]))
    print(child.pid, flush=True)
    await asyncio.sleep(600)

asyncio.run(main())
"""


def gone(pid: int, *, within_s: float = 5.0) -> bool:
    with contextlib.suppress(psutil.NoSuchProcess):
        return not psutil.wait_procs([psutil.Process(pid)], timeout=within_s)[1]
    return True


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_child_dies_with_its_parent_however_that_ends(
    tmp_path: Path, number: signal.Signals
) -> None:
    command = [sys.executable, "-c", PARENT, str(tmp_path / "log")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert psutil.pid_exists(child)
        parent.send_signal(number)
        parent.wait(5)
    assert gone(child)


def test_a_command_whose_parent_is_already_gone_is_not_run(tmp_path: Path) -> None:
    from sim import tether

    file = tmp_path / "made"
    command = [sys.executable, "-IS", tether.__file__, "1", "touch", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert not file.exists()


async def test_what_a_child_says_is_in_its_log(tmp_path: Path) -> None:
    log = tmp_path / "log"
    command = ["sh", "-c", "echo $GREETING; pwd; echo oops >&2; exit 3"]
    child = await Child.start(command, log=log, environment={"GREETING": "olá"}, directory=tmp_path)
    assert await child.wait() == 3
    assert log.read_text().splitlines() == ["olá", str(tmp_path), "oops"]
    assert child.tail(1) == "oops"
    assert not child.running


async def test_a_command_that_does_not_exist_says_so_in_the_log(tmp_path: Path) -> None:
    child = await Child.start(["/nonexistent/program"], log=tmp_path / "log")
    assert await child.wait() != 0
    assert "No such file" in child.tail()


async def test_a_child_that_does_not_listen_is_killed(tmp_path: Path) -> None:
    command = ["sh", "-c", "trap '' TERM; echo ready; while :; do sleep 0.1; done"]
    child = await Child.start(command, log=tmp_path / "log")
    async with asyncio.timeout(5):
        while "ready" not in child.tail():
            await asyncio.sleep(0.01)
    await child.stop(patience_s=0.1)
    assert child.returncode == -signal.SIGKILL


async def test_stopping_a_child_ends_what_it_started_too(tmp_path: Path) -> None:
    child = await Child.start(["sh", "-c", "sleep 600 & echo $!; wait"], log=tmp_path / "log")
    async with asyncio.timeout(5):
        while not child.tail():
            await asyncio.sleep(0.01)
    grandchild = int(child.tail())
    await child.stop()
    assert gone(grandchild)


async def test_stopping_twice_does_no_harm(tmp_path: Path) -> None:
    child = await Child.start(["sleep", "600"], log=tmp_path / "log")
    await child.kill()
    await child.stop()
    assert child.returncode == -signal.SIGKILL
