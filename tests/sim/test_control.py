from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import serial  # type: ignore[import-untyped]
from PIL import Image

from sim.control import Control, Device
from sim.printer import Printer
from sim.scanner import Scanner


class Flaky:
    """A simulator whose faults take a moment."""

    def __init__(self) -> None:
        self.set: list[tuple[str, dict[str, Any]]] = []
        self.settled = 0

    def set_fault(self, name: str, **params: Any) -> None:
        if params.get("seconds") == "many":
            raise ValueError("seconds is a number")
        self.set.append((name, params))

    def clear_faults(self) -> None:
        self.set.clear()

    async def settle(self) -> None:
        await asyncio.sleep(0)
        self.settled += 1


@pytest.fixture
async def printer() -> AsyncIterator[Printer]:
    printer = Printer(speed_mm_s=20_000)
    await printer.start()
    yield printer
    await printer.stop()


@pytest.fixture
def flaky() -> Flaky:
    return Flaky()


@pytest.fixture
async def control(
    printer: Printer, flaky: Flaky, tmp_path: Path
) -> AsyncIterator[httpx.AsyncClient]:
    scanner = Scanner(tmp_path)
    await scanner.start()
    control = Control(
        devices={
            "printer": Device(simulator=printer, faults=Printer.FAULTS),
            "flaky": Device(simulator=flaky, faults={"slow": "answers late"}, settled=flaky.settle),
        },
        printer=printer,
        scanner=scanner,
        documents=lambda: [{"access_key": "3526", "cStat": 100}],
        voided=lambda: [{"nNFIni": 6, "nNFFin": 6}],
        events=lambda: [{"kind": "sale_concluded"}],
    )
    await control.start()
    async with httpx.AsyncClient(base_url=control.url) as client:
        yield client
    await control.stop()
    await scanner.stop()


async def print_receipt(printer: Printer, text: str) -> None:
    host, port = printer.url.removeprefix("tcp://").split(":")
    _, writer = await asyncio.open_connection(host, int(port))
    before = len(printer.receipts())
    writer.write(text.encode("cp437") + b"\n\x1dVB\x03")
    async with asyncio.timeout(5):
        await printer.received(before + 1)
    writer.close()


async def test_a_fault_is_set_with_its_parameters_and_listed(
    control: httpx.AsyncClient, flaky: Flaky
) -> None:
    wanted = {"device": "flaky", "fault": "slow", "seconds": 3}
    answer = await control.post("/faults", json=wanted)
    assert (answer.status_code, answer.json()) == (201, wanted)
    assert flaky.set == [("slow", {"seconds": 3})]
    assert flaky.settled == 1
    assert (await control.get("/faults")).json() == {"faults": [wanted]}


async def test_faults_are_cleared_all_together_or_by_device(
    control: httpx.AsyncClient, flaky: Flaky, printer: Printer
) -> None:
    for device, fault in (("flaky", "slow"), ("printer", "cover_open")):
        assert (
            await control.post("/faults", json={"device": device, "fault": fault})
        ).status_code == 201
    assert (await control.delete("/faults/printer")).status_code == 204
    assert not printer.condition.state.cover_open
    assert flaky.set
    left = (await control.get("/faults")).json()["faults"]
    assert left == [{"device": "flaky", "fault": "slow"}]
    assert (await control.delete("/faults")).status_code == 204
    assert not flaky.set
    assert (await control.get("/faults")).json() == {"faults": []}


@pytest.mark.parametrize(
    ("body", "status", "error", "valid"),
    [
        ({"device": "till", "fault": "slow"}, 422, "unknown_device", ["flaky", "printer"]),
        ({"fault": "slow"}, 422, "unknown_device", ["flaky", "printer"]),
        ({"device": "flaky", "fault": "fire"}, 422, "unknown_fault", ["slow"]),
        ({"device": "flaky", "fault": ["slow"]}, 422, "unknown_fault", ["slow"]),
        ({"device": "flaky", "fault": "slow", "seconds": "many"}, 422, "bad_params", None),
        ({"device": "printer", "fault": "mute", "loud": 1}, 422, "bad_params", None),
        ([], 422, "bad_params", None),
    ],
)
async def test_a_fault_there_is_not_is_refused_naming_those_there_are(
    control: httpx.AsyncClient, body: Any, status: int, error: str, valid: list[str] | None
) -> None:
    answer = await control.post("/faults", json=body)
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert answer.json().get("valid") == valid
    assert (await control.get("/faults")).json() == {"faults": []}


