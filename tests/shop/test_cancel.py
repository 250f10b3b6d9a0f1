"""A till cancels; what trouble left open at SEFAZ the shop closes by itself."""

from __future__ import annotations

from functools import partial
from typing import Any

from tests.support.shop import ShopProcess, eventually

WHY = {"justification": "Cliente desistiu da compra"}


def cancel(shop: ShopProcess, sale: dict[str, Any], why: dict[str, str] = WHY) -> Any:
    return shop.till.post(f"/v1/sales/{sale['sale_id']}/cancel", json=why)


def events(shop: ShopProcess, access_key: str) -> list[str]:
    """The types of the events that SEFAZ holds of a document."""
    return [event["tpEvento"] for held in shop.held(access_key) for event in held["events"]]


def voided(shop: ShopProcess, number: int) -> list[dict[str, Any]]:
    every = shop.control.get("/sefaz/voided").json()
    return [one for one in every if one["nNFIni"] <= number <= one["nNFFin"]]


def test_a_sale_is_cancelled_at_sefaz_and_only_once(shop: ShopProcess) -> None:
    sale = shop.sell()
    first, again = cancel(shop, sale), cancel(shop, sale)
    assert (first.status_code, again.status_code) == (200, 200), first.text
    assert first.json()["status"] == again.json()["status"] == "cancelled"
    assert shop.sale(sale["sale_id"])["status"] == "cancelled"
    assert events(shop, sale["access_key"]) == ["110111"]
    slips = eventually(
        lambda: [
            one["text"]
            for one in shop.control.get("/printer/receipts").json()
            if "CANCELADA" in one["text"] and sale["access_key"] in one["text"]
        ]
    )
    assert WHY["justification"] in slips[0]
    eventually(
        lambda: any(
            event["kind"] == "document_cancelled" and event["subject"] == sale["access_key"]
            for event in shop.control.get("/hub/events").json()
        )
    )


def test_what_is_wrong_with_a_cancellation_is_told_by_field(shop: ShopProcess) -> None:
    sale = shop.sell()
    short = cancel(shop, sale, {"justification": "errei"})
    assert (short.status_code, short.json()["code"]) == (422, "fiscal.justification")
    assert cancel(shop, {"sale_id": "nobody"}).status_code == 404
    assert shop.sale(sale["sale_id"])["status"] == "authorized"


def test_a_cancellation_whose_answer_is_lost_is_settled_by_asking_again(shop: ShopProcess) -> None:
    sale = shop.sell()
    with shop.fault("sefaz", "lose_answer", service="NFeRecepcaoEvento4"):
        lost = cancel(shop, sale)
        assert (lost.status_code, lost.json()["code"]) == (503, "sales.cancel_uncertain")
    assert cancel(shop, sale).json()["status"] == "cancelled"
    assert events(shop, sale["access_key"]) == ["110111"]


def test_without_sefaz_nothing_is_cancelled_and_the_till_is_told(shop: ShopProcess) -> None:
    sale = shop.sell()
    with shop.fault("sefaz", "refuse"):
        refused = cancel(shop, sale)
        assert (refused.status_code, refused.json()["code"]) == (503, "sales.cancel_not_sent")
        offline = shop.sell()
        assert offline["status"] == "contingency"
        early = cancel(shop, offline)
        assert (early.status_code, early.json()["code"]) == (409, "sales.not_delivered_yet")
    shop.settle()
    assert events(shop, sale["access_key"]) == []
    assert cancel(shop, offline).json()["status"] == "cancelled"


def test_a_document_whose_sale_went_on_under_another_is_cancelled_by_substitution(
    shop: ShopProcess,
) -> None:
    shop.settle()
    before = {held["access_key"] for held in shop.control.get("/sefaz/documents").json()}
    with shop.fault("sefaz", "slow", seconds=6):
        sale = shop.sell()
        assert sale["status"] == "contingency"
    shop.settle()
    after = {held["access_key"] for held in shop.control.get("/sefaz/documents").json()}
    [orphan] = after - before - {sale["access_key"]}
    eventually(lambda: events(shop, orphan) == ["110112"])
    eventually(lambda: shop.status()["tasks"] == [])
    assert shop.sale(sale["sale_id"])["status"] == "authorized"
    assert events(shop, sale["access_key"]) == []


def test_numbers_that_were_never_used_are_voided(shop: ShopProcess) -> None:
    shop.settle()
    shop.sell()
    with shop.fault("sefaz", "reject", cStat=778):
        rejected = shop.sell()
    with shop.fault("sefaz", "paused"):
        sale = shop.sell()
        assert sale["status"] == "contingency"
    for number in (rejected["number"], sale["number"] - 1):
        eventually(partial(voided, shop, number))
        assert len(voided(shop, number)) == 1
    eventually(lambda: shop.status()["tasks"] == [])
    assert shop.sale(rejected["sale_id"])["status"] == "rejected"
