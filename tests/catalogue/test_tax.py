"""From the tax data of files and tills to what the fiscal core reads."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from edge.catalogue import product
from edge.catalogue.tax import fuel_of, tax_profile_of
from edge.errors import BadInput
from edge.fiscal import tax_profile
from edge.fiscal.tax_profile import TaxProfile

WITHHELD = {"vBCSTRet": "25.00", "pST": "20", "vICMSSTRet": "1.8", "vICMSSubstituto": "3.105"}
FUND = {"vBCFCPSTRet": "25.00", "pFCPSTRet": "2", "vFCPSTRet": "0.50"}

_ISSQN = {"vAliq": "5", "cListServ": "14.09", "indIncentivo": True}
_UNTOLD = (None, Decimal(0), False)


def profile(tax: dict[str, Any], *, crt: int = 3, quantity: str = "2") -> TaxProfile:
    return tax_profile_of(
        msgspec.convert(tax, product.Tax), field="tax", crt=crt, quantity=Decimal(quantity)
    )


def test_what_was_withheld_of_a_unit_is_told_of_the_item() -> None:
    icms = profile({"icms": {"cst": "60", "withheld": WITHHELD | FUND}}, quantity="3").icms
    assert icms is not None
    assert icms.withheld is not None
    assert icms.withheld.vBCSTRet == Decimal("75.00")
    assert icms.withheld.pST == Decimal(20)
    assert icms.withheld.vICMSSTRet == Decimal("5.4")
    assert icms.withheld.vICMSSubstituto == Decimal("9.315")
    assert icms.withheld.fcp is not None
    assert icms.withheld.fcp.vFCPSTRet == Decimal("1.50")


@pytest.mark.parametrize("missing", FUND)
def test_the_fund_is_told_whole_or_not_at_all(missing: str) -> None:
    part = {name: text for name, text in FUND.items() if name != missing}
    with pytest.raises(BadInput, match="withheld_fcp") as caught:
        profile({"icms": {"cst": "60", "withheld": WITHHELD | part}})
    assert caught.value.params["field"] == "tax.icms.withheld"


@pytest.mark.parametrize("tax", [{}, {"icms": {"cst": "00"}, "issqn": _ISSQN}])
def test_an_item_is_goods_or_a_service(tax: dict[str, Any]) -> None:
    with pytest.raises(BadInput, match="icms_or_issqn"):
        profile(tax)


@pytest.mark.parametrize(
    ("crt", "icms", "field"),
    [
        (1, {"cst": "00"}, "tax.icms.csosn"),
        (4, {"cst": "00"}, "tax.icms.csosn"),
        (2, {"csosn": "102"}, "tax.icms.cst"),
        (3, {"csosn": "102"}, "tax.icms.cst"),
    ],
)
def test_the_code_is_of_the_regimes_kind(crt: int, icms: dict[str, str], field: str) -> None:
    with pytest.raises(BadInput, match="icms_code") as caught:
        profile({"icms": icms}, crt=crt)
    assert caught.value.params["field"] == field


def test_every_field_of_a_profile_can_be_told() -> None:
    """Nothing the core knows is out of the reach of a till."""
    goods = profile(
        {
            "icms": {
                "cst": "60",
                "pICMS": "18",
                "pRedBC": "10",
                "pFCP": "2",
                "adRemICMSRet": "1.47",
                "motDesICMS": "9",
                "indDeduzDeson": True,
                "withheld": WITHHELD | FUND,
                "pICMSEfet": "18",
                "pRedBCEfet": "10",
            },
            "pis": {"cst": "03", "p": "1", "v": "0.1"},
            "cofins": {"cst": "03", "p": "3", "v": "0.2"},
            "ibscbs": {
                "cst": "200",
                "cClassTrib": "200003",
                "pRedIBS": "100",
                "pRedCBS": "100",
                "pDif": "1",
                "adRemIBSRet": "0.1",
                "adRemCBSRet": "0.2",
            },
            "approx": {"federal": "1", "state": "2", "municipal": "3"},
            "cBenef": "SP000001",
        }
    )
    service = profile({"issqn": _ISSQN | {"indISS": "2", "cMunFG": "3550308", "cServico": "1"}})
    for told in (
        goods.icms,
        goods.icms and goods.icms.withheld,
        goods.icms and goods.icms.withheld and goods.icms.withheld.fcp,
        goods.icms and goods.icms.waiver,
        goods.icms and goods.icms.effective,
        goods.pis_cofins,
        goods.ibs_cbs,
        goods.approx,
        service.issqn,
    ):
        assert told is not None
        silent = [each.name for each in fields(told) if getattr(told, each.name) in _UNTOLD]
        assert not silent, type(told)
    assert goods.cBenef == "SP000001"


def test_a_service_is_told_with_its_list_number() -> None:
    assert profile({"issqn": _ISSQN}).issqn == tax_profile.Issqn(
        vAliq=Decimal(5), cListServ="14.09", incentive=True
    )


def test_a_fuel_is_told_with_where_it_comes_from() -> None:
    told = {
        "cProdANP": "320102001",
        "descANP": "GASOLINA C COMUM",
        "pBio": "30",
        "origins": [{"imported": True, "cUFOrig": "35", "pOrig": "100"}],
    }
    fuel = fuel_of(msgspec.convert(told, product.Fuel), field="fuel", pump=None)
    assert (fuel.cProdANP, fuel.pBio, fuel.pump) == ("320102001", Decimal(30), None)
    assert [(origin.imported, origin.pOrig) for origin in fuel.origins] == [(True, Decimal(100))]


@pytest.mark.parametrize(
    ("icms", "field"),
    [
        ({"pICMS": "100.01"}, "tax.icms.pICMS"),
        ({"adRemICMSRet": "1.00001"}, "tax.icms.adRemICMSRet"),
        ({"withheld": WITHHELD | {"pST": "101"}}, "tax.icms.withheld.pST"),
    ],
)
def test_a_number_out_of_bounds_is_named(icms: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput, match="number") as caught:
        profile({"icms": {"cst": "60"} | icms})
    assert caught.value.params["field"] == field
