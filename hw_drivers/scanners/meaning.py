"""What a scan is: the one answer a till needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hw_drivers.scanners import gs1, papers, weighed
from hw_drivers.scanners.check_digits import is_gtin
from hw_drivers.scanners.papers import Boleto
from hw_drivers.scanners.scan import Scan
from hw_drivers.scanners.weighed import Label, Mask

_GS1 = {"gs1-128", "gs1-datamatrix", "gs1-qr", "gs1-databar"}
_EAN = {"ean-13", "ean-8"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Product:
    """``gtin`` has 8, 13 or 14 digits; a UPC-A of 12 gets its zero. ``elements`` beside it."""

    gtin: str
    elements: tuple[gs1.Element, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class DocumentKey:
    access_key: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PixCode:
    payload: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Misread:
    """It cannot be what it says it is: a wrong check digit, a broken element string."""

    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Other:
    """Anything else, an internal code most likely."""

    text: str


Meaning = Product | Label | DocumentKey | Boleto | PixCode | Misread | Other


def meaning(scan: Scan, *, masks: Sequence[Mask], today: date) -> Meaning:
    """Labels of the shop's scale come before products: they are EAN-13 too."""
    text = scan.text
    if scan.symbology in _GS1:
        return _gs1(text)
    if scan.symbology in _EAN and not is_gtin(text):
        return Misread(why=f"check digit of {text}")
    if is_gtin(text):
        return weighed.read(text, masks) or Product(
            gtin=text.zfill(13) if len(text) == 12 else text
        )
    if key := papers.access_key(text):
        return DocumentKey(access_key=key)
    if papers.is_pix(text):
        return PixCode(payload=text)
    return papers.boleto(text, today=today) or Other(text=text)


def _gs1(text: str) -> Meaning:
    try:
        elements = gs1.parse(text)
    except gs1.Malformed as error:
        return Misread(why=str(error))
    gtin = next((each.data for each in elements if each.ai in {"01", "02"}), None)
    if gtin is None:
        return Other(text=text)
    return Product(gtin=gtin, elements=elements) if is_gtin(gtin) else Misread(why=f"GTIN {gtin}")
