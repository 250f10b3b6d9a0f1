"""What a till feels: whole sales over HTTP on the simulated shop, with and without SEFAZ."""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncGenerator, AsyncIterator
from datetime import datetime
from functools import partial
from pathlib import Path

from bench.basket import basket
from bench.memory import resident
from bench.report import Row
from bench.rest import at_rest
from bench.side import Side
from bench.starts import starts
from bench.statistics import median, percentile
from edge.journal.reports import list_entries
from sim.shop import Shop

_CALM_SALES, _HASTY_SALES, _OFFLINE_SALES = 60, 60, 10
_FAULTS = {"refuse": "SEFAZ refuses", "silent": "SEFAZ is silent"}
_FAULT_TURNS = 3
_BASKETS = 8


async def shop(folder: Path) -> AsyncGenerator[Row, None]:
    async with Shop(folder / "shop", crt=3) as opened:
        products = json.loads(opened.catalogue.read_text("utf-8"))["products"]
        about = {
            "url": opened.pos_url,
            "key": opened.till_key,
            "baskets": [basket(products, 10, n) for n in range(_BASKETS)],
        }
        (folder / "till.json").write_text(json.dumps(about), "utf-8")
        async with Side.started(sys.executable, "-m", "bench.till", folder) as till:
            async for row in _sales(opened, till):
                yield row
            async for row in _without_sefaz(opened, till):
                yield row
            async for row in starts(opened, till):
                yield row


async def _sales(opened: Shop, till: Side) -> AsyncIterator[Row]:
    calm: list[float] = []
    for _ in range(_CALM_SALES):
        await at_rest(opened)
        calm += await till.seconds("sale", 1)
    row = partial(Row, unit="ms", samples=_CALM_SALES)
    yield row(
        name="whole sale over HTTP, p50",
        ours=median(calm) * 1000,
        note="10 items, CRT 3, PKCS#11, mutual TLS; of this the simulated SEFAZ takes"
        f" {_sefaz_ms(opened.data_dir / 'journal.db'):.1f} ms",
    )
    yield row(name="whole sale over HTTP, p95", ours=percentile(calm, 95) * 1000)
    hasty = await till.seconds("sale", _HASTY_SALES)
    yield row(
        name="whole sale over HTTP, no pause, p50",
        ours=median(hasty) * 1000,
        samples=_HASTY_SALES,
        note="the simulators work at the receipt of the last sale meanwhile",
    )
    sold = _CALM_SALES + _HASTY_SALES
    yield Row(
        name=f"daemon after {sold} sales, RSS", ours=resident(opened.daemon_pid).rss, unit="MB"
    )


def _sefaz_ms(journal: Path) -> float:
    """Median time between sending a document and its authorisation, by the journal's own clock."""

    def moments(kind: str) -> dict[str, datetime]:
        entries = list_entries(journal, kind=kind, limit=10**6)
        return {each["subject"]: datetime.fromisoformat(each["at"]) for each in entries}

    sent, answered = moments("document_sent"), moments("document_authorized")
    waits = [(answered[key] - sent[key]).total_seconds() for key in answered.keys() & sent.keys()]
    return median(waits) * 1000


async def _without_sefaz(opened: Shop, till: Side) -> AsyncIterator[Row]:
    firsts: dict[str, list[float]] = {fault: [] for fault in _FAULTS}
    offline: list[float] = []
    for _ in range(_FAULT_TURNS):
        for fault, first in firsts.items():
            opened.sefaz.set_fault(fault)
            first.extend(await till.seconds("sale", 1))
            offline += await till.seconds("sale", _OFFLINE_SALES)
            opened.sefaz.clear_faults()
            await at_rest(opened)
    for fault, name in _FAULTS.items():
        yield Row(
            name=f"first sale once {name}",
            ours=median(firsts[fault]),
            unit="s",
            samples=_FAULT_TURNS,
            note="the till's deadline for SEFAZ is 2.5 s" if fault == "silent" else None,
        )
    yield Row(
        name="contingency sale over HTTP, no pause, p50",
        ours=median(offline) * 1000,
        unit="ms",
        samples=len(offline),
        note="every sale after that first one; two copies each are being printed meanwhile",
    )
