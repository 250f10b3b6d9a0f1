"""``python -m bench``: measure, print a table, write ``bench/report.json``."""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import sys
import tempfile
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, aclosing
from pathlib import Path
from time import monotonic

from bench.agreement import agree
from bench.basket import prepare
from bench.comparisons import compare
from bench.imports import imports
from bench.report import Row, to_json, to_table
from bench.shop import shop
from bench.side import Side
from sim.lifetime import until_told_to_stop

_ROOT = Path(__file__).resolve().parents[1]
_PEERS = _ROOT / ".work" / "peers" / "bin" / "python"
_REPORT = _ROOT / "bench" / "report.json"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--only", choices=PARTS, action="append", help="only this part")
    parser.add_argument("--report", type=Path, help=f"where the JSON goes: {_REPORT.name}")
    options = parser.parse_args()
    if not _PEERS.exists():
        sys.stderr.write("The peers are missing. What to do: tools/setup peers\n")
        return 2
    _be_like_an_installed_box()
    rows = asyncio.run(until_told_to_stop(measure(options.only or list(PARTS))))
    if rows is None:
        return 130
    report = options.report or (None if options.only else _REPORT)
    if report is not None:
        report.write_text(to_json(rows), "utf-8")
    sys.stdout.write(f"\n{to_table(rows)}\n{_machine()}\n")
    return 0


def _machine() -> str:
    load, _, _ = os.getloadavg()
    return f"Python {platform.python_version()}, {os.cpu_count()} CPUs, load {load:.1f}"


async def measure(parts: list[str]) -> list[Row]:
    rows: list[Row] = []
    begun = monotonic()
    for part in parts:
        with tempfile.TemporaryDirectory(dir=_ROOT / ".work", prefix="bench-") as folder:
            async with aclosing(PARTS[part](Path(folder))) as measured:
                async for row in measured:
                    rows.append(row)
                    sys.stderr.write(f"[{monotonic() - begun:4.0f} s] {row.name}\n")
    return rows


async def documents(folder: Path) -> AsyncGenerator[Row, None]:
    async with AsyncExitStack() as stack:
        await prepare(folder)
        ours = await stack.enter_async_context(
            Side.started(sys.executable, "-m", "bench.ours", folder)
        )
        peers = await stack.enter_async_context(Side.started(_PEERS, "-m", "bench.peers", folder))
        await agree(folder, peers)
        async for row in compare(ours, peers):
            yield row


async def libraries(_folder: Path) -> AsyncGenerator[Row, None]:
    async for row in imports(Path(sys.executable), _PEERS):
        yield row


PARTS = {"documents": documents, "libraries": libraries, "shop": shop}


def _be_like_an_installed_box() -> None:
    """With bytecode on disk, also where the environment forbids to write it."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ.setdefault("PYTHONPYCACHEPREFIX", str(_ROOT / ".work" / "pycache"))


if __name__ == "__main__":
    sys.exit(main())
