"""The shop's products, read from one JSON file and looked up by SKU or by GTIN."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import msgspec

from edge.catalogue.product import Part, Product
from edge.errors import ConfigProblem


class CatalogueFile(Part, frozen=True, kw_only=True):
    """The file: ``{"schema": "catalogue/1", "products": […]}``."""

    schema: Literal["catalogue/1"]
    products: tuple[Product, ...]


class Catalogue:
    """Products by SKU first, by GTIN second: a shop's own code may look like a barcode."""

    def __init__(self, products: Iterable[Product] = ()) -> None:
        self._by_sku: dict[str, Product] = {}
        self._by_gtin: dict[str, Product] = {}
        for index, product in enumerate(products):
            if product.sku in self._by_sku:
                raise ConfigProblem(
                    "catalogue.sku_twice", field=f"products[{index}].sku", sku=product.sku
                )
            self._by_sku[product.sku] = product
            if product.gtin != "SEM GTIN":
                self._by_gtin.setdefault(product.gtin, product)

    def __len__(self) -> int:
        return len(self._by_sku)

    def find(self, code: str) -> Product | None:
        """The product with this SKU or GTIN."""
        return self._by_sku.get(code) or self._by_gtin.get(code)


def load(path: Path) -> Catalogue:
    """The catalogue in ``path``; raises ``ConfigProblem`` naming the file and the field."""
    try:
        file = msgspec.json.decode(path.read_bytes(), type=CatalogueFile)
    except OSError as error:
        raise ConfigProblem("catalogue.unreadable", file=str(path), why=error.strerror) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ConfigProblem("catalogue.invalid", file=str(path), why=str(error)) from None
    return Catalogue(file.products)
