"""A product as the shop knows it: its codes, its price, and how it is taxed.

The shapes that a catalogue file and a till's item share. Numbers are decimal strings.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Decimals = Annotated[
    str,
    Meta(
        pattern=r"^(0|[1-9][0-9]*)(\.[0-9]+)?$",
        max_length=24,
        description="A decimal number as a string, with a dot: 0.432",
        examples=["2", "0.432", "59.90"],
    ),
]
Ncm = Annotated[str, Meta(pattern=r"^[0-9]{8}$")]
Cest = Annotated[str, Meta(pattern=r"^[0-9]{7}$")]
Gtin = Annotated[str, Meta(pattern=r"^(SEM GTIN|[0-9]{8}|[0-9]{12,14})$")]
Cfop = Annotated[str, Meta(pattern=r"^5[0-9]{3}$")]


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A piece of JSON in which an unknown field is a mistake, not a wish to be ignored."""


class Icms(Part, frozen=True, kw_only=True):
    """CRT 1 names ``csosn``; CRT 3 names ``cst`` and its rates in percent."""

    orig: Annotated[str, Meta(pattern=r"^[0-8]$")] = "0"
    csosn: Literal["102", "103", "300", "400", "500"] | None = None
    cst: Literal["00", "20", "40", "41", "60"] | None = None
    pICMS: Decimals | None = None
    pRedBC: Decimals | None = None


class Contribution(Part, frozen=True, kw_only=True):
    """PIS or COFINS: ``p`` is the rate in percent, for CST 01 and 02."""

    cst: Annotated[str, Meta(pattern=r"^[0-9]{2}$")]
    p: Decimals | None = None


class IbsCbs(Part, frozen=True, kw_only=True):
    """IBS and CBS: reductions in percent of the rate, for CST 200."""

    cst: Annotated[str, Meta(pattern=r"^[0-9]{3}$")]
    cClassTrib: Annotated[str, Meta(pattern=r"^[0-9]{6}$")]
    pRedIBS: Decimals | None = None
    pRedCBS: Decimals | None = None


class ApproximateTaxes(Part, frozen=True, kw_only=True):
    """The approximate load of Lei 12.741/2012 in percent of the price, by level of government."""

    federal: Decimals = "0.00"
    state: Decimals = "0.00"
    municipal: Decimals = "0.00"


class Tax(Part, frozen=True, kw_only=True):
    icms: Icms
    pis: Contribution | None = None
    cofins: Contribution | None = None
    ibscbs: IbsCbs | None = None
    approx: ApproximateTaxes | None = None


class Product(Part, frozen=True, kw_only=True):
    """One product. ``gtin`` is ``SEM GTIN`` for what has no barcode; ``price`` is a unit's."""

    sku: Annotated[str, Meta(min_length=1, max_length=60)]
    description: Annotated[str, Meta(min_length=1, max_length=120)]
    ncm: Ncm
    cfop: Cfop
    unit: Annotated[str, Meta(min_length=1, max_length=6)]
    price: Decimals
    tax: Tax
    gtin: Gtin = "SEM GTIN"
    cest: Cest | None = None
