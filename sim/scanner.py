"""A serial barcode scanner on a pseudo-terminal."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from sim.lifetime import until_told_to_stop
from sim.serial_port import SerialPort
from sim.typing_hands import typed_lines


class Scanner:
    """``directory`` gets the link ``scanner``. Codes end in CR, as scanners are delivered."""

    FAULTS: ClassVar = {"absent": "unplugged: the device is gone"}

    def __init__(self, directory: Path, *, suffix: str = "\r") -> None:
        self._port = SerialPort(directory.resolve() / "scanner")
        self._suffix = suffix

    @property
    def url(self) -> str:
        return f"serial://{self._port.device}?baud=9600"

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
        self._port.plug()

    def unplug(self) -> None:
        self._port.unplug()

    def scan(self, text: str, *, suffix: str | None = None) -> None:
        """Send a code.

        Raises ``ConnectionError`` when unplugged, or when nobody has read the last 4 KB.
        """
        self._port.send((text + (self._suffix if suffix is None else suffix)).encode("latin-1"))


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
        async for line in typed_lines():
            scanner.scan(line)
        await asyncio.Event().wait()
    finally:
        await scanner.stop()
