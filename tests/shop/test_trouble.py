"""The shop sells on when SEFAZ, the printer, the token or the cloud fails, and owes nothing."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.shop import BASKET, ShopProcess, eventually


def two_copies(shop: ShopProcess, access_key: str) -> list[dict[str, Any]]:
    return eventually(lambda: len(found := shop.receipts(access_key)) == 2 and found)


@pytest.mark.parametrize("fault", ["refuse", "silent", "http_503", "html", "paused"])
def test_without_sefaz_the_sale_goes_on_offline_and_is_delivered_later(
    shop: ShopProcess, fault: str
) -> None:
    shop.sell()  # a connection that is kept alive is the harder case
    with shop.fault("sefaz", fault):
        sales = [shop.sell() for _ in range(3)]
        assert [sale["status"] for sale in sales] == ["contingency"] * 3
        assert {sale["access_key"][34] for sale in sales} == {"9"}
        numbers = [sale["number"] for sale in sales]
        assert numbers == list(range(numbers[0], numbers[0] + 3))
        for sale in sales:
            copies = two_copies(shop, sale["access_key"])
            assert "Via do Consumidor" in copies[0]["text"]
            assert "Via do Estabelecimento" in copies[1]["text"]
            for copy in copies:
                assert copy["text"].count("EMITIDA EM CONTINGÊNCIA") == 2
                assert copy["text"].count("Pendente de autorização") == 2
            assert [copy["drawer"] for copy in copies] == [1, 0]
        signed = [shop.document(sale) for sale in sales]
    shop.settle()
    received = []
    for sale, bytes_printed in zip(sales, signed, strict=True):
        assert shop.sale(sale["sale_id"])["status"] == "authorized"
        [held] = shop.held(sale["access_key"])
        assert held["xml"].encode() == bytes_printed
        received.append(held["nProt"])
    assert received == sorted(received)


def test_an_answer_that_was_lost_is_settled_by_key_and_sold_once(shop: ShopProcess) -> None:
    with shop.fault("sefaz", "lose_answer"):
        sale = shop.sell()
    assert sale["status"] == "authorized"
    assert len(shop.held(sale["access_key"])) == 1


def test_a_slow_sefaz_is_waited_for(shop: ShopProcess) -> None:
    with shop.fault("sefaz", "slow", seconds=1):
        assert shop.sell()["status"] == "authorized"


def test_a_rejection_reaches_the_till_and_nothing_is_printed(shop: ShopProcess) -> None:
    with shop.fault("sefaz", "reject", cStat=778):
        sale = shop.sell()
    assert sale["status"] == "rejected"
    assert sale["sefaz"]["cStat"] == "778"
    after = shop.sell()
    eventually(lambda: shop.receipts(after["access_key"]))
    assert shop.receipts(sale["access_key"]) == []


@pytest.mark.parametrize(
    ("fault", "reason"),
    [("paper_out", "paper_out"), ("cover_open", "cover_open"), ("absent", None)],
)
def test_a_printer_in_trouble_leaves_the_sale_valid_and_the_job_waiting(
    shop: ShopProcess, fault: str, reason: str | None
) -> None:
    shop.settle()
    with shop.fault("printer", fault):
        sale = shop.sell()
        assert sale["status"] == "authorized"
        waiting = eventually(
            lambda: (now := shop.sale(sale["sale_id"])["print"]).get("reason") and now
        )
        assert waiting["status"] == "queued"
        assert reason is None or waiting["reason"] == reason
        assert shop.receipts(sale["access_key"]) == []
    eventually(lambda: shop.sale(sale["sale_id"])["print"]["status"] == "printed")
    assert len(shop.receipts(sale["access_key"])) == 1


def test_paper_that_ends_in_the_middle_is_not_taken_for_printed(shop: ShopProcess) -> None:
    shop.settle()
    with shop.fault("printer", "paper_out", after_mm=30):
        sale = shop.sell()
        told = eventually(
            lambda: (now := shop.sale(sale["sale_id"])["print"])["status"] == "uncertain" and now
        )
        assert told["reason"] == "paper_out"
    asked = shop.till.post(f"/v1/sales/{sale['sale_id']}/print")
    assert asked.status_code == 202
    eventually(lambda: any("2ª VIA" in one["text"] for one in shop.receipts(sale["access_key"])))


def test_a_broker_that_is_away_changes_nothing_for_the_till(shop: ShopProcess) -> None:
    with shop.fault("broker", "down"):
        sales = [shop.sell() for _ in range(3)]
        assert [sale["status"] for sale in sales] == ["authorized"] * 3
    shop.settle()
    events = shop.control.get("/hub/events").json()
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    keys = {event["subject"] for event in events if event["kind"] == "document_authorized"}
    assert {sale["access_key"] for sale in sales} <= keys


def test_a_removed_token_spends_nothing_and_its_return_is_noticed(shop: ShopProcess) -> None:
    shop.settle()
    before = shop.sell()["number"]
    shop.settle()
    head = shop.status()["journal"]["head"]
    with shop.fault("token", "removed"):
        refused = shop.post()
        assert refused.status_code == 503
        assert refused.json()["code"] == "token.absent"
        assert shop.status()["journal"]["head"] == head
    sale = eventually(lambda: (answer := shop.post(BASKET)).status_code == 201 and answer.json())
    assert sale["number"] == before + 1
