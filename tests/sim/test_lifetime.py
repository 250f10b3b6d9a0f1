from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest

from sim.lifetime import until_told_to_stop

ROOT = Path(__file__).resolve().parents[2]
PRINTER = [sys.executable, "-m", "sim", "printer", "--port", "0"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_simulator_ends_well_when_told_to(number: signal.Signals) -> None:
    with subprocess.Popen(PRINTER, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["printer"].startswith("tcp://127.0.0.1:")
        process.send_signal(number)
        assert process.wait(5) == 0


def test_a_simulator_ends_when_the_process_that_started_it_dies() -> None:
    opener = f"import subprocess; subprocess.run({PRINTER!r})"
    command = [sys.executable, "-c", opener]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        (printer,) = psutil.Process(process.pid).children()
        process.kill()
    assert psutil.wait_procs([printer], timeout=5)[1] == []


def test_a_printer_shows_what_it_prints(tmp_path: Path) -> None:
    command = [*PRINTER, "--columns", "32", "--dir", str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        _, host, port = json.loads(process.stdout.readline())["printer"].split(":")
        with socket.create_connection((host.strip("/"), int(port))) as cable:
            cable.sendall(b"x" * 33 + b"\n\x07\x1dV\x00")
            shown = [process.stdout.readline() for _ in range(4)]
        process.terminate()
        process.wait(5)
    assert shown == ["x" * 32 + "\n", "x\n", "\n", "unknown: 07\n"]
    assert (tmp_path / "0001.png").exists()


def test_a_port_that_is_taken_is_said_in_a_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        command = [*PRINTER[:-1], str(taken.getsockname()[1])]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("cannot listen on 127.0.0.1:")


async def test_work_that_ends_by_itself_gives_its_result() -> None:
    async def work() -> int:
        return 7

    assert await until_told_to_stop(work()) == 7


async def test_work_that_fails_is_not_hidden() -> None:
    async def work() -> int:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await until_told_to_stop(work())
