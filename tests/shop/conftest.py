"""One shop of each regime for all the tests of a worker: each leaves it as it found it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.shop import ShopProcess, open_shop


@pytest.fixture(scope="session")
def opened_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ShopProcess]:
    with open_shop(tmp_path_factory.mktemp("shop")) as shop:
        yield shop


@pytest.fixture(scope="session")
def opened_shop_of_the_normal_regime(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[ShopProcess]:
    with open_shop(tmp_path_factory.mktemp("shop-crt3"), "--crt", "3") as shop:
        yield shop


@pytest.fixture
def shop(opened_shop: ShopProcess) -> Iterator[ShopProcess]:
    yield from as_it_was(opened_shop)


@pytest.fixture
def shop_of_the_normal_regime(
    opened_shop_of_the_normal_regime: ShopProcess,
) -> Iterator[ShopProcess]:
    yield from as_it_was(opened_shop_of_the_normal_regime)


def as_it_was(shop: ShopProcess) -> Iterator[ShopProcess]:
    yield shop
    shop.control.delete("/faults").raise_for_status()
    shop.settle()
