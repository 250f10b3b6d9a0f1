"""``python -m sim demo``: a shop opens, sells one basket, and shows the receipt."""

from __future__ import annotations

import asyncio
import io
import json
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import segno

from sim.basket import demo_sale
from sim.lifetime import until_told_to_stop
from sim.opening import arguments_parser
from sim.printer import Receipt
from sim.shop import Shop, ShopFailed

_PATIENCE_S = 20.0
_POLL_S = 0.05
_INTERRUPTED = 130


class DemoFailed(Exception):
    """The sale did not go as it should; the message says how."""


def run(arguments: Sequence[str]) -> int:
    """``python -m sim demo``: open a shop, sell a basket, stay open until Ctrl-C."""
    parser = arguments_parser("demo", run.__doc__)
    parser.add_argument("--dir", type=Path, default=Path(".work/shop"), help="default .work/shop")
    parser.add_argument("--once", action="store_true", help="end after the sale, with a JSON line")
    options = parser.parse_args(arguments)
    shop = Shop(options.dir, crt=options.crt, cnpj=options.cnpj, a1=options.a1, say=_say)
    try:
        summary = asyncio.run(until_told_to_stop(_demonstrate(shop, once=options.once)))
    except (ShopFailed, DemoFailed) as error:
        sys.stderr.write(f"\n{error}\n")
        return 1
    except httpx.HTTPError as error:
        sys.stderr.write(f"\nthe daemon did not answer: {error!r}; its log is {shop.log}\n")
        return 1
    if options.once:
        if summary is None:
            return _INTERRUPTED
        sys.stdout.write(json.dumps(summary, ensure_ascii=False) + "\n")
    return 0


async def _demonstrate(shop: Shop, *, once: bool) -> dict[str, Any]:
    started = time.monotonic()
    _say("abrindo a loja")
    async with shop:
        summary = await _sell(shop)
        summary["seconds"] = round(time.monotonic() - started, 2)
        if not once:
            _show_addresses(shop)
            try:
                await asyncio.Event().wait()
            finally:
                _say("fechando a loja")
    return summary


async def _sell(shop: Shop) -> dict[str, Any]:
    """One sale, followed until it is printed and the hub has heard of it."""
    _say("vendendo a cesta")
    headers = {"Authorization": f"Bearer {shop.till_key}", "Idempotency-Key": f"{time.time_ns()}"}
    sale = demo_sale(shop.catalogue)
    async with httpx.AsyncClient(base_url=shop.pos_url, headers=headers, timeout=30.0) as till:
        asked = time.monotonic()
        answer = await till.post("/v1/sales", json=sale)
        sale_ms = round(1000 * (time.monotonic() - asked))
        if answer.status_code != httpx.codes.CREATED:
            raise DemoFailed(f"POST /v1/sales answered {answer.status_code}: {answer.text}")
        sold: dict[str, Any] = answer.json()
        if sold["status"] != "authorized":
            raise DemoFailed(f"the sale is not authorized: {json.dumps(sold)}")
        _say(f"autorizada em {sale_ms} ms: NFC-e {sold['number']}, protocolo {sold['protocol']}")
        async with _patience("the receipt was not printed"):
            receipt = await _paper(shop, sold["access_key"])
            printed = await _printed(till, sold)
        document = await till.get(sold["links"]["xml"])
    async with _patience("the hub did not get the event"):
        await shop.hub.until(lambda: _is_told(shop, sold["sale_id"]))
    _say("impressa, e o hub recebeu o evento")
    xml = shop.directory / "xml" / f"{sold['access_key']}.xml"
    await asyncio.to_thread(_save, xml, document.raise_for_status().content)
    paper = shop.directory / "receipts" / f"{receipt.number:04}"
    _show_receipt(receipt)
    files = {"receipt_png": f"{paper}.png", "receipt_txt": f"{paper}.txt", "xml": str(xml)}
    for what, file in files.items():
        _say(f"{what}: {file}")
    kept = ("sale_id", "status", "access_key", "series", "number", "protocol", "total", "change")
    return {
        **{name: sold[name] for name in kept},
        "print": printed,
        **files,
        **shop.announcement(),
        "sale_ms": sale_ms,
    }


async def _paper(shop: Shop, access_key: str) -> Receipt:
    """Waits for the receipt that bears this key."""
    seen = 0
    while True:
        receipts = await shop.printer.received(seen + 1)
        for receipt in receipts[seen:]:
            if access_key in "".join(receipt.text.split()):
                return receipt
        seen = len(receipts)


async def _printed(till: httpx.AsyncClient, sold: dict[str, Any]) -> str:
    """Waits until the daemon, too, knows that it was printed."""
    while True:
        status: str = (await till.get(sold["links"]["self"])).json()["print"]["status"]
        if status == "printed":
            return status
        await asyncio.sleep(_POLL_S)


def _is_told(shop: Shop, sale_id: str) -> bool:
    return any(
        event["kind"] == "sale_concluded" and event["subject"] == sale_id
        for event in shop.hub.events()
    )


@asynccontextmanager
async def _patience(otherwise: str) -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(_PATIENCE_S):
            yield
    except TimeoutError:
        raise DemoFailed(f"{otherwise} within {_PATIENCE_S:.0f} s") from None


def _save(file: Path, content: bytes) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(content)


def _show_receipt(receipt: Receipt) -> None:
    """In a frame, with the QR code drawn in half blocks."""
    lines = [row for line in receipt.text.splitlines() for row in _rows(line, receipt)]
    width = max(map(len, lines), default=0)
    edge = f"+-{'-' * width}-+\n"
    sys.stdout.write(edge)
    sys.stdout.writelines(f"| {line.ljust(width)} |\n" for line in lines)
    sys.stdout.write(edge)
    sys.stdout.flush()


def _rows(line: str, receipt: Receipt) -> list[str]:
    if not line.startswith("[QR]"):
        return [line]
    drawing = io.StringIO()
    segno.make_qr(line.removeprefix("[QR] ")).terminal(drawing, compact=True, border=2)
    return [row.center(receipt.geometry.columns) for row in drawing.getvalue().splitlines()]


def _show_addresses(shop: Shop) -> None:
    sale = {
        "items": [{"sku": "7891000100103", "quantity": "2"}],
        "payments": [{"method": "cash", "amount": "20.00"}],
    }
    told = "\n".join(f"  {name:<12} {value}" for name, value in shop.announcement().items())
    sys.stdout.write(
        f"\n{told}\n\nVenda de outro terminal:\n\n"
        f"  curl {shop.pos_url}/v1/sales -H 'Authorization: Bearer {shop.till_key}' \\\n"
        f"    -H \"Idempotency-Key: $(date +%s%N)\" -d '{json.dumps(sale)}'\n\n"
        f"Derrube a SEFAZ (e devolva com DELETE {shop.control.url}/faults):\n\n"
        f"  curl {shop.control.url}/faults -d "
        f'\'{{"device":"sefaz","fault":"refuse"}}\'\n\nCtrl-C fecha a loja.\n'
    )
    sys.stdout.flush()


def _say(text: str) -> None:
    sys.stderr.write(f"· {text}\n")
    sys.stderr.flush()
