from __future__ import annotations

import os
import select
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import serial  # type: ignore[import-untyped]

from sim.scanner import Scanner


@pytest.fixture
async def scanner(tmp_path: Path) -> Scanner:
    scanner = Scanner(tmp_path)
    await scanner.start()
    return scanner


@pytest.fixture(autouse=True)
def _closed(scanner: Scanner) -> Iterator[None]:
    yield
    scanner.unplug()


def device(scanner: Scanner) -> str:
    return scanner.url.removeprefix("serial://").removesuffix("?baud=9600")


async def test_a_scan_arrives_at_the_serial_port_with_its_suffix(scanner: Scanner) -> None:
    with serial.Serial(device(scanner), 9600, timeout=2) as port:
        scanner.scan("7891000100103")
        assert port.read_until(b"\r") == b"7891000100103\r"
        scanner.scan("]C1010789", suffix="\r\n")
        assert port.read_until(b"\n") == b"]C1010789\r\n"


async def test_a_code_sent_before_anyone_listens_is_not_echoed(scanner: Scanner) -> None:
    scanner.scan("123")
    terminal = os.open(device(scanner), os.O_RDWR | os.O_NOCTTY)
    assert os.read(terminal, 100) == b"123\r"
    os.close(terminal)


async def test_unplugging_ends_the_port_and_plugging_in_brings_the_same_name_back(
    scanner: Scanner,
) -> None:
    name = device(scanner)
    terminal = os.open(name, os.O_RDWR | os.O_NOCTTY)
    scanner.set_fault("absent")
    assert select.select([terminal], [], [], 2)[0] == [terminal]
    assert os.read(terminal, 1) == b""
    os.close(terminal)
    assert not Path(name).exists()
    with pytest.raises(ConnectionError):
        scanner.scan("1")
    scanner.clear_faults()
    with serial.Serial(name, 9600, timeout=2) as port:
        scanner.scan("1")
        assert port.read_until(b"\r") == b"1\r"


async def test_a_scanner_nobody_reads_says_so_in_the_end(scanner: Scanner) -> None:
    def scan_and_scan() -> None:
        for _ in range(2000):
            scanner.scan("7891000100103")

    with pytest.raises(ConnectionError):
        scan_and_scan()


def test_the_command_scans_each_line_it_is_given(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sim", "scanner", "--dir", str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert b"serial://" in process.stdout.readline()
        with serial.Serial(str(tmp_path / "scanner"), 9600, timeout=5) as port:
            process.stdin.write(b"111\n222\n")
            process.stdin.flush()
            read = port.read(8)
        process.terminate()
        status = process.wait(5)
    assert (read, status) == (b"111\r222\r", 0)
    assert not (tmp_path / "scanner").is_symlink()
