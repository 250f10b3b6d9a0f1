"""Taxes on single items, worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.fiscal.tables.law import law_on
from edge.fiscal.tax_profile import (
    ApproxTax,
    Effective,
    IbsCbs,
    Icms,
    Issqn,
    PisCofins,
    TaxProfile,
    Waiver,
    Withheld,
)
from edge.fiscal.taxes import approx, ibs_cbs, icms, issqn, pis_cofins
from edge.fiscal.taxes.percent import percent_of
from edge.money import ZERO
from tests.support import sales

LAW = law_on(date(2026, 11, 22), "SP")
D = Decimal
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


def test_the_fund_is_reckoned_on_the_base_of_icms_and_kept_apart_from_it() -> None:
    tax = Icms(orig="0", code="20", pICMS=D(18), pRedBC=D(50), pFCP=D(2))
    amounts = icms.assess(tax, HUNDRED)
    assert (amounts.vBC, amounts.vICMS, amounts.vFCP) == (D("50.00"), D("9.00"), D("1.00"))


@pytest.mark.parametrize(
    ("code", "pRedBC", "waived"), [("40", None, "18.00"), ("20", D(25), "4.50"), ("90", None, "0")]
)
def test_a_waiver_comes_to_the_tax_that_is_not_charged(
    code: str, pRedBC: Decimal | None, waived: str
) -> None:
    waiver = Waiver(motDesICMS="9")
    tax = Icms(orig="0", code=code, pICMS=D(18), pRedBC=pRedBC, waiver=waiver)
    assert icms.assess(tax, HUNDRED).vICMSDeson == D(waived)


def test_a_waiver_that_the_buyer_is_given_makes_the_sale_cheaper() -> None:
    for deducted, total in ((False, "34.49"), (True, "28.28")):
        waiver = Waiver(motDesICMS="9", deducted=deducted)
        tax = Icms(orig="0", code="40", pICMS=D(18), waiver=waiver)
        sold = sales.sale(sales.item(tax=replace(sales.NORMAL, icms=tax)))
        draft = sales.draft(sold, crt=3)
        draft.check()
        assert draft.total == D(total)


def test_a_waiver_of_nothing_is_not_written() -> None:
    tax = Icms(orig="0", code="40", pICMS=D(18), waiver=Waiver(motDesICMS="9"))
    assert "vICMSDeson" not in icms.to_xml(tax, icms.assess(tax, ZERO))


def test_what_a_fuel_bore_before_is_by_the_litre() -> None:
    amounts = icms.assess(Icms(orig="0", code="61", adRemICMSRet=D("1.4700")), HUNDRED, D("20.5"))
    assert (amounts.qBCMonoRet, amounts.vICMSMonoRet) == (D("20.5"), D("30.14"))


def test_the_effective_tax_is_what_it_would_be_without_substitution() -> None:
    effective = Effective(pICMSEfet=D(18), pRedBCEfet=D(10))
    amounts = icms.assess(Icms(orig="0", code="60", effective=effective), HUNDRED)
    assert (amounts.vBCEfet, amounts.vICMSEfet) == (D("90.00"), D("16.20"))
    assert (amounts.vBC, amounts.vICMS) == (ZERO, ZERO)


@pytest.mark.parametrize("code", ["90", "900"])
def test_a_code_for_all_the_rest_taxes_where_it_has_a_rate(code: str) -> None:
    with_rate = Icms(orig="0", code=code, pICMS=D(10), pRedBC=D(50))
    assert icms.assess(with_rate, HUNDRED).vICMS == D("5.00")
    assert icms.assess(Icms(orig="0", code=code), HUNDRED).vBC == ZERO


def test_pis_and_cofins_by_unit_do_not_ask_for_the_price() -> None:
    tax = PisCofins(CST="03", vAliqPIS=D("0.0275"), vAliqCOFINS=D("0.1275"))
    amounts = pis_cofins.assess(tax, HUNDRED, vICMS=ZERO, quantity=D(12))
    assert (amounts.vBC, amounts.vPIS, amounts.vCOFINS) == (ZERO, D("0.33"), D("1.53"))


def test_a_deferral_leaves_only_the_rest_due() -> None:
    tax = IbsCbs(CST="510", cClassTrib="510001", pDif=D(60))
    part = ibs_cbs.assess(tax, D("1000.00"), LAW).federal
    assert (part.vDif, part.amount) == (D("5.40"), D("3.60"))


def test_a_fuel_whose_tax_was_collected_before_owes_nothing() -> None:
    tax = IbsCbs(CST="620", cClassTrib="620006", adRemIBSRet=D("0.01"), adRemCBSRet=D("0.10"))
    amounts = ibs_cbs.assess(tax, HUNDRED, LAW, D("20.5"))
    assert (amounts.vIBSMonoRet, amounts.vCBSMonoRet) == (D("0.21"), D("2.05"))
    assert (amounts.vBC, amounts.federal.amount) == (ZERO, ZERO)


def test_a_service_bears_the_municipal_tax_after_its_discount() -> None:
    tax = Issqn(vAliq=D(5), cListServ="14.09")
    amounts = issqn.assess(tax, vServ=D("20.00"), vDesc=D("2.00"))
    assert (amounts.vBC, amounts.vISSQN) == (D("18.00"), D("0.90"))


def test_a_service_bears_no_freight() -> None:
    service = sales.item(
        tax=TaxProfile(issqn=Issqn(vAliq=D(5), cListServ="14.09")), cfop="5933", ncm="00"
    )
    free = sales.item(discount=D("34.49"))
    for goods in (sales.item(), free):
        sold = sales.sale(service, goods, freight=D("9.99"), payments=(sales.cash("100"),))
        draft = sales.draft(sold)
        draft.check()
        assert [line.vFrete for line in draft.note.lines] == [ZERO, D("9.99")]


def test_what_is_added_to_a_sale_is_taxed_with_it() -> None:
    sold = sales.sale(
        sales.item(tax=sales.NORMAL), freight=D("5.51"), insurance=D(3), surcharge=D(7)
    )
    line = sales.draft(sold, crt=3).note.lines[0]
    assert line.icms.vBC == HUNDRED / 2
    assert line.pis_cofins_amounts is not None
    assert line.pis_cofins_amounts.vBC == D("41.00")


@pytest.mark.parametrize(("crt", "sent"), [(1, True), (2, True), (3, False), (4, False)])
def test_who_pays_the_contributions_inside_a_single_payment_says_so(
    *, crt: int, sent: bool
) -> None:
    icms_of = Icms(orig="0", code="102" if crt in {1, 4} else "41")
    draft = sales.draft(sales.sale(sales.item(tax=TaxProfile(icms=icms_of))), crt=crt)
    draft.check()
    assert (b"<PISOutr><CST>49</CST>" in draft.infNFe) is sent


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
