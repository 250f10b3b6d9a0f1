"""Waiting for a shop to rest."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx

from sim.shop import Shop

_PATIENCE_S = 60.0
_LOOK_EVERY_S = 0.05


async def at_rest(opened: Shop) -> None:
    """Until all is connected and nothing is owed to SEFAZ, to the printer or to the hub."""
    headers = {"Authorization": f"Bearer {opened.till_key}"}
    async with (
        httpx.AsyncClient(headers=headers, timeout=5.0) as client,
        asyncio.timeout(_PATIENCE_S),
    ):
        while True:
            status = await client.get(f"{opened.pos_url}/v1/status")
            if _rests(status.json()):
                return
            await asyncio.sleep(_LOOK_EVERY_S)


def _rests(status: dict[str, Any]) -> bool:
    printers = status["printers"].values()
    return (
        status["sefaz"]["mode"] == "normal"
        and status["sefaz"]["owed"] == 0
        and status["signer"]["state"] == "ready"
        and status["uplink"]["state"] == "connected"
        and status["uplink"]["pending"] == 0
        and all(each["state"] == "ready" and not each["queued"] for each in printers)
    )
