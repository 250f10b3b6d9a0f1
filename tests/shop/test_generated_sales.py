"""Any sale that the law allows is sold: through the till's API, judged by the SEFAZ simulator."""

from __future__ import annotations

import json
import os
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings

from edge.fiscal.sale import Sale
from tests.support.sale_strategies import sales
from tests.support.shop import ShopProcess
from tests.support.till_request import till_request

#: ``SALES`` in the environment asks for more than this many, half of them in each regime.
ROUNDS = int(os.environ.get("SALES", "80")) // 2
#: The fixtures are a whole shop, which is meant to bear every example.
PATIENT = settings(
    max_examples=ROUNDS,
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.function_scoped_fixture,
    ],
)


def sold(shop: ShopProcess, sale: Sale) -> dict[str, Any]:
    """The answer. Not tried: what is paid with nothing, and services, for which the shop is not
    registered with its town (``issuer.IM``).
    """
    assume(all(item.tax.issqn is None for item in sale.items))
    body = till_request(sale)
    assume(body["payments"])
    answer = shop.post(body)
    assert answer.status_code == 201, f"{answer.text}\n{json.dumps(body)}"
    told: dict[str, Any] = answer.json()
    return told


def check(shop: ShopProcess, sale: Sale) -> None:
    told = sold(shop, sale)
    assert told["status"] == "authorized", told.get("sefaz")
    paid = sum((payment.amount for payment in sale.payments), Decimal(0))
    assert Decimal(told["total"]) + Decimal(told["change"]) == paid


@pytest.mark.timeout(300)
@PATIENT
@given(sale=sales(crt=1))
def test_whatever_a_shop_of_simples_nacional_sells_is_authorised(
    shop: ShopProcess, sale: Sale
) -> None:
    check(shop, sale)


@pytest.mark.timeout(300)
@PATIENT
@given(sale=sales(crt=3))
def test_whatever_a_shop_of_the_normal_regime_sells_is_authorised(
    shop_of_the_normal_regime: ShopProcess, sale: Sale
) -> None:
    check(shop_of_the_normal_regime, sale)
