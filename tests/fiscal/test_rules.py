"""Bad input is refused with the number SEFAZ would answer, and the field in the sender's words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge import messages
from edge.errors import BadInput, ConfigProblem, EdgeError, Untrusted
from edge.fiscal.document import Draft
from edge.fiscal.note import Note
from edge.fiscal.payment_methods import PaymentMethod
from edge.fiscal.rules.table import (
    ICMS_RULES,
    LINE_RULES,
    NOTE_RULES,
    REFORM_RULES,
    TIMED_RULES,
    TOTAL_RULES,
    check_rules,
)
from edge.fiscal.sale import (
    NO_GTIN,
    Carrier,
    Customer,
    Delivery,
    Fuel,
    Item,
    Marketplace,
    Payment,
    Sale,
)
from edge.fiscal.tables.law import law_on
from edge.fiscal.tax_profile import IbsCbs, Icms, Issqn, PisCofins, TaxProfile, Waiver
from edge.money import ZERO
from tests.support import sales
from tests.support.sales import CARD, NORMAL, SIMPLES, cash, draft, issuer, item, sale

Make = Callable[[], Draft]


def taxed(tax: TaxProfile, **changes: Any) -> Sale:
    return sale(item(tax=tax, **changes))


def simples(code: str, **changes: Any) -> Sale:
    return taxed(TaxProfile(icms=Icms(orig="0", code=code)), **changes)


def normal(code: str, **changes: Any) -> Sale:
    icms = Icms(orig="0", code=code, pICMS=Decimal(18), pRedBC=Decimal(10))
    return taxed(replace(NORMAL, icms=icms), **changes)


def paid(method: PaymentMethod, amount: str = "34.49", **changes: Any) -> Sale:
    return sale(payments=(Payment(method=method, amount=Decimal(amount), **changes),))


def reform(**changes: Any) -> Draft:
    return draft(taxed(replace(NORMAL, ibs_cbs=IbsCbs(**changes))), crt=3)


def reduced(**changes: Any) -> Draft:
    return reform(CST="200", cClassTrib="200047", **changes)


def deferred(pDif: Decimal | None) -> Draft:
    tax = replace(NORMAL, ibs_cbs=IbsCbs(CST="510", cClassTrib="510001", pDif=pDif))
    listed = replace(LAW, reductions={**LAW.reductions, "510001": ZERO})
    return draft(taxed(tax), crt=3, law=listed)


def fuel(cClassTrib: str) -> Draft:
    tax = replace(NORMAL, ibs_cbs=IbsCbs(CST="620", cClassTrib=cClassTrib))
    return draft(taxed(tax, fuel=PETROL), crt=3)


def service(**changes: Any) -> Item:
    """Trousers shortened, under ISSQN."""
    tax = TaxProfile(issqn=Issqn(vAliq=Decimal(5), cListServ="14.09"))
    fields: dict[str, Any] = {"ncm": "00", "cfop": "5933", "gtin": NO_GTIN, "tax": tax}
    return item(**(fields | changes))


def with_icms(code: str, **changes: Any) -> Sale:
    return taxed(replace(NORMAL, icms=Icms(orig="0", code=code, **changes)))


def delivered(**changes: Any) -> Draft:
    who = replace(ANA, address=sales.ADDRESS)
    return draft(sale(customer=who, delivery=Delivery(**changes)))


def carried(**who: str) -> Draft:
    return delivered(carrier=Carrier(**who))


def chosen(sold: Sale, *, crt: int = 3, **choices: Any) -> Draft:
    """Under the law of a UF that has chosen so."""
    return draft(sold, crt=crt, law=replace(LAW, **choices))


def contributions(**changes: Any) -> Draft:
    return draft(taxed(replace(SIMPLES, pis_cofins=PisCofins(**changes))))


def icms(code: str, pICMS: str | None) -> Draft:
    rate = None if pICMS is None else Decimal(pICMS)
    return draft(taxed(replace(NORMAL, icms=Icms(orig="0", code=code, pICMS=rate))), crt=3)


def sold(*items: Item) -> Draft:
    return draft(sale(*items))


def to(**who: Any) -> Draft:
    return draft(sale(customer=Customer(**who)))


def dear(price: str, cpf: str | None) -> Draft:
    thing = item(unit_price=Decimal(price))
    return draft(sale(thing, payments=(cash(price),), customer=Customer(cpf=cpf) if cpf else None))


def pix(**changes: Any) -> Draft:
    return draft(paid(PaymentMethod.PIX, card=replace(CARD, **changes)))


def cheque(amount: str) -> Payment:
    return Payment(method=PaymentMethod.CHEQUE, amount=Decimal(amount))


LAW = law_on(sales.NOON.date(), "SP")
FINE = Decimal("1.00000000001")
HALF = Decimal("0.5")
ANA = Customer(cpf=sales.CPF, name="ANA")
WAIVER = Waiver(motDesICMS="9")
PETROL = Fuel(cProdANP="320102001", descANP="GASOLINA C COMUM")
WRONG_SITE = Marketplace(cnpj="11222333000182", seller_id="loja")
IN_RJ = msgspec.structs.replace(sales.ADDRESS, UF="RJ")
WRONG_TECH = msgspec.structs.replace(sales.TECH, CNPJ="11222333000182")
IN_AM = msgspec.structs.replace(sales.ADDRESS, UF="AM", cMun="1302603")

OF_THE_TILL: list[tuple[str, str, Make]] = [
    ("no_items", "items", lambda: draft(Sale(items=(), payments=(cash("1"),)))),
    ("not_positive", "items[0].quantity", lambda: draft(sale(item(quantity=Decimal(0))))),
    ("not_positive", "items[0].unit_price", lambda: draft(sale(item(unit_price=Decimal(-1))))),
    ("too_precise", "items[1].quantity", lambda: sold(item(), item(quantity=Decimal("1.00001")))),
    ("too_precise", "items[0].unit_price", lambda: sold(item(unit_price=FINE))),
    ("too_precise", "items[0].discount", lambda: draft(sale(item(discount=Decimal("0.001"))))),
    ("too_precise", "discount", lambda: draft(sale(discount=Decimal("0.001")))),
    ("too_precise", "payments[0].amount", lambda: draft(sale(payments=(cash("50.001"),)))),
    ("discount", "items[0].discount", lambda: draft(sale(item(discount=Decimal("34.50"))))),
    ("discount", "items[0].discount", lambda: draft(sale(item(discount=Decimal("-0.01"))))),
    ("discount", "discount", lambda: draft(sale(discount=Decimal("34.50")))),
    ("discount", "discount", lambda: draft(sale(item(discount=Decimal(30)), discount=Decimal(5)))),
    ("611", "items[0].gtin", lambda: draft(sale(item(gtin="7891000100104")))),
    ("611", "items[1].gtin", lambda: draft(sale(item(), item(gtin="")))),
    ("777", "items[0].ncm", lambda: draft(sale(item(ncm="1006302")))),
    ("777", "items[0].ncm", lambda: draft(sale(item(ncm="<NCM/>")))),
    ("725", "items[0].cfop", lambda: draft(sale(item(cfop="6102")))),
    ("374", "items[0].cfop", lambda: draft(sale(item(cfop="5933")))),
    ("374", "items[0].cfop", lambda: draft(sale(service(cfop="5102"), item()))),
    ("590", "items[0].tax.icms.cst", lambda: draft(normal("00"), crt=1)),
    ("591", "items[0].tax.icms.csosn", lambda: draft(simples("102"), crt=3)),
    ("591", "items[0].tax.icms.csosn", lambda: draft(simples("102"), crt=2)),
    ("766", "items[0].tax.icms.cst", lambda: draft(normal("51"), crt=3)),
    ("383", "items[0].tax.icms.csosn", lambda: draft(simples("900"))),
    ("382", "items[0].cfop", lambda: draft(normal("00", cfop="5405"), crt=3)),
    ("382", "items[0].cfop", lambda: draft(normal("60", cest="0302100"), crt=3)),
    ("386", "items[0].cfop", lambda: draft(simples("102", cfop="5405"))),
    ("386", "items[0].cfop", lambda: draft(simples("500", cest="0302100"))),
    ("337", "items[0].cfop", lambda: draft(simples("102", cfop="5101"), crt=4)),
    ("782", "items[0].tax.icms.csosn", lambda: draft(simples("400"), crt=4)),
    ("806", "items[0].cest", lambda: draft(simples("500", cfop="5405"))),
    ("no_rate", "items[0].tax.icms.pICMS", lambda: icms("00", None)),
    ("no_rate", "items[0].tax.icms.pRedBC", lambda: icms("20", "18")),
    ("no_rate", "items[0].tax.pis.p", lambda: contributions(CST="01", pCOFINS=Decimal(3))),
    ("no_rate", "items[0].tax.cofins.p", lambda: contributions(CST="01", pPIS=Decimal(3))),
    ("no_rate", "items[0].tax.pis.v", lambda: contributions(CST="03")),
    ("no_rate", "items[0].tax.cofins.v", lambda: contributions(CST="99", vAliqPIS=Decimal(1))),
    ("pis_cofins", "items[0].tax.pis.cst", lambda: contributions(CST="10")),
    ("1020", "items[0].tax.ibscbs.cst", lambda: reform(CST="800", cClassTrib="800001")),
    ("1024", "items[0].tax.ibscbs.cClassTrib", lambda: reform(CST="000", cClassTrib="200003")),
    ("1025", "items[0].tax.ibscbs.cClassTrib", lambda: reform(CST="200", cClassTrib="200999")),
    ("1029", "items[0].tax.ibscbs.pDif", lambda: reform(pDif=Decimal(10))),
    ("1030", "items[0].tax.ibscbs.pDif", lambda: deferred(None)),
    ("1032", "items[0].tax.ibscbs.pRedIBS", lambda: reform(pRedIBS=Decimal(10))),
    ("1028", "items[0].tax.ibscbs.pRedCBS", lambda: reform(pRedCBS=Decimal(10))),
    ("1034", "items[0].tax.ibscbs.pRedIBS", lambda: reduced(pRedIBS=Decimal(60))),
    ("1063", "items[0].tax.ibscbs.pRedCBS", lambda: reduced(pRedCBS=Decimal("12.5"))),
    ("1106", "items[0].fuel", lambda: reform(CST="620", cClassTrib="620006")),
    ("ibs_cbs_monophase", "items[0].tax.ibscbs.cClassTrib", lambda: fuel("620001")),
    ("1002", "items[0].tax", lambda: draft(taxed(TaxProfile()))),
    ("592", "items", lambda: draft(sale(service()))),
    ("777", "items[0].ncm", lambda: draft(sale(item(ncm="00")))),
    ("no_rate", "items[0].tax.icms.adRemICMSRet", lambda: draft(with_icms("61"), crt=3)),
    ("no_rate", "items[0].tax.icms.pICMS", lambda: draft(with_icms("40", waiver=WAIVER), crt=3)),
    ("880", "items[0].tax.icms.pFCP", lambda: draft(with_icms("00", pICMS=HALF, pFCP=ZERO), crt=3)),
    ("not_positive", "freight", lambda: draft(sale(freight=Decimal(-1)))),
    ("too_precise", "surcharge", lambda: draft(sale(surcharge=Decimal("0.001")))),
    ("220", "customer.cnpj", lambda: to(cnpj=sales.CNPJ)),
    ("372", "customer.foreign_id", lambda: to(foreign_id="AB#12345")),
    ("275", "customer.address.cMun", lambda: to(cpf=sales.CPF, address=IN_RJ)),
    ("787", "customer", lambda: draft(sale(delivery=Delivery()))),
    ("788", "customer.address", lambda: draft(sale(delivery=Delivery(), customer=ANA))),
    ("one_document", "delivery.carrier", lambda: carried(cpf=sales.CPF, cnpj=sales.CNPJ)),
    ("carrier", "delivery.carrier.cnpj", lambda: carried(cnpj="11222333000182")),
    ("carrier", "delivery.carrier.cpf", lambda: carried(cpf="11144477736")),
    ("marketplace", "delivery.marketplace.cnpj", lambda: delivered(marketplace=WRONG_SITE)),
    ("one_document", "customer", lambda: to(name="ANA")),
    ("one_document", "customer", lambda: to(cpf=sales.CPF, cnpj=sales.CNPJ)),
    ("237", "customer.cpf", lambda: to(cpf="11144477736")),
    ("208", "customer.cnpj", lambda: to(cnpj="12ABC34501DE36")),
    ("750", "customer", lambda: dear("10000.01", None)),
    ("780", "items", lambda: dear("200000.01", sales.CPF)),
    ("no_payments", "payments", lambda: draft(sale(payments=()))),
    ("not_positive", "payments[0].amount", lambda: draft(sale(payments=(cash("-1"), cash("50"))))),
    ("857", "payments[0].method", lambda: draft(paid(PaymentMethod.TRADE_BILL))),
    ("899", "payments[0].method", lambda: draft(paid(PaymentMethod.NONE))),
    ("436", "payments[0].method", lambda: draft(paid(PaymentMethod.OTHER, description="Fichas"))),
    ("904", "payments[0].amount", lambda: draft(paid(PaymentMethod.LATER))),
    ("391", "payments[0].card", lambda: draft(paid(PaymentMethod.CREDIT_CARD))),
    ("391", "payments[0].card", lambda: draft(paid(PaymentMethod.PIX))),
    ("392", "payments[0].card.cnpj", lambda: pix(cnpj=None)),
    ("392", "payments[0].card.authorization", lambda: pix(authorization=None)),
    ("437", "payments[0].card.cnpj", lambda: pix(cnpj="11222333000182")),
    ("443", "payments[0].card.brand", lambda: pix(brand="77")),
    ("865", "payments", lambda: draft(sale(payments=(cash("34.48"),)))),
    ("866", "payments", lambda: draft(paid(PaymentMethod.CHEQUE, "34.50"))),
    ("869", "payments", lambda: draft(sale(payments=(cash("1.00"), cheque("50.00"))))),
]  # fmt: skip

#: What only some UFs want, under the law of one that does.
OF_SOME_STATES: list[tuple[str, str, Make]] = [
    ("378", "items[0].fuel.pump", lambda: chosen(taxed(NORMAL, fuel=PETROL), pump_required=True)),
    ("930", "items[0].tax.cBenef", lambda: chosen(normal("40"), benefit_required={"40"})),
    ("751", "customer.name", lambda: chosen(sale(), crt=1, name_above=Decimal(30))),
    ("752", "customer.address", lambda: chosen(sale(), crt=1, address_above=Decimal(30))),
    ("786", "delivery.carrier", lambda: chosen(
        sale(customer=replace(ANA, address=sales.ADDRESS), delivery=Delivery()), crt=1,
        carrier_required=True,
    )),
]  # fmt: skip

OF_THE_CONFIGURATION: list[tuple[str, str, Make]] = [
    ("530", "issuer.IM", lambda: draft(sale(item(), service()), issuer=issuer())),
    ("207", "issuer.CNPJ", lambda: draft(issuer=issuer(CNPJ="11222333000182"))),
    ("266", "fiscal.serie", lambda: draft(serie=890)),
    ("273", "issuer.address.cMun", lambda: draft(issuer=issuer(address=IN_RJ))),
    ("972", "tech", lambda: draft(tech=None, issuer=issuer(address=IN_AM))),
    ("973", "tech.CNPJ", lambda: draft(tech=WRONG_TECH)),
]  # fmt: skip

OF_THE_BOX: list[tuple[str, str, Make]] = [
    ("556", "contingency", lambda: draft(contingency=sales.CONTINGENCY)),
    ("557", "contingency", lambda: draft(tpEmis=9, contingency=None)),
    ("558", "contingency.dhCont", lambda: draft(tpEmis=9, dhEmi=sales.NOON - timedelta(hours=1))),
    ("569", "contingency.dhCont", lambda: draft(tpEmis=9, dhEmi=sales.NOON + timedelta(days=31))),
    ("712", "contingency", lambda: draft(tpEmis=9, law=replace(LAW, offline=False))),
    ("897", "cNF", lambda: draft(cNF="12345678")),
    ("253", "access_key", lambda: draft(cNF="4829173")),
]


def names(cases: list[tuple[str, str, Make]]) -> list[str]:
    return [f"{number} {field}" for number, field, _ in cases]


def refused(make: Make) -> EdgeError:
    with pytest.raises(EdgeError) as caught:
        make().check()
    return caught.value


@pytest.mark.parametrize(("number", "field", "make"), OF_THE_TILL, ids=names(OF_THE_TILL))
def test_what_a_till_sent_wrong_is_named(number: str, field: str, make: Make) -> None:
    error = refused(make)
    assert isinstance(error, BadInput)
    assert (error.code, error.params["field"]) == (f"fiscal.{number}", field)


@pytest.mark.parametrize(("number", "field", "make"), OF_SOME_STATES, ids=names(OF_SOME_STATES))
def test_what_a_state_wants_is_named_where_it_is_wanted(
    number: str, field: str, make: Make
) -> None:
    error = refused(make)
    assert isinstance(error, BadInput)
    assert (error.code, error.params["field"]) == (f"fiscal.{number}", field)


@pytest.mark.parametrize(
    ("number", "field", "make"), OF_THE_CONFIGURATION, ids=names(OF_THE_CONFIGURATION)
)
def test_what_is_configured_wrong_is_named(number: str, field: str, make: Make) -> None:
    error = refused(make)
    assert isinstance(error, ConfigProblem)
    assert (error.code, error.params["field"]) == (f"fiscal.{number}", field)


@pytest.mark.parametrize(("number", "field", "make"), OF_THE_BOX, ids=names(OF_THE_BOX))
def test_what_the_box_itself_got_wrong_is_no_fault_of_the_till(
    number: str, field: str, make: Make
) -> None:
    error = refused(make)
    assert isinstance(error, Untrusted)
    assert (error.code, error.params["field"]) == (f"fiscal.{number}", field)


@pytest.mark.parametrize(
    ("number", "minutes", "tpEmis"), [("703", -6, 1), ("703", -6, 9), ("704", 6, 1)]
)
def test_a_note_of_another_time_is_refused(number: str, minutes: int, tpEmis: int) -> None:
    with pytest.raises(Untrusted) as caught:
        draft(tpEmis=tpEmis).check(now=sales.NOON + timedelta(minutes=minutes))
    assert caught.value.code == f"fiscal.{number}"


def test_a_contingency_note_may_be_old() -> None:
    draft(tpEmis=9).check(now=sales.NOON + timedelta(days=2))


TOTALS = {"531": "vBC", "532": "vICMS", "537": "vDesc", "564": "vProd", "602": "vPIS"}
TOTALS |= {"603": "vCOFINS", "685": "vTotTrib", "610": "vNF", "795": "vICMSDeson", "861": "vFCP"}
TOTALS |= {"535": "vFrete", "536": "vSeg", "604": "vOutro"}


@pytest.mark.parametrize(("number", "name"), TOTALS.items())
def test_a_total_that_does_not_add_up_is_refused(number: str, name: str) -> None:
    note = draft(taxed(replace(NORMAL, approx=sales.APPROX)), crt=3).note
    wrong = getattr(note.totals, name) + Decimal("0.01")
    totals = msgspec.structs.replace(note.totals, **{name: wrong})
    with pytest.raises(Untrusted) as caught:
        check_rules(msgspec.structs.replace(note, totals=totals), now=None)
    assert caught.value.code == f"fiscal.{number}"


def test_an_item_that_is_not_quantity_times_price_is_refused() -> None:
    note: Note = draft().note
    line = msgspec.structs.replace(note.lines[0], vProd=Decimal("34.51"))
    with pytest.raises(BadInput, match=r"fiscal\.629"):
        check_rules(msgspec.structs.replace(note, lines=(line,)), now=None)


ANYTHING = st.text(max_size=20)
ANY_NUMBER = st.decimals(-1000, 1000, allow_nan=False, allow_infinity=False)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_whatever_a_till_sends_is_accepted_or_refused_by_name(data: st.DataObject) -> None:
    texts = ("sku", "description", "gtin", "ncm", "cest", "cfop", "unit")
    numbers = ("quantity", "unit_price", "discount")
    wild: dict[str, Any] = {name: data.draw(ANYTHING) for name in data.draw(subset(texts))}
    wild |= {name: data.draw(ANY_NUMBER) for name in data.draw(subset(numbers))}
    sent = sale(
        item(**wild),
        payments=(Payment(method=data.draw(METHODS), amount=data.draw(ANY_NUMBER)), cash("50")),
        customer=data.draw(st.none() | st.builds(Customer, cpf=ANYTHING, name=ANYTHING)),
        notes=data.draw(st.none() | ANYTHING),
    )
    try:
        draft(sent).check()
    except BadInput as error:
        refusal = error
    else:
        return
    assert refusal.params["field"]


def subset(names: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(names), max_size=2)


METHODS = st.sampled_from(list(PaymentMethod))


def test_the_limit_above_which_a_buyer_is_identified_is_itself_allowed() -> None:
    dear("10000.00", None).check()


def test_a_state_may_set_a_lower_limit() -> None:
    law = replace(law_on(sales.NOON.date(), "SP"), identify_above=Decimal(30))
    with pytest.raises(BadInput, match=r"fiscal\.750"):
        draft(law=law).check()


def test_a_known_buyer_may_spend_more() -> None:
    dear("10000.01", sales.CPF).check()


def test_an_individual_entrepreneur_may_sell_what_it_bought() -> None:
    draft(simples("300"), crt=4).check()


def test_every_rule_is_named_and_documented() -> None:
    rules = [*NOTE_RULES, *LINE_RULES, *ICMS_RULES, *REFORM_RULES, *TOTAL_RULES, *TIMED_RULES]
    assert len({(rule.__module__, rule.__name__) for rule in rules}) == len(rules) > 80
    assert all(rule.__doc__ for rule in rules)


def test_every_refusal_has_a_sentence_that_says_what_it_is_about() -> None:
    for number, field, make in (*OF_THE_TILL, *OF_SOME_STATES, *OF_THE_CONFIGURATION, *OF_THE_BOX):
        params = refused(make).params
        for language in ("pt", "en"):
            sentence = messages.render(f"fiscal.{number}", params, language)
            assert sentence != f"fiscal.{number}"
            assert "?" not in sentence, (number, field)
