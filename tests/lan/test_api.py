"""The till API as a till meets it: what it answers, and what it refuses without doing anything."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from edge.clock import SystemClock
from edge.config import Till
from edge.events import Bus
from edge.lan.access import Keyring
from edge.lan.app import build_app
from edge.printing.printers import Printers
from edge.printing.queue import PrintQueue
from tests.support.counter import BASKET, Counter, open_counter

KEY = "chave-do-caixa-1"


@dataclass(frozen=True, kw_only=True)
class Api:
    http: httpx.AsyncClient
    counter: Counter

    async def sell(self, basket: Any = BASKET, key: str = "k1") -> httpx.Response:
        content = basket if isinstance(basket, bytes) else json.dumps(basket).encode()
        return await self.http.post("/v1/sales", content=content, headers={"Idempotency-Key": key})


@pytest.fixture
async def api(tmp_path: Path) -> AsyncIterator[Api]:
    async with open_counter(tmp_path) as counter:
        keyring = Keyring([Till(id="till-1", key_sha256=hashlib.sha256(KEY.encode()).hexdigest())])

        async def status() -> dict[str, Any]:
            return {"journal": {"head": counter.journal.head}}

        app = build_app(
            desk=counter.desk,
            cancels=counter.cancels,
            queue=PrintQueue(journal=counter.journal, printers=Printers({})),
            journal=counter.journal,
            keyring=keyring,
            bus=Bus(),
            clock=SystemClock(),
            status_source=status,
        )
        transport = httpx.ASGITransport(app)
        headers = {"Authorization": f"Bearer {KEY}"}
        async with httpx.AsyncClient(
            transport=transport, base_url="http://caixa", headers=headers
        ) as http:
            yield Api(http=http, counter=counter)


async def test_a_sale_answers_201_and_says_where_it_is(api: Api) -> None:
    answer = await api.sell()
    assert answer.status_code == 201
    sale = answer.json()
    shown = await api.http.get(answer.headers["location"])
    assert shown.json() == sale
    xml = await api.http.get(sale["links"]["xml"])
    assert xml.headers["content-type"] == "application/xml"
    assert xml.content.startswith(b"<nfeProc ")


async def test_the_same_call_again_gives_the_very_same_bytes(api: Api) -> None:
    first, again = await api.sell(), await api.sell()
    assert first.content == again.content
    assert again.status_code == 201


async def test_pictures_of_a_document_are_a_png_and_a_pdf(api: Api) -> None:
    links = (await api.sell()).json()["links"]
    assert (await api.http.get(links["png"])).content.startswith(b"\x89PNG")
    assert (await api.http.get(links["pdf"])).content.startswith(b"%PDF-")


def changed(path: str, value: Any) -> dict[str, Any]:
    """The basket with one field set (``None`` takes it away)."""
    basket = copy.deepcopy(BASKET)
    *parents, last = path.split("/")
    place: Any = basket
    for name in parents:
        place = place[int(name) if name.isdigit() else name]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return basket


@pytest.mark.parametrize(
    ("basket", "code", "field"),
    [
        (changed("items/0/quantity", 2), "lan.field_invalid", "items[0].quantity"),
        (changed("items/0/quantity", "2,5"), "lan.field_invalid", "items[0].quantity"),
        (changed("items/0/quantity", "-1"), "lan.field_invalid", "items[0].quantity"),
        (changed("items/0/quantity", "0"), "sales.not_positive", "items[0].quantity"),
        (changed("items/0/quantity", "1.23456"), "number.too_precise", "items[0].quantity"),
        (changed("items/0/unit_price", "9" * 12), "number.too_large", "items[0].unit_price"),
        (changed("items/0/unit_price", "1e3"), "lan.field_invalid", "items[0].unit_price"),
        (changed("items/0/tax", None), "sales.unknown_sku", "items[0].sku"),
        (changed("items/0/ncm", None), "sales.field_missing", "items[0].ncm"),
        (changed("items/0/price", "1.00"), "lan.field_invalid", "items[0].price"),
        (changed("items/0/quantity", None), "lan.field_invalid", "items[0].quantity"),
        (changed("payments", None), "lan.field_invalid", "payments"),
        (changed("items/0/gtin", "7891000100104"), "fiscal.611", "items[0].gtin"),
        (changed("items", []), "lan.field_invalid", "items"),
        (changed("payments/0/amount", "10.00"), "fiscal.865", "payments"),
        (changed("payments/0/method", "ouro"), "lan.field_invalid", "payments[0].method"),
        (changed("customer", {"cpf": "11144477736"}), "fiscal.237", "customer.cpf"),
        (changed("customer", {}), "sales.cpf_or_cnpj", "customer"),
        (
            changed("items/0/tax/icms", {"cst": "00"}),
            "catalogue.icms_code",
            "items[0].tax.icms.csosn",
        ),
    ],
)
async def test_bad_input_names_the_field_and_does_nothing(
    api: Api, basket: dict[str, Any], code: str, field: str
) -> None:
    answer = await api.sell(basket)
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert (problem["code"], problem["params"]["field"]) == (code, field)
    assert answer.status_code == problem["status"] == 422
    assert problem["detail"] != code
    assert api.counter.journal.head == 0
    assert api.counter.sefaz.calls == []


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "lan.not_json"),
        (b"\xff\xfe", 400, "lan.not_json"),
        (b"[]", 422, "lan.field_invalid"),
        (b'{"items": "' + b"x" * 2_000_000 + b'"}', 413, "lan.body_too_large"),
    ],
)
async def test_a_body_that_is_no_sale_is_refused(
    api: Api, body: bytes, status: int, code: str
) -> None:
    answer = await api.sell(body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert api.counter.journal.head == 0


async def test_without_an_idempotency_key_nothing_is_sold(api: Api) -> None:
    answer = await api.http.post("/v1/sales", json=BASKET)
    assert (answer.status_code, answer.json()["code"]) == (400, "lan.idempotency_key_missing")
    assert api.counter.journal.head == 0


async def test_the_same_key_with_another_body_is_422(api: Api) -> None:
    await api.sell()
    answer = await api.sell(changed("items/0/quantity", "1"))
    assert (answer.status_code, answer.json()["code"]) == (422, "sales.key_reused")


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer errada", "Basic abc"])
async def test_a_caller_without_the_right_key_is_401(api: Api, header: str) -> None:
    for method, path in (
        ("POST", "/v1/sales"),
        ("GET", "/v1/sales/x"),
        ("GET", "/v1/documents/x.xml"),
    ):
        answer = await api.http.request(method, path, headers={"Authorization": header})
        assert answer.status_code == 401
        assert answer.json()["code"] in {"lan.key_missing", "lan.key_wrong"}


async def test_what_is_not_there_is_404_and_a_wrong_method_405(api: Api) -> None:
    for path in ("/nada", "/v1/sales/nada", f"/v1/documents/{'3' * 44}.xml", "/v1/documents/x.doc"):
        assert (await api.http.get(path)).status_code == 404
    assert (await api.http.delete("/v1/sales")).status_code == 405


async def test_a_token_that_is_away_answers_503_and_spends_nothing(api: Api) -> None:
    api.counter.signer.absent = True
    answer = await api.sell()
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    assert api.counter.journal.head == 0


async def test_a_cancelled_sale_says_so(api: Api) -> None:
    sale = (await api.sell()).json()
    address = f"/v1/sales/{sale['sale_id']}/cancel"
    answer = await api.http.post(address, json={"justification": "Cliente desistiu da compra"})
    assert answer.status_code == 200
    assert answer.json()["status"] == "cancelled"
    assert (await api.http.get(sale["links"]["self"])).json() == answer.json()


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"justification": "errei"}, 422, "fiscal.justification"),
        ({}, 422, "lan.field_invalid"),
        ({"justification": "Cliente desistiu da compra", "why": 1}, 422, "lan.field_invalid"),
    ],
)
async def test_a_cancellation_without_a_good_reason_does_nothing(
    api: Api, body: dict[str, Any], status: int, code: str
) -> None:
    sale = (await api.sell()).json()
    head = api.counter.journal.head
    answer = await api.http.post(f"/v1/sales/{sale['sale_id']}/cancel", json=body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert api.counter.journal.head == head


async def test_a_sale_that_sefaz_will_not_cancel_is_told_with_its_words(api: Api) -> None:
    sale = (await api.sell()).json()
    api.counter.sefaz.words = ["501"]
    answer = await api.http.post(
        f"/v1/sales/{sale['sale_id']}/cancel", json={"justification": "Cliente desistiu da compra"}
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "sales.cancel_rejected")
    assert answer.json()["params"] == {"cStat": "501", "xMotivo": "Motivo 501"}


async def test_what_nobody_foresaw_is_a_problem_too(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(**_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(api.counter.desk, "sell", fail)
    with pytest.raises(ZeroDivisionError):  # into the log, after the answer
        await api.sell()
    monkeypatch.setattr(api.http._transport, "raise_app_exceptions", False)
    answer = await api.sell()
    assert (answer.status_code, answer.json()["code"]) == (500, "lan.failed")
    assert answer.headers["content-type"] == "application/problem+json"
