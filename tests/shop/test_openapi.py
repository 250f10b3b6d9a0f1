"""``/openapi.json`` tells the truth: a program that knows nothing else calls a running shop."""

from __future__ import annotations

import json
import uuid
from typing import Any

import httpx
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from edge.lan.openapi import document
from tests.support.shop import BASKET, ShopProcess

DESCRIBED = schemathesis.openapi.from_dict(document())


@DESCRIBED.parametrize()
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_is_asked_the_answer_is_as_described(
    case: schemathesis.Case[Any], shop: ShopProcess
) -> None:
    """What has the right form may still be refused: that is for the law, not for a schema."""
    case.call_and_validate(
        base_url=shop.announced["pos_url"],
        headers={"Authorization": f"Bearer {shop.announced['till_key']}"},
        excluded_checks=[positive_data_acceptance],
    )


def test_the_shop_shows_the_description_it_was_built_from(shop: ShopProcess) -> None:
    shown = httpx.get(f"{shop.announced['pos_url']}/openapi.json").json()
    assert shown == json.loads(json.dumps(document()))


def met(answer: httpx.Response, path: str, status: int) -> Any:
    """The body of an answer that is of ``status``, described, and of the described shape."""
    assert answer.status_code == status, answer.text
    DESCRIBED[path][answer.request.method].validate_response(answer)
    return answer.json() if "json" in answer.headers["content-type"] else answer.content


def test_a_sale_and_what_follows_it_are_described(shop: ShopProcess) -> None:
    sold = met(shop.post(), "/v1/sales", 201)
    place = sold["links"]["self"]
    met(shop.till.get(place), "/v1/sales/{sale_id}", 200)
    met(shop.till.post(f"{place}/print"), "/v1/sales/{sale_id}/print", 202)
    for form in ("xml", "png", "pdf"):
        answer = shop.till.get(sold["links"][form])
        met(answer, f"/v1/documents/{{access_key}}.{form}", 200)
    met(shop.till.get("/v1/status"), "/v1/status", 200)
    why = {"justification": "Cliente desistiu da compra"}
    met(shop.till.post(f"{place}/cancel", json=why), "/v1/sales/{sale_id}/cancel", 200)


def test_sales_in_trouble_are_described(shop: ShopProcess) -> None:
    with shop.fault("sefaz", "reject", cStat=778):
        rejected = met(shop.post(), "/v1/sales", 201)
    met(shop.till.post(f"{rejected['links']['self']}/print"), "/v1/sales/{sale_id}/print", 409)
    met(shop.till.get(rejected["links"]["png"]), "/v1/documents/{access_key}.png", 409)
    with shop.fault("sefaz", "refuse"):
        offline = met(shop.post(), "/v1/sales", 201)
    assert offline["status"] == "contingency"
    with shop.fault("token", "removed"):
        met(shop.post(), "/v1/sales", 503)


def test_refusals_are_described(shop: ShopProcess) -> None:
    key = str(uuid.uuid4())
    shop.sell(key=key)
    other = {**BASKET, "payments": [{"method": "cash", "amount": "60.00"}]}
    met(shop.post(other, key=key), "/v1/sales", 422)
    met(shop.till.post("/v1/sales", json=BASKET), "/v1/sales", 400)
    headers = {"Idempotency-Key": str(uuid.uuid4())}
    large = json.dumps({"items": "x" * 2_000_000})
    met(shop.till.post("/v1/sales", content=large, headers=headers), "/v1/sales", 413)
    nobody = {**headers, "Authorization": "Bearer ninguem"}
    met(shop.till.post("/v1/sales", json=BASKET, headers=nobody), "/v1/sales", 401)
    met(shop.till.get(f"/v1/sales/{uuid.uuid4()}"), "/v1/sales/{sale_id}", 404)
    met(shop.till.get("/v1/events"), "/v1/events", 426)


def test_a_wrong_method_is_told_the_right_ones(shop: ShopProcess) -> None:
    answer = shop.till.delete("/v1/sales")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert answer.json()["code"] == "lan.method_not_allowed"
