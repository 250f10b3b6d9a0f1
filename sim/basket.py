"""The basket the demonstration sells: one of each product, some of them twice, cheese by weight."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

_CENT = Decimal("0.01")
_NOTE = Decimal(50)  # reais: what the customer pays with
_QUANTITIES = {"7891000100103": "2", "7891149103102": "6", "QJ-KG": "0.432"}
_DISCOUNTS = {"QJ-KG": "2.50"}
_CPF = "11144477735"  # synthetic, check digits right


def demo_sale(catalogue: Path) -> dict[str, Any]:
    """The body of ``POST /v1/sales`` for all of ``catalogue``, paid in cash with change."""
    products = json.loads(catalogue.read_text("utf-8"))["products"]
    items = [_item(product["sku"]) for product in products]
    total = sum((_worth(item, product) for item, product in zip(items, products, strict=True)))
    tendered = (total // _NOTE + 1) * _NOTE
    return {
        "items": items,
        "customer": {"cpf": _CPF},
        "payments": [{"method": "cash", "amount": f"{tendered:.2f}"}],
    }


def _item(sku: str) -> dict[str, str]:
    item = {"sku": sku, "quantity": _QUANTITIES.get(sku, "1")}
    return {**item, "discount": _DISCOUNTS[sku]} if sku in _DISCOUNTS else item


def _worth(item: Mapping[str, str], product: Mapping[str, Any]) -> Decimal:
    gross = Decimal(item["quantity"]) * Decimal(product["price"])
    return gross.quantize(_CENT, rounding=ROUND_HALF_UP) - Decimal(item.get("discount", "0"))
