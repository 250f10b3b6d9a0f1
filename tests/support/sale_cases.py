"""Forty sales, one for each situation that a shop meets; the golden files hold their documents."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from edge.fiscal.document import Draft
from edge.fiscal.payment_methods import PaymentMethod
from edge.fiscal.sale import (
    NO_GTIN,
    Carrier,
    Customer,
    Delivery,
    Fuel,
    FuelOrigin,
    Item,
    Marketplace,
    Payment,
    Pump,
    Sale,
)
from edge.fiscal.tables.law import law_on
from edge.fiscal.tax_profile import (
    Effective,
    IbsCbs,
    Icms,
    Issqn,
    PisCofins,
    TaxProfile,
    Waiver,
    Withheld,
    WithheldFcp,
)
from tests.support import sales

D = Decimal
CUMULATIVE = PisCofins(CST="01", pPIS=D("0.65"), pCOFINS=D("3.00"))
LAW = law_on(sales.NOON.date(), "SP")
#: The law where the UF takes what only some take, and where classes are listed that are not yet.
OTHER_ICMS = replace(LAW, other_icms=True)
WITH_ALL_CLASSES = replace(LAW, reductions={**LAW.reductions, "510001": D(0), "550001": D(0)})

WITHHELD = Withheld(
    vBCSTRet=D("50.00"), pST=D("20.00"), vICMSSTRet=D("3.79"), vICMSSubstituto=D("6.21")
)
FUND = WithheldFcp(vBCFCPSTRet=D("50.00"), pFCPSTRet=D("2.00"), vFCPSTRet=D("1.00"))
PETROL = Fuel(
    cProdANP="320102001",
    descANP="GASOLINA C COMUM",
    pump=Pump(nBico="3", nBomba="1", nTanque="2", vEncIni=D("1000.000"), vEncFin=D("1020.500")),
    pBio=D(30),
    origins=(
        FuelOrigin(imported=False, cUFOrig="35", pOrig=D(60)),
        FuelOrigin(imported=True, cUFOrig="33", pOrig=D(40)),
    ),
)
ANA = Customer(cpf=sales.CPF, name="Ana de Souza")
ANA_AT_HOME = replace(ANA, address=sales.ADDRESS)


def sold(*items: Item, crt: int, law: Any = None, sale: Sale | None = None, **issue: Any) -> Draft:
    """Paid in cash, to the centavo, unless ``sale`` says how."""
    draft = sales.draft(sale or Sale(items=items, payments=()), crt=crt, law=law, **issue)
    if draft.note.sale.payments:
        return draft
    paid = replace(draft.note.sale, payments=(sales.cash(str(draft.total)),))
    return sales.draft(paid, crt=crt, law=law, **issue)


def simples(code: str, *, crt: int = 1, law: Any = None, **icms: Any) -> Draft:
    tax = TaxProfile(icms=Icms(orig="0", code=code, **icms))
    before = {"cfop": "5405", "cest": "1705300"} if code == "500" else {}
    return sold(sales.item(tax=tax, **before), crt=crt, law=law)


def normal(code: str, *, crt: int = 3, law: Any = None, **icms: Any) -> Draft:
    tax = replace(sales.NORMAL, icms=Icms(orig="0", code=code, **icms))
    before = {"cfop": "5405", "cest": "1705300"} if code == "60" else {}
    return sold(sales.item(tax=tax, **before), crt=crt, law=law)


def federal(**contributions: Any) -> Draft:
    tax = replace(sales.NORMAL, pis_cofins=PisCofins(**contributions))
    return sold(sales.item(tax=tax), crt=3)


def reform(cClassTrib: str, *, law: Any = None, **changes: Any) -> Draft:
    tax = IbsCbs(CST=cClassTrib[:3], cClassTrib=cClassTrib, **changes)
    return sold(sales.item(tax=replace(sales.NORMAL, ibs_cbs=tax)), crt=3, law=law)


def petrol() -> Draft:
    tax = TaxProfile(
        icms=Icms(orig="0", code="61", adRemICMSRet=D("1.4700")),
        pis_cofins=PisCofins(CST="04"),
        ibs_cbs=IbsCbs(CST="620", cClassTrib="620006", adRemIBSRet=D("0.01"), adRemCBSRet=D("0.1")),
    )
    litres = sales.item(
        tax=tax,
        sku="GC",
        description="GASOLINA C COMUM",
        gtin=NO_GTIN,
        ncm="27101259",
        cest="0600200",
        cfop="5656",
        unit="L",
        quantity=D("20.5"),
        unit_price=D("6.199"),
        fuel=PETROL,
    )
    return sold(litres, crt=3)


def trousers_shortened() -> Draft:
    tax = TaxProfile(
        issqn=Issqn(vAliq=D("5.00"), cListServ="14.09", cServico="1409"), pis_cofins=CUMULATIVE
    )
    service = sales.item(
        tax=tax,
        sku="BAINHA",
        description="BAINHA DE CALCA",
        gtin=NO_GTIN,
        ncm="00",
        cfop="5933",
        unit_price=D("20.00"),
        discount=D("2.00"),
    )
    return sold(sales.item(tax=sales.NORMAL), service, crt=3)


def delivered(delivery: Delivery, **added: Any) -> Draft:
    items = (sales.item(), sales.item(sku="002", unit_price=D("10.01")))
    sale = Sale(items=items, payments=(), customer=ANA_AT_HOME, delivery=delivery, **added)
    return sold(crt=1, sale=sale)


def to(customer: Customer, **issue: Any) -> Draft:
    return sold(crt=1, sale=Sale(items=(sales.item(),), payments=(), customer=customer), **issue)


def discounted() -> Draft:
    thirds = tuple(sales.item(sku=str(n), unit_price=D("1.00")) for n in range(3))
    return sold(
        crt=1, sale=Sale(items=thirds, payments=(), discount=D("1.00"), surcharge=D("0.50"))
    )


def paid_in_four_ways() -> Draft:
    pix = replace(sales.CARD, brand=None, authorization="E12345678202611221000abcdefghijk")
    payments = (
        Payment(method=PaymentMethod.CREDIT_CARD, amount=D("10.00"), card=sales.CARD),
        Payment(method=PaymentMethod.PIX, amount=D("10.00"), card=pix),
        Payment(method=PaymentMethod.MEAL_VOUCHER, amount=D("5.00")),
        sales.cash("20.00"),
    )
    return sold(crt=1, sale=sales.sale(payments=payments))


def with_letters() -> Draft:
    issuer = sales.issuer(CNPJ=sales.CNPJ_WITH_LETTERS, xFant="Mercado & Cia")
    return to(Customer(cnpj=sales.CNPJ, name="Cliente Ltda"), issuer=issuer)


def in_production_with_everything_said() -> Draft:
    tax = replace(sales.NORMAL, approx=sales.APPROX, cBenef="SP000001")
    ordered = sales.item(tax=tax, order="PEDIDO 7", order_line="1")
    sale = sales.sale(ordered, notes="Volte sempre!", tax_notes="Regime especial 123/2026")
    return sold(crt=3, sale=sale, tpAmb=1)


HALF_WAIVED: dict[str, Any] = {"pICMS": D("18.00"), "pRedBC": D("50.00")}
WAIVED = Waiver(motDesICMS="9")
PAID_LESS = Waiver(motDesICMS="9", deducted=True)
BY_COURIER = Delivery(modFrete="0", carrier=Carrier(cnpj=sales.CNPJ, name="Entregas", UF="SP"))
BY_A_SITE = Delivery(marketplace=Marketplace(cnpj=sales.CNPJ_WITH_LETTERS, seller_id="loja-1"))

#: By the name of the file. The words say what a reader learns from it.
CASES: dict[str, Draft] = {
    "csosn-102-taxed-in-simples": simples("102"),
    "csosn-103-exempt-by-turnover": simples("103"),
    "csosn-300-immune": simples("300"),
    "csosn-400-not-taxed": simples("400"),
    "csosn-500-withheld-before": simples("500", withheld=replace(WITHHELD, fcp=FUND)),
    "csosn-500-effective": simples("500", effective=Effective(pICMSEfet=D("18.00"))),
    "csosn-900-other": simples("900", law=OTHER_ICMS, pICMS=D("3.00"), pRedBC=D("10.00")),
    "mei": simples("102", crt=4),
    "simples-above-its-limit": normal("00", crt=2, pICMS=D("18.00")),
    "cst-00-taxed": normal("00", pICMS=D("18.00")),
    "cst-00-with-fcp": normal("00", pICMS=D("18.00"), pFCP=D("2.00")),
    "cst-20-reduced-base": normal("20", **HALF_WAIVED),
    "cst-20-with-fcp-and-waiver": normal("20", pFCP=D("2.00"), waiver=WAIVED, **HALF_WAIVED),
    "cst-40-exempt": normal("40"),
    "cst-40-waived-and-paid-less": normal("40", pICMS=D("18.00"), waiver=PAID_LESS),
    "cst-41-not-taxed": normal("41"),
    "cst-60-withheld-before": normal("60", withheld=WITHHELD),
    "cst-60-effective": normal("60", effective=Effective(pICMSEfet=D(18), pRedBCEfet=D(10))),
    "cst-61-petrol-from-the-pump": petrol(),
    "cst-90-other": normal("90", law=OTHER_ICMS, pICMS=D("18.00"), pRedBC=D("5.00")),
    "pis-cofins-cumulative": federal(CST="01", pPIS=D("0.65"), pCOFINS=D("3.00")),
    "pis-cofins-by-unit": federal(CST="03", vAliqPIS=D("0.0275"), vAliqCOFINS=D("0.1275")),
    "pis-cofins-collected-before": federal(CST="04"),
    "pis-cofins-zero-rate": federal(CST="06"),
    "pis-cofins-other-by-rate": federal(CST="99", pPIS=D("0.65"), pCOFINS=D("3.00")),
    "ibs-cbs-basic-basket": reform("200003"),
    "ibs-cbs-reduced-by-60": reform("200034"),
    "ibs-cbs-reduced-by-40-restaurant": reform("200047"),
    "ibs-cbs-immune-books": reform("410008"),
    "ibs-cbs-deferred": reform("510001", law=WITH_ALL_CLASSES, pDif=D("100")),
    "ibs-cbs-suspended": reform("550001", law=WITH_ALL_CLASSES),
    "service-among-goods": trousers_shortened(),
    "delivered-by-courier": delivered(BY_COURIER, freight=D("9.99"), insurance=D("0.51")),
    "delivered-for-a-site": delivered(BY_A_SITE),
    "offline-to-a-foreigner": to(Customer(foreign_id="AB123456"), tpEmis=9),
    "offline-to-a-cpf": to(ANA, tpEmis=9),
    "shared-discount-and-surcharge": discounted(),
    "paid-in-four-ways-with-change": paid_in_four_ways(),
    "cnpj-with-letters": with_letters(),
    "production-with-everything-said": in_production_with_everything_said(),
}
