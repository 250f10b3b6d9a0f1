"""A serial barcode scanner on a pseudo-terminal.

The device it is found by is a symbolic link that stays the same when the scanner is unplugged and
plugged in again, as a udev link does; the terminal behind it changes.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import stat
import sys
import tty
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from sim.lifetime import until_told_to_stop


class Scanner:
    """``directory`` gets the link ``scanner``. Codes end in CR, as scanners are delivered."""

    FAULTS: ClassVar = {"absent": "unplugged: the device is gone"}

    def __init__(self, directory: Path, *, suffix: str = "\r") -> None:
        self.device = directory.resolve() / "scanner"
        self._suffix = suffix
        self._ends: tuple[int, int] | None = None

    @property
    def url(self) -> str:
        return f"serial://{self.device}?baud=9600"

    async def start(self) -> None:
        self.plug()

    async def stop(self) -> None:
        self.unplug()

    def set_fault(self, name: str) -> None:
        """Raises ``ValueError`` for a name that is not in ``FAULTS``."""
        if name not in self.FAULTS:
            raise ValueError(f"no such fault: {name}")
        self.unplug()

    def clear_faults(self) -> None:
        self.plug()

    def plug(self) -> None:
        """A new terminal, raw from the start: a code sent before anyone opens it is not echoed."""
        if self._ends is None:
            self.device.parent.mkdir(parents=True, exist_ok=True)
            controller, terminal = os.openpty()
            tty.setraw(terminal)
            os.set_blocking(controller, False)
            self.device.unlink(missing_ok=True)
            self.device.symlink_to(os.ttyname(terminal))
            self._ends = controller, terminal

    def unplug(self) -> None:
        """Whoever has it open reads the end of it."""
        if self._ends is not None:
            self.device.unlink(missing_ok=True)
            for end in self._ends:
                os.close(end)
            self._ends = None

    def scan(self, text: str, *, suffix: str | None = None) -> None:
        """Send a code.

        Raises ``ConnectionError`` when unplugged, or when nobody has read the last 4 KB.
        """
        if self._ends is None:
            raise ConnectionError("the scanner is unplugged")
        data = (text + (self._suffix if suffix is None else suffix)).encode("latin-1")
        try:
            os.write(self._ends[0], data)
        except BlockingIOError:
            raise ConnectionError("nobody reads the scanner") from None


def run(arguments: Sequence[str]) -> int:
    """``python -m sim scanner``: each line of standard input is scanned."""
    parser = argparse.ArgumentParser(prog="python -m sim scanner", description=run.__doc__)
    parser.add_argument("--dir", type=Path, default=Path(), help="where the link `scanner` goes")
    scanner = Scanner(parser.parse_args(arguments).dir)
    asyncio.run(until_told_to_stop(_serve(scanner)))
    return 0


async def _serve(scanner: Scanner) -> None:
    await scanner.start()
    sys.stdout.write(json.dumps({"scanner": scanner.url}) + "\n")
    sys.stdout.flush()
    try:
        await _scan_lines(scanner)
        await asyncio.Event().wait()
    finally:
        await scanner.stop()


async def _scan_lines(scanner: Scanner) -> None:
    if not _can_be_awaited(sys.stdin.fileno()):
        for line in sys.stdin:
            scanner.scan(line.strip())
        return
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    async for line in reader:
        scanner.scan(line.decode().strip())


def _can_be_awaited(descriptor: int) -> bool:
    """Files and ``/dev/null`` cannot, and need not."""
    mode = os.fstat(descriptor).st_mode
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode) or os.isatty(descriptor)
