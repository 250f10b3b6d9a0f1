"""A shop in a process of its own, met as a till and a technician meet it: over HTTP."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

import httpx

T = TypeVar("T")
ROOT = Path(__file__).resolve().parents[2]
#: The example of the README.
BASKET: dict[str, Any] = {
    "items": [
        {"sku": "7891000100103", "quantity": "2"},
        {
            "sku": "QJ-KG",
            "description": "Queijo minas",
            "gtin": "SEM GTIN",
            "ncm": "04061010",
            "cfop": "5102",
            "unit": "KG",
            "quantity": "0.432",
            "unit_price": "59.90",
            "discount": "0.50",
            "tax": {"icms": {"orig": "0", "csosn": "102"}},
        },
    ],
    "customer": {"cpf": "11144477735"},
    "payments": [{"method": "cash", "amount": "50.00"}],
}


@dataclass(frozen=True, kw_only=True)
class ShopProcess:
    """``till`` is an HTTP client with the till's key; ``control`` works the simulators."""

    announced: Mapping[str, str]
    till: httpx.Client
    control: httpx.Client

    def post(self, basket: Mapping[str, Any] = BASKET, *, key: str | None = None) -> httpx.Response:
        headers = {"Idempotency-Key": key or str(uuid.uuid4())}
        return self.till.post("/v1/sales", json=basket, headers=headers)

    def sell(self, basket: Mapping[str, Any] = BASKET, *, key: str | None = None) -> dict[str, Any]:
        answer = self.post(basket, key=key)
        assert answer.status_code == 201, answer.text
        sale: dict[str, Any] = answer.json()
        return sale

    def sale(self, sale_id: str) -> dict[str, Any]:
        shown: dict[str, Any] = self.till.get(f"/v1/sales/{sale_id}").json()
        return shown

    def status(self) -> dict[str, Any]:
        whole: dict[str, Any] = self.till.get("/v1/status").json()
        return whole

    def document(self, sale: Mapping[str, Any]) -> bytes:
        return self.till.get(sale["links"]["xml"]).content

    def receipts(self, access_key: str) -> list[dict[str, Any]]:
        """What was printed of a document: every ticket whose QR code carries its key."""
        every = self.control.get("/printer/receipts").json()
        return [one for one in every if any(access_key in qr for qr in one["qr"])]

    def held(self, access_key: str) -> list[dict[str, Any]]:
        """What SEFAZ holds under a key."""
        documents = self.control.get("/sefaz/documents").json()
        return [one for one in documents if one["access_key"] == access_key]

    @contextmanager
    def fault(self, device: str, fault: str, **params: object) -> Iterator[None]:
        set_ = self.control.post("/faults", json={"device": device, "fault": fault, **params})
        assert set_.status_code == 201, set_.text
        try:
            yield
        finally:
            self.control.delete(f"/faults/{device}").raise_for_status()

    def settle(self) -> None:
        """Wait until nothing is owed to SEFAZ, to the printer, or to the hub."""
        eventually(
            lambda: (
                (now := self.status())["sefaz"]["mode"] == "normal"
                and now["sefaz"]["owed"] == 0
                and now["uplink"]["pending"] == 0
                and all(not printer["queued"] for printer in now["printers"].values())
            ),
            within=120,  # hundreds of receipts may have to come out first
        )


def eventually(ask: Callable[[], T | Literal[False] | None], *, within: float = 30.0) -> T:
    """The first true answer of ``ask``; fails when there is none ``within`` seconds."""
    deadline = time.monotonic() + within
    while not (answer := ask()):
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.05)
    return answer


@contextmanager
def open_shop(folder: Path, *options: str) -> Iterator[ShopProcess]:
    """``python -m sim shop`` in ``folder``."""
    command = [sys.executable, "-m", "sim", "shop", "--dir", str(folder), *options]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line, "the shop did not open; its own words stand above"
            announced = json.loads(line)
            bearer = {"Authorization": f"Bearer {announced['till_key']}"}
            with (
                httpx.Client(base_url=announced["pos_url"], headers=bearer, timeout=30) as till,
                httpx.Client(base_url=announced["control_url"], timeout=30) as control,
            ):
                yield ShopProcess(announced=announced, till=till, control=control)
        finally:
            process.terminate()
            process.wait(30)
