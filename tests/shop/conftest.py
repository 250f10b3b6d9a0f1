"""One shop for all the tests of a worker: each leaves it as it found it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.shop import ShopProcess, open_shop


@pytest.fixture(scope="session")
def opened_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ShopProcess]:
    with open_shop(tmp_path_factory.mktemp("shop")) as shop:
        yield shop


@pytest.fixture
def shop(opened_shop: ShopProcess) -> Iterator[ShopProcess]:
    yield opened_shop
    opened_shop.control.delete("/faults").raise_for_status()
    opened_shop.settle()
