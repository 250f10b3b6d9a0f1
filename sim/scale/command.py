"""``python -m sim scale``: each line of standard input is the grams that lie on it."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from sim.lifetime import until_told_to_stop
from sim.scale.protocols import PROTOCOLS
from sim.scale.scale import Scale
from sim.typing_hands import typed_lines


def run(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m sim scale", description=__doc__)
    parser.add_argument("--dir", type=Path, default=Path(), help="where the link `scale` goes")
    parser.add_argument("--protocol", choices=tuple(PROTOCOLS), default="toledo-prt1")
    parser.add_argument("--settling", type=float, default=1.0, help="seconds a load swings")
    options = parser.parse_args(arguments)
    scale = Scale(options.dir, protocol=options.protocol, settling_s=options.settling)
    asyncio.run(until_told_to_stop(_serve(scale)))
    return 0


async def _serve(scale: Scale) -> None:
    await scale.start()
    sys.stdout.write(json.dumps({"scale": scale.url}) + "\n")
    sys.stdout.flush()
    try:
        async for line in typed_lines():
            if line.lstrip("-").isdigit():
                scale.place(int(line))
        await asyncio.Event().wait()
    finally:
        await scale.stop()