async def test_receipts_are_told_as_json_text_and_picture(
    control: httpx.AsyncClient, printer: Printer
) -> None:
    await print_receipt(printer, "um")
    await print_receipt(printer, "dois é")
    listed = (await control.get("/printer/receipts")).json()
    assert [(each["number"], each["text"]) for each in listed] == [(1, "um\n"), (2, "dois é\n")]
    assert (listed[0]["cut"], listed[0]["drawer"], listed[0]["unknown"]) == ("partial", 0, [])
    text = await control.get(listed[1]["links"]["txt"])
    assert (text.text, text.headers["content-type"]) == ("dois é\n", "text/plain; charset=utf-8")
    assert (await control.get("/printer/receipts/last.txt")).text == "dois é\n"
    assert (await control.get("/printer/receipts/last")).json() == listed[1]
    picture = await control.get("/printer/receipts/last.png")
    assert picture.headers["content-type"] == "image/png"
    assert Image.open(io.BytesIO(picture.content)).width == 640


async def test_a_receipt_there_is_not_is_404(control: httpx.AsyncClient, printer: Printer) -> None:
    assert (await control.get("/printer/receipts/last.txt")).status_code == 404
    await print_receipt(printer, "um")
    assert (await control.get("/printer/receipts/2.txt")).json()["error"] == "no_receipt"
    assert (await control.get("/printer/receipts/1.gif")).json()["error"] == "no_such_form"


async def test_a_scan_is_pushed_to_the_serial_port(
    control: httpx.AsyncClient, tmp_path: Path
) -> None:
    with serial.Serial(str(tmp_path / "scanner"), timeout=2) as port:
        answer = await control.post("/scanner/scans", json={"code": "7891000100103"})
        assert answer.status_code == 201
        assert port.read_until(b"\r") == b"7891000100103\r"


@pytest.mark.parametrize("body", [{}, {"code": 1}, {"code": ""}, {"code": "☃"}])
async def test_a_scan_that_is_no_text_is_refused(
    control: httpx.AsyncClient, body: dict[str, Any]
) -> None:
    answer = await control.post("/scanner/scans", json=body)
    assert (answer.status_code, answer.json()["field"]) == (422, "code")


async def test_what_sefaz_and_the_hub_hold_is_told(control: httpx.AsyncClient) -> None:
    documents = (await control.get("/sefaz/documents")).json()
    assert documents == [{"access_key": "3526", "cStat": 100}]
    assert (await control.get("/sefaz/voided")).json() == [{"nNFIni": 6, "nNFFin": 6}]
    assert (await control.get("/hub/events")).json() == [{"kind": "sale_concluded"}]


async def test_the_first_page_lists_routes_and_faults(control: httpx.AsyncClient) -> None:
    index = (await control.get("/")).json()
    assert "POST /faults" in index["routes"]
    assert index["faults"]["flaky"] == {"slow": "answers late"}
    assert set(index["faults"]["printer"]) >= {"paper_out", "cover_open", "absent"}


@pytest.mark.parametrize(
    ("method", "path", "content", "status"),
    [
        ("GET", "/nowhere", b"", 404),
        ("PUT", "/faults", b"", 405),
        ("POST", "/faults", b"{", 400),
        ("DELETE", "/faults/till", b"", 422),
    ],
)
async def test_errors_are_json(
    control: httpx.AsyncClient, method: str, path: str, content: bytes, status: int
) -> None:
    answer = await control.request(method, path, content=content)
    assert answer.status_code == status
    assert answer.json()["error"]
