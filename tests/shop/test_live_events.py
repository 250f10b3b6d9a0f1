"""``/v1/events``: what a till sees as it happens, over a real WebSocket."""

from __future__ import annotations

import base64
import json
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tests.support.shop import ShopProcess

Event = dict[str, Any]


def address(shop: ShopProcess) -> str:
    return shop.announced["pos_url"].replace("http://", "ws://") + "/v1/events"


def bearer(shop: ShopProcess) -> dict[str, str]:
    return {"Authorization": f"Bearer {shop.announced['till_key']}"}


@contextmanager
def listening(shop: ShopProcess) -> Iterator[ClientConnection]:
    with connect(address(shop), additional_headers=bearer(shop)) as line:
        yield line


def until(line: ClientConnection, last: Callable[[Event], bool]) -> list[Event]:
    """What is heard up to an event that ``last`` takes for the end."""
    heard: list[Event] = []
    while not heard or not last(heard[-1]):
        heard.append(json.loads(line.recv(timeout=15)))
    return heard


def of(heard: list[Event], kind: str) -> list[Any]:
    return [event["data"] for event in heard if event["kind"] == kind]


def is_scan(text: str) -> Callable[[Event], bool]:
    return lambda event: event["kind"] == "scan" and event["data"]["text"] == text


def test_a_browser_gives_the_key_as_a_subprotocol(shop: ShopProcess) -> None:
    offered = Subprotocol(f"bearer.{shop.announced['till_key']}")
    with connect(address(shop), subprotocols=[Subprotocol("json"), offered]) as line:
        assert line.subprotocol == offered


@pytest.mark.parametrize(
    ("headers", "code"),
    [({}, "lan.key_missing"), ({"Authorization": "Bearer ninguem"}, "lan.key_wrong")],
)
def test_who_has_no_key_is_told_so_like_everywhere_else(
    shop: ShopProcess, headers: dict[str, str], code: str
) -> None:
    with (
        pytest.raises(InvalidStatus) as caught,
        connect(address(shop), additional_headers=headers),
    ):
        pass
    answer = caught.value.response
    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert json.loads(answer.body)["code"] == code


def test_scans_reach_every_till_page_in_order(shop: ShopProcess) -> None:
    codes = ["7891000100103", "2012345004325", "]C10107891000100103"]
    with listening(shop) as one, listening(shop) as other:
        for code in codes:
            assert shop.control.post("/scanner/scans", json={"code": code}).is_success
        heard = [until(line, is_scan("0107891000100103")) for line in (one, other)]
    assert of(heard[0], "scan") == of(heard[1], "scan")
    assert [(scan["text"], scan["symbology"]) for scan in of(heard[0], "scan")] == [
        ("7891000100103", None),
        ("2012345004325", None),
        ("0107891000100103", "gs1-128"),
    ]


def test_a_sale_is_followed_from_the_signature_to_the_paper(shop: ShopProcess) -> None:
    with listening(shop) as line:
        sale = shop.sell()
        heard = until(line, lambda event: event["data"].get("step") == "print.printed")
    steps = [said["step"] for said in of(heard, "sale.progress")]
    assert steps == ["signed", "sent", "authorized", "print.sending", "print.printed"]
    assert {said["sale_id"] for said in of(heard, "sale.progress")} == {sale["sale_id"]}


@pytest.mark.parametrize("fault", ["paper_out", "cover_open"])
def test_a_printer_in_trouble_is_seen_and_its_recovery_too(shop: ShopProcess, fault: str) -> None:
    with listening(shop) as line:
        with shop.fault("printer", fault):
            shop.sell()  # the printer is looked at when there is something to print
            troubled = until(line, lambda event: event["data"].get("reason") == fault)
        again = until(line, lambda event: event["data"].get("state") == "ready")
    [attention] = of(troubled, "device.state")
    assert (attention["type"], attention["state"]) == ("printer", "attention")
    assert (again[-1]["data"]["type"], again[-1]["data"]["state"]) == ("printer", "ready")


def test_a_scanner_that_is_pulled_out_and_put_back_is_seen(shop: ShopProcess) -> None:
    with listening(shop) as line:
        with shop.fault("scanner", "absent"):
            gone = until(line, lambda event: event["data"].get("state") == "absent")
        back = until(line, lambda event: event["data"].get("state") == "ready")
    assert {seen["type"] for seen in of(gone + back, "device.state")} == {"scanner"}


def test_what_a_till_says_there_is_ignored(shop: ShopProcess) -> None:
    with listening(shop) as line:
        line.send("alo")
        line.send(b"\x00\xff")
        shop.control.post("/scanner/scans", json={"code": "789"})
        until(line, is_scan("789"))


def test_listeners_that_never_read_hold_nobody_up(shop: ShopProcess) -> None:
    deaf = [deaf_listener(shop) for _ in range(20)]
    with listening(shop) as line:
        for n in range(100):
            flood = f"{n:03}" + "7" * 3000  # each another code: repeats are suppressed
            shop.control.post("/scanner/scans", json={"code": flood})
            until(line, is_scan(flood))
        assert shop.sell()["status"] == "authorized"
        until(line, lambda event: event["data"].get("step") == "authorized")
    for one in deaf:
        one.close()


def deaf_listener(shop: ShopProcess) -> socket.socket:
    """A WebSocket that is opened and then left alone, with next to no room for what it is told."""
    place = urlsplit(shop.announced["pos_url"])
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    line.connect((place.hostname, place.port))
    nonce = base64.b64encode(os.urandom(16)).decode()
    line.sendall(
        f"GET /v1/events HTTP/1.1\r\nHost: {place.netloc}\r\nConnection: Upgrade\r\n"
        f"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {nonce}\r\n"
        f"Authorization: {bearer(shop)['Authorization']}\r\n\r\n".encode()
    )
    assert line.recv(12) == b"HTTP/1.1 101"
    return line
