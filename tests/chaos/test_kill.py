"""``kill -9`` of the daemon at a random moment of each of many sales, and a restart each time."""

from __future__ import annotations

import asyncio
import os
import random
import uuid
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import pytest

from edge.journal.reports import list_entries, rebuild_report, verify_report
from sim.shop import Shop
from tests.support.shop import BASKET

#: ``make chaos`` asks for more.
SALES = int(os.environ.get("KILLS", "40"))
#: A little more than a sale takes here, so that some kills come before it, some in it, some after.
LONGEST_S = 0.12


async def sell(shop: Shop, key: str) -> dict[str, Any] | None:
    """The answer; None when the daemon died under the call."""
    headers = {"Authorization": f"Bearer {shop.till_key}", "Idempotency-Key": key}
    try:
        async with httpx.AsyncClient(timeout=30) as till:
            answer = await till.post(f"{shop.pos_url}/v1/sales", json=BASKET, headers=headers)
    except httpx.TransportError:
        return None
    assert answer.status_code == 201, answer.text
    sale: dict[str, Any] = answer.json()
    return sale


@pytest.mark.timeout(900)
async def test_no_kill_loses_doubles_or_breaks_anything(tmp_path: Path) -> None:
    chance = random.Random(20261122)
    interrupted = 0
    answers: dict[str, dict[str, Any]] = {}
    async with Shop(tmp_path) as shop:
        for _ in range(SALES):
            key = str(uuid.uuid4())
            selling = asyncio.create_task(sell(shop, key))
            await asyncio.sleep(chance.uniform(0, LONGEST_S))
            await shop.kill_daemon()
            first = await selling
            interrupted += first is None
            await shop.start_daemon()
            answers[key] = await sell(shop, key) or pytest.fail("the daemon died by itself")
            assert first is None or first == answers[key]
        await settled(shop)
        held = shop.sefaz.documents()
    assert interrupted > SALES / 5, "the kills came too late to interrupt sales"
    assert [answer["status"] for answer in answers.values()] == ["authorized"] * SALES
    keys = {answer["access_key"] for answer in answers.values()}
    assert len(keys) == SALES
    assert {one["access_key"] for one in held} == keys, "SEFAZ holds just what was answered"
    journal = shop.data_dir / "journal.db"
    assert verify_report(journal)["whole"]
    assert rebuild_report(journal, check=True)["equal"]
    signed = list_entries(journal, kind="document_signed", limit=10**6)
    discarded = list_entries(journal, kind="document_discarded", limit=10**6)
    gone = {entry["subject"] for entry in discarded}
    spent = Counter(entry["body"]["nNF"] for entry in signed if entry["subject"] not in gone)
    assert spent == Counter(range(1, SALES + 1)), (
        "every number is one document's, and none is left out"
    )


async def settled(shop: Shop) -> None:
    headers = {"Authorization": f"Bearer {shop.till_key}"}
    async with httpx.AsyncClient(timeout=30, headers=headers) as till, asyncio.timeout(60):
        while (await till.get(f"{shop.pos_url}/v1/status")).json()["sefaz"]["owed"]:
            await asyncio.sleep(0.1)
