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
Ncm = Annotated[str, Meta(pattern=r"^([0-9]{8}|00)$", description="Eight digits; 00: a service")]
Cest = Annotated[str, Meta(pattern=r"^[0-9]{7}$")]
Gtin = Annotated[str, Meta(pattern=r"^(SEM GTIN|[0-9]{8}|[0-9]{12,14})$")]
Cfop = Annotated[str, Meta(pattern=r"^5[0-9]{3}$")]


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A piece of JSON in which an unknown field is a mistake, not a wish to be ignored."""


class Withheld(Part, frozen=True, kw_only=True):
    """ICMS withheld before, in reais for each unit sold; ``pST`` in percent.

    The poverty fund's three fields come together or not at all.
    """

    vBCSTRet: Decimals
    pST: Decimals
    vICMSSTRet: Decimals
    vICMSSubstituto: Decimals | None = None
    vBCFCPSTRet: Decimals | None = None
    pFCPSTRet: Decimals | None = None
    vFCPSTRet: Decimals | None = None


class Icms(Part, frozen=True, kw_only=True):
    """CRT 1 and 4 name ``csosn``; CRT 2 and 3 name ``cst`` and its rates in percent.

    ``adRemICMSRet``: reais per unit, of fuels (CST 61). ``motDesICMS``: why a benefit waives the
    tax; ``indDeduzDeson``: whether the buyer pays it less. ``withheld``, ``pICMSEfet`` and
    ``pRedBCEfet`` go with 60 and 500.
    """

    orig: Annotated[str, Meta(pattern=r"^[0-8]$")] = "0"
    csosn: Literal["102", "103", "300", "400", "500", "900"] | None = None
    cst: Literal["00", "20", "40", "41", "60", "61", "90"] | None = None
    pICMS: Decimals | None = None
    pRedBC: Decimals | None = None
    pFCP: Decimals | None = None
    adRemICMSRet: Decimals | None = None
    motDesICMS: Annotated[str, Meta(pattern=r"^[0-9]{1,2}$")] | None = None
    indDeduzDeson: bool = False
    withheld: Withheld | None = None
    pICMSEfet: Decimals | None = None
    pRedBCEfet: Decimals | None = None


class Issqn(Part, frozen=True, kw_only=True):
    """The municipal tax on a service: ``cListServ`` is its number in LC 116 (``14.01``)."""

    vAliq: Decimals
    cListServ: Annotated[str, Meta(pattern=r"^[0-9]{2}\.[0-9]{2}$")]
    indISS: Annotated[str, Meta(pattern=r"^[1-7]$")] = "1"
    cMunFG: Annotated[str, Meta(pattern=r"^[0-9]{7}$")] | None = None
    cServico: Annotated[str, Meta(min_length=1, max_length=20)] | None = None
    indIncentivo: bool = False


class Contribution(Part, frozen=True, kw_only=True):
    """PIS or COFINS: ``p`` is the rate in percent (CST 01, 02), ``v`` reais per unit (CST 03)."""

    cst: Annotated[str, Meta(pattern=r"^[0-9]{2}$")]
    p: Decimals | None = None
    v: Decimals | None = None


class IbsCbs(Part, frozen=True, kw_only=True):
    """IBS and CBS: reductions in percent of the rate (CST 200), deferral in percent (CST 510).

    ``adRemIBSRet``, ``adRemCBSRet``: reais per unit collected before, of fuels (CST 620).
    """

    cst: Annotated[str, Meta(pattern=r"^[0-9]{3}$")]
    cClassTrib: Annotated[str, Meta(pattern=r"^[0-9]{6}$")]
    pRedIBS: Decimals | None = None
    pRedCBS: Decimals | None = None
    pDif: Decimals | None = None
    adRemIBSRet: Decimals = "0"
    adRemCBSRet: Decimals = "0"


class ApproximateTaxes(Part, frozen=True, kw_only=True):
    """The approximate load of Lei 12.741/2012 in percent of the price, by level of government."""

    federal: Decimals = "0.00"
    state: Decimals = "0.00"
    municipal: Decimals = "0.00"


class Tax(Part, frozen=True, kw_only=True):
    """``icms`` of goods or ``issqn`` of a service. ``cBenef``: the code of the state's benefit."""

    icms: Icms | None = None
    issqn: Issqn | None = None
    pis: Contribution | None = None
    cofins: Contribution | None = None
    ibscbs: IbsCbs | None = None
    approx: ApproximateTaxes | None = None
    cBenef: Annotated[str, Meta(pattern=r"^([!-~]{8}|[!-~]{10}|SEM CBENEF)$")] | None = None


class FuelOrigin(Part, frozen=True, kw_only=True):
    """Where a share of a fuel comes from: the UF's IBGE code, ``pOrig`` in percent."""

    imported: bool
    cUFOrig: Annotated[str, Meta(pattern=r"^[0-9]{2}$")]
    pOrig: Decimals


class Fuel(Part, frozen=True, kw_only=True):
    """A fuel by the codes of its agency (ANP); ``pBio`` is its share of biofuel in percent."""

    cProdANP: Annotated[str, Meta(pattern=r"^[0-9]{9}$")]
    descANP: Annotated[str, Meta(min_length=2, max_length=95)]
    pBio: Decimals | None = None
    origins: Annotated[tuple[FuelOrigin, ...], Meta(max_length=30)] = ()


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
    fuel: Fuel | None = None
