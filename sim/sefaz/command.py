"""``python -m sim sefaz``: the authoriser by itself."""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import sys
from pathlib import Path
from typing import Any

from sim.pki import make_pki
from sim.sefaz.server import Sefaz


def run(args: list[str]) -> int:
    """Serve until SIGINT or SIGTERM; one JSON line says when and where."""
    asyncio.run(_serve(_options(args)))
    return 0


def _options(args: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m sim sefaz", description="An NFC-e authoriser on loopback."
    )
    parser.add_argument("--dir", type=Path, help="make certificates (and keep documents) here")
    parser.add_argument("--cert", type=Path, help="server certificate, PEM")
    parser.add_argument("--key", type=Path, help="its key, PEM")
    parser.add_argument("--client-ca", type=Path, help="who may call and sign, PEM")
    parser.add_argument("--cnpj", default="11222333000181", help="of the e-CNPJ made in --dir")
    parser.add_argument("--company", default="EMPRESA TESTE LTDA", help="its name")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--uf", default="SP")
    parser.add_argument("--tp-amb", choices=["1", "2"], default="2")
    options = parser.parse_args(args)
    by_hand = {options.cert, options.key, options.client_ca}
    if (None in by_hand) if options.dir is None else (by_hand != {None}):
        parser.error("give either --dir, or all of --cert, --key and --client-ca")
    return options


async def _serve(options: argparse.Namespace) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    sefaz, told = _built(options)
    await sefaz.start()
    try:
        told |= {"url": sefaz.url, "services": sefaz.services}
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()
        await stop.wait()
    finally:
        await sefaz.stop()


def _built(options: argparse.Namespace) -> tuple[Sefaz, dict[str, Any]]:
    """The authoriser, and what its users need to know of it."""
    where = {"host": options.host, "port": options.port}
    if options.dir is None:
        files = {
            "server_cert": options.cert,
            "server_key": options.key,
            "client_ca": options.client_ca,
        }
        return Sefaz(**files, **where, uf=options.uf, tpAmb=options.tp_amb), {}
    pki = make_pki(options.dir, cnpj=options.cnpj, company=options.company)
    sefaz = Sefaz(
        server_cert=pki.sefaz_cert,
        server_key=pki.sefaz_key,
        client_ca=pki.icp_ca,
        **where,
        uf=options.uf,
        tpAmb=options.tp_amb,
        store=options.dir / "sefaz.jsonl",
    )
    return sefaz, {
        "ca": str(pki.sefaz_ca),
        "client_cert": str(pki.company_chain),
        "client_key": str(pki.company_key),
    }
