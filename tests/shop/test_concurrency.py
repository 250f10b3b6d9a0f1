"""Many tills, and tills that hang up, at the same time: every call answered, nothing sold twice."""

from __future__ import annotations

import asyncio
import socket
import uuid
from collections import Counter
from collections.abc import Sequence
from typing import Any

import httpx
import pytest

from tests.support.shop import BASKET, ShopProcess

OTHER = {**BASKET, "payments": [{"method": "cash", "amount": "60.00"}]}


async def at_once(
    shop: ShopProcess, calls: Sequence[tuple[str, dict[str, Any]]]
) -> list[httpx.Response]:
    """The answers to sales with these keys and baskets, all asked for at the same time."""
    limits = httpx.Limits(max_connections=len(calls))
    async with httpx.AsyncClient(
        base_url=shop.announced["pos_url"], headers=shop.till.headers, limits=limits, timeout=30
    ) as till:
        return await asyncio.gather(
            *(
                till.post("/v1/sales", json=basket, headers={"Idempotency-Key": key})
                for key, basket in calls
            )
        )


def new_keys(count: int) -> list[str]:
    return [str(uuid.uuid4()) for _ in range(count)]


def numbers_follow(answers: Sequence[httpx.Response]) -> bool:
    numbers = sorted(answer.json()["number"] for answer in answers)
    return numbers == list(range(numbers[0], numbers[0] + len(numbers)))


async def test_thirty_sales_at_once_are_thirty_documents_without_a_gap(shop: ShopProcess) -> None:
    answers = await at_once(shop, [(key, BASKET) for key in new_keys(30)])
    assert Counter(answer.status_code for answer in answers) == {201: 30}
    assert {answer.json()["status"] for answer in answers} == {"authorized"}
    assert numbers_follow(answers)
    keys = Counter(one["access_key"] for one in shop.control.get("/sefaz/documents").json())
    assert all(keys[answer.json()["access_key"]] == 1 for answer in answers)


async def test_one_key_asked_for_many_times_at_once_sells_once(shop: ShopProcess) -> None:
    before = shop.sell()["number"]
    answers = await at_once(shop, [(key, BASKET) for key in new_keys(1) * 30])
    assert {answer.content for answer in answers} == {answers[0].content}
    assert answers[0].json()["number"] == before + 1
    assert shop.sell()["number"] == before + 2


async def test_one_key_with_two_baskets_at_once_sells_one_of_them(shop: ShopProcess) -> None:
    [key] = new_keys(1)
    answers = await at_once(shop, [(key, BASKET), (key, OTHER)] * 10)
    assert Counter(answer.status_code for answer in answers) == {201: 10, 422: 10}
    assert len({answer.json()["access_key"] for answer in answers if answer.is_success}) == 1


@pytest.mark.parametrize("fault", ["refuse", "silent", "lose_answer"])
async def test_five_tills_at_once_survive_the_loss_of_sefaz(shop: ShopProcess, fault: str) -> None:
    with shop.fault("sefaz", fault):
        answers = await at_once(shop, [(key, BASKET) for key in new_keys(5)])
    assert Counter(answer.status_code for answer in answers) == {201: 5}
    assert numbers_follow(answers)
    shop.settle()
    for answer in answers:
        assert shop.sale(answer.json()["sale_id"])["status"] == "authorized"
        assert len(shop.held(answer.json()["access_key"])) == 1


def hang_up_after_asking(shop: ShopProcess, key: str) -> None:
    """The whole request leaves, and nobody waits for its answer."""
    headers = {"Idempotency-Key": key}
    request = shop.till.build_request("POST", "/v1/sales", json=BASKET, headers=headers)
    head = "".join(f"{name}: {value}\r\n" for name, value in request.headers.items())
    with socket.create_connection((request.url.host, request.url.port or 80)) as line:
        line.sendall(f"POST /v1/sales HTTP/1.1\r\n{head}\r\n".encode() + request.content)


def test_a_till_that_hung_up_gets_the_sale_it_began(shop: ShopProcess) -> None:
    for key in new_keys(10):
        hang_up_after_asking(shop, key)
        first, again = shop.sell(key=key), shop.sell(key=key)
        assert first == again
        assert first["status"] == "authorized"
        assert len(shop.held(first["access_key"])) == 1


async def test_copies_asked_for_at_once_are_all_printed(shop: ShopProcess) -> None:
    sale = shop.sell()
    path = f"{shop.announced['pos_url']}{sale['links']['self']}/print"
    async with httpx.AsyncClient(headers=shop.till.headers, timeout=30) as till:
        asked = await asyncio.gather(*(till.post(path) for _ in range(4)))
    assert {answer.status_code for answer in asked} == {202}
    shop.settle()
    receipts = shop.receipts(sale["access_key"])
    assert ["2ª VIA" in one["text"] for one in receipts] == [False, True, True, True, True]
