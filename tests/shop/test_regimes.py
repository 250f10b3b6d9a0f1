"""The same basket in shops of every kind: tax regimes, certificates, a CNPJ with letters."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from sim.basket import demo_sale
from tests.support.shop import ShopProcess, eventually, open_shop

NFE = "{http://www.portalfiscal.inf.br/nfe}"
WITH_LETTERS = "12ABC34501DE35"


def basket(shop: ShopProcess) -> dict[str, Any]:
    """Everything of the catalogue, once or more."""
    return demo_sale(Path(shop.announced["config"]).with_name("catalogue.json"))


def note(shop: ShopProcess, sale: dict[str, Any]) -> etree._Element:
    return etree.fromstring(shop.document(sale))


def texts(root: etree._Element, name: str) -> list[str]:
    return [element.text or "" for element in root.iter(f"{NFE}{name}")]


@pytest.fixture(scope="module")
def shop_with_letters(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ShopProcess]:
    with open_shop(tmp_path_factory.mktemp("letters"), "--cnpj", WITH_LETTERS) as shop:
        yield shop


@pytest.fixture(scope="module")
def shop_with_a1(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ShopProcess]:
    with open_shop(tmp_path_factory.mktemp("a1"), "--a1", "--crt", "3") as shop:
        yield shop


def test_simples_nacional_sells_its_catalogue(shop: ShopProcess) -> None:
    sale = shop.sell(basket(shop))
    assert sale["status"] == "authorized"
    root = note(shop, sale)
    assert texts(root, "CRT") == ["1"]
    assert set(texts(root, "CSOSN")) == {"102", "500"}
    assert texts(root, "IBSCBS") == []
    assert texts(root, "vTotTrib") != []


def test_the_normal_regime_sells_its_catalogue(shop_of_the_normal_regime: ShopProcess) -> None:
    shop = shop_of_the_normal_regime
    sale = shop.sell(basket(shop))
    assert sale["status"] == "authorized"
    root = note(shop, sale)
    items = len(texts(root, "det"))
    codes = [element.findtext(f"*/{NFE}CST") for element in root.iter(f"{NFE}ICMS")]
    assert {"00", "20", "40", "60"} <= set(codes)
    assert len(texts(root, "IBSCBS")) == len(texts(root, "gIBSCBS")) == items
    assert len(texts(root, "IBSCBSTot")) == 1


def online_and_offline(shop: ShopProcess) -> list[dict[str, Any]]:
    """A sale of each kind; the second is delivered in the end."""
    online = shop.sell(basket(shop))
    with shop.fault("sefaz", "refuse"):
        offline = shop.sell(basket(shop))
    assert (online["status"], offline["status"]) == ("authorized", "contingency")
    eventually(lambda: shop.sale(offline["sale_id"])["status"] == "authorized")
    return [online, offline]


def test_a_shop_whose_cnpj_has_letters_sells_online_and_offline(
    shop_with_letters: ShopProcess,
) -> None:
    shop = shop_with_letters
    for sale in online_and_offline(shop):
        assert sale["access_key"][6:20] == WITH_LETTERS
        assert sale["access_key"] in sale["qr_code"]
        [receipt, *_] = eventually(partial(shop.receipts, sale["access_key"]))
        assert "12.ABC.345/01DE-35" in receipt["text"]
        assert receipt["qr"] == [sale["qr_code"]]


def test_a_customer_whose_cnpj_has_letters_is_on_the_document(shop: ShopProcess) -> None:
    sale = shop.sell({**basket(shop), "customer": {"cnpj": WITH_LETTERS}})
    assert sale["status"] == "authorized"
    assert note(shop, sale).findtext(f".//{NFE}dest/{NFE}CNPJ") == WITH_LETTERS


def test_a_certificate_in_a_file_signs_and_transmits_like_one_in_a_token(
    shop_with_a1: ShopProcess,
) -> None:
    online_and_offline(shop_with_a1)
    assert shop_with_a1.status()["signer"]["state"] == "ready"
