"""Taxes on single items, worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.fiscal.sale import ApproxTax, IbsCbs, Icms, PisCofins, Withheld
from edge.fiscal.tables.law import law_on
from edge.fiscal.taxes import approx, ibs_cbs, icms, pis_cofins
from edge.fiscal.taxes.percent import percent_of
from edge.money import ZERO
from tests.support import sales

LAW = law_on(date(2026, 11, 22), "SP")
HUNDRED = Decimal("100.00")


def test_icms_on_the_full_base() -> None:
    amounts = icms.assess(Icms(orig="0", code="00", pICMS=Decimal(18)), Decimal("34.49"))
    assert (amounts.vBC, amounts.vICMS) == (Decimal("34.49"), Decimal("6.21"))


def test_icms_on_a_reduced_base() -> None:
    tax = Icms(orig="0", code="20", pICMS=Decimal(18), pRedBC=Decimal("33.33"))
    amounts = icms.assess(tax, HUNDRED)
    assert (amounts.vBC, amounts.vICMS) == (Decimal("66.67"), Decimal("12.00"))


@pytest.mark.parametrize("code", ["40", "41", "60", "102", "500"])
def test_other_codes_tax_nothing_here(code: str) -> None:
    amounts = icms.assess(Icms(orig="0", code=code, pICMS=Decimal(18)), HUNDRED)
    assert (amounts.vBC, amounts.vICMS) == (ZERO, ZERO)


def test_tax_withheld_before_is_shown_where_it_is_known() -> None:
    before = Withheld(vBCSTRet=Decimal(10), pST=Decimal(18), vICMSSTRet=Decimal("1.8"))
    tax = Icms(orig="0", code="500", withheld=before)
    assert icms.to_xml(tax, icms.assess(tax, HUNDRED)) == (
        "<ICMS><ICMSSN500><orig>0</orig><CSOSN>500</CSOSN><vBCSTRet>10.00</vBCSTRet>"
        "<pST>18.00</pST><vICMSSTRet>1.80</vICMSSTRet></ICMSSN500></ICMS>"
    )


def test_icms_is_not_in_the_base_of_pis_and_cofins() -> None:
    tax = PisCofins(CST="01", pPIS=Decimal("1.65"), pCOFINS=Decimal("7.60"))
    amounts = pis_cofins.assess(tax, Decimal("34.49"), vICMS=Decimal("6.21"))
    assert (amounts.vBC, amounts.vPIS, amounts.vCOFINS) == (
        Decimal("28.28"),
        Decimal("0.47"),
        Decimal("2.15"),
    )


def test_no_replaced_tax_is_in_the_base_of_ibs_and_cbs() -> None:
    base = ibs_cbs.base_of_2026(
        Decimal("34.49"), vICMS=Decimal("6.21"), vPIS=Decimal("0.47"), vCOFINS=Decimal("2.15")
    )
    assert base == Decimal("25.66")


def test_the_base_of_ibs_and_cbs_is_never_less_than_nothing() -> None:
    assert ibs_cbs.base_of_2026(Decimal(1), vICMS=Decimal(1), vPIS=Decimal(1), vCOFINS=ZERO) == ZERO


def test_ibs_and_cbs_of_the_test_year() -> None:
    amounts = ibs_cbs.assess(IbsCbs(), Decimal("25.66"), LAW)
    assert (amounts.state.amount, amounts.municipal.amount, amounts.federal.amount) == (
        Decimal("0.03"),
        Decimal("0.00"),
        Decimal("0.23"),
    )


@pytest.mark.parametrize(
    ("code", "effective"),
    [("200003", "0.0000"), ("200034", "0.3600"), ("200035", "0.3600"), ("200047", "0.5400")],
)
def test_a_reduction_is_looked_up_by_its_classification(code: str, effective: str) -> None:
    amounts = ibs_cbs.assess(IbsCbs(CST="200", cClassTrib=code), HUNDRED, LAW)
    assert amounts.federal.effective == Decimal(effective)
    assert amounts.federal.amount == percent_of(HUNDRED, Decimal(effective))


def test_a_reduction_that_is_given_wins_over_the_table() -> None:
    tax = IbsCbs(CST="200", cClassTrib="200034", pRedIBS=Decimal("12.5"), pRedCBS=Decimal(100))
    amounts = ibs_cbs.assess(tax, HUNDRED, LAW)
    assert amounts.state.effective == Decimal("0.0875")
    assert amounts.federal.amount == 0


def test_the_approximate_burden_is_of_the_price_after_discounts() -> None:
    tax = ApproxTax(federal=Decimal("13.45"), state=Decimal(18), municipal=Decimal("0.55"))
    profile = replace(sales.SIMPLES, approx=tax)
    sold = sales.sale(sales.item(tax=profile, unit_price=Decimal(50)), discount=Decimal(40))
    draft = sales.draft(sold)
    assert draft.note.totals.vTotTrib == Decimal("3.20")
    assert approx.assess(None, HUNDRED) is None


@given(st.decimals("0", "99999", places=2, allow_nan=False), st.decimals("0", "100", places=4))
def test_a_percentage_is_right_to_half_a_centavo(base: Decimal, rate: Decimal) -> None:
    amount = percent_of(base, rate)
    assert abs(amount - base * rate / 100) <= Decimal("0.005")
    assert amount.as_tuple().exponent == -2
