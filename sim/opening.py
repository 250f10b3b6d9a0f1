"""``python -m sim shop``: a shop opened from the command line."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from sim import settings
from sim.lifetime import until_told_to_stop
from sim.shop import Shop, ShopFailed


def arguments_parser(name: str, about: str | None) -> argparse.ArgumentParser:
    """The options that describe a shop."""
    parser = argparse.ArgumentParser(prog=f"python -m sim {name}", description=about)
    parser.add_argument("--crt", type=int, choices=(1, 3), default=1, help="tax regime (default 1)")
    parser.add_argument("--cnpj", default=settings.CNPJ, help=f"default {settings.CNPJ}")
    parser.add_argument("--a1", action="store_true", help="certificate in a file, not in the token")
    return parser


def run(arguments: Sequence[str]) -> int:
    """``python -m sim shop``: open, say so in one JSON line, stay until told to stop."""
    parser = arguments_parser("shop", run.__doc__)
    parser.add_argument("--dir", type=Path, required=True, help="where everything it makes lies")
    options = parser.parse_args(arguments)
    shop = Shop(options.dir, crt=options.crt, cnpj=options.cnpj, a1=options.a1)
    try:
        asyncio.run(until_told_to_stop(_stay_open(shop)))
    except ShopFailed as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


async def _stay_open(shop: Shop) -> None:
    async with shop:
        sys.stdout.write(json.dumps(shop.announcement()) + "\n")
        sys.stdout.flush()
        await asyncio.Event().wait()
