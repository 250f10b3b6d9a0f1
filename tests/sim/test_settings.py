from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from edge.catalogue.catalogue import load
from sim.basket import demo_sale
from sim.settings import write_catalogue

WITHHELD = {"500", "60"}


def products(folder: Path, crt: int) -> list[dict[str, Any]]:
    file = folder / "catalogue.json"
    write_catalogue(file, crt=crt)
    found: list[dict[str, Any]] = json.loads(file.read_text("utf-8"))["products"]
    return found


def check_digit(gtin: str) -> int:
    """GS1: weights 3 and 1 from the right."""
    weighed = sum(int(d) * (3, 1)[i % 2] for i, d in enumerate(reversed(gtin[:-1])))
    return -weighed % 10


@pytest.mark.parametrize("crt", [1, 3])
def test_the_daemon_reads_the_catalogue(tmp_path: Path, crt: int) -> None:
    count = len(products(tmp_path, crt))
    assert len(load(tmp_path / "catalogue.json")) == count >= 12


def test_the_gtins_are_brazilian_and_their_check_digits_are_right(tmp_path: Path) -> None:
    gtins = [each["gtin"] for each in products(tmp_path, 1) if each["gtin"] != "SEM GTIN"]
    assert len(set(gtins)) == len(gtins) >= 11
    for gtin in gtins:
        assert re.fullmatch(r"(789|790)[0-9]{10}", gtin)
        assert int(gtin[-1]) == check_digit(gtin)


@pytest.mark.parametrize(("crt", "code"), [(1, "csosn"), (3, "cst")])
def test_each_regime_gets_its_own_taxes(tmp_path: Path, crt: int, code: str) -> None:
    for product in products(tmp_path, crt):
        icms = product["tax"]["icms"]
        assert code in icms
        assert ("ibscbs" in product["tax"]) == (crt == 3)
        assert (product["cfop"] == "5405") == (icms[code] in WITHHELD)
        assert ("cest" in product) == (icms[code] in WITHHELD)
        assert Decimal(product["tax"]["approx"]["federal"]) > 0


def test_the_basket_has_what_a_grocery_sells(tmp_path: Path) -> None:
    by_sku = {product["sku"]: product for product in products(tmp_path, 3)}
    assert by_sku["7891000100103"]["tax"]["icms"]["cst"] == "00"
    cst = {product["tax"]["icms"]["cst"] for product in by_sku.values()}
    assert cst == {"00", "20", "40", "60"}
    classes = {product["tax"]["ibscbs"]["cClassTrib"] for product in by_sku.values()}
    assert classes == {"000001", "200003", "200034", "200035"}
    assert by_sku["QJ-KG"]["unit"] == "KG"


def test_the_basket_is_paid_in_cash_and_there_is_change(tmp_path: Path) -> None:
    prices = {each["sku"]: Decimal(each["price"]) for each in products(tmp_path, 1)}
    sale = demo_sale(tmp_path / "catalogue.json")
    exact = sum(
        prices[item["sku"]] * Decimal(item["quantity"]) - Decimal(item.get("discount", "0"))
        for item in sale["items"]
    )
    (payment,) = sale["payments"]
    assert payment["method"] == "cash"
    assert 0 < Decimal(payment["amount"]) - exact <= 50
    assert len(sale["items"]) >= 12
    assert any("discount" in item for item in sale["items"])
