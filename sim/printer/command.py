"""``python -m sim printer``: one printer, until Ctrl-C."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from sim.lifetime import until_told_to_stop
from sim.printer.modes import MODES
from sim.printer.printer import Printer


def run(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m sim printer", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=9100, help="0 takes a free one (default 9100)")
    parser.add_argument("--columns", type=int, choices=(32, 48), default=48, help="58 or 80 mm")
    parser.add_argument("--mode", choices=tuple(MODES), default="epson", help="its language")
    parser.add_argument("--speed", type=float, default=200.0, help="millimetres of paper a second")
    parser.add_argument("--dir", type=Path, help="save each receipt there as text and picture")
    options = parser.parse_args(arguments)
    try:
        asyncio.run(until_told_to_stop(_serve(options)))
    except OSError as error:
        sys.stderr.write(f"cannot listen on {options.host}:{options.port}: {error.strerror}\n")
        return 1
    return 0


async def _serve(options: argparse.Namespace) -> None:
    printer = Printer(
        host=options.host,
        port=options.port,
        columns=options.columns,
        dots=12 * options.columns,
        speed_mm_s=options.speed,
        directory=options.dir,
        mode=options.mode,
    )
    await printer.start()
    sys.stdout.write(json.dumps({"printer": printer.url}) + "\n")
    sys.stdout.flush()
    try:
        await _show(printer)
    finally:
        await printer.stop()


async def _show(printer: Printer) -> None:
    """Each receipt, as it is cut."""
    shown = 0
    while True:
        receipts = await printer.received(shown + 1)
        for receipt in receipts[shown:]:
            sys.stdout.write(receipt.text + "\n")
            sys.stdout.writelines(f"unknown: {each}\n" for each in receipt.unknown)
        sys.stdout.flush()
        shown = len(receipts)
