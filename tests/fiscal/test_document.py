"""The whole note: any lawful sale is valid, adds up, and always gives the same bytes."""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from edge.config import Address, TechResponsible
from edge.errors import BadInput
from edge.fiscal.document import verify
from edge.fiscal.payment_methods import PaymentMethod
from edge.fiscal.reading import read_document
from edge.fiscal.sale import NO_GTIN, Customer, Payment, Sale
from edge.fiscal.tax_profile import IbsCbs, Icms, PisCofins
from tests.support import sales
from tests.support.sale_strategies import sales as any_sales
from tests.support.sealing import sealed, xmlsec1_says

NS = {"n": "http://www.portalfiscal.inf.br/nfe"}
CENT = Decimal("0.01")
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

CRTS = st.sampled_from([1, 2, 3, 3, 4])
SALES = CRTS.flatmap(lambda crt: st.tuples(st.just(crt), any_sales(crt=crt)))


def total(root: etree._Element, path: str) -> Decimal:
    """The sum of every element at ``path`` (XPath)."""
    found: Any = root.xpath(path, namespaces=NS)
    return sum((Decimal(element.text) for element in found), Decimal(0))


@SLOW
@given(SALES, st.sampled_from([1, 9]), st.sampled_from([1, 2]))
def test_any_lawful_sale_makes_a_note_that_is_valid(
    sold: tuple[int, Sale], tpEmis: int, tpAmb: int
) -> None:
    crt, sale = sold
    draft = sales.draft(sale, crt=crt, tpEmis=tpEmis, tpAmb=tpAmb)
    draft.check(now=sales.NOON)
    verify(sealed(draft))


@SLOW
@given(SALES)
def test_every_total_in_the_text_is_the_sum_of_its_items(sold: tuple[int, Sale]) -> None:
    crt, sale = sold
    draft = sales.draft(sale, crt=crt)
    root = etree.fromstring(draft.infNFe)
    tax, of = "n:det/n:imposto", "n:total/n:ICMSTot/n:"
    goods, services = "n:det[n:imposto/n:ICMS]", "n:det[n:imposto/n:ISSQN]"
    for name, path in {
        "vProd": f"{goods}/n:prod/n:vProd",
        "vFrete": "n:det/n:prod/n:vFrete",
        "vSeg": "n:det/n:prod/n:vSeg",
        "vDesc": "n:det/n:prod/n:vDesc",
        "vOutro": "n:det/n:prod/n:vOutro",
        "vBC": f"{tax}/n:ICMS/*/n:vBC",
        "vICMS": f"{tax}/n:ICMS/*/n:vICMS",
        "vICMSDeson": f"{tax}/n:ICMS/*/n:vICMSDeson",
        "vFCP": f"{tax}/n:ICMS/*/n:vFCP",
        "vFCPSTRet": f"{tax}/n:ICMS/*/n:vFCPSTRet",
        "vICMSMonoRet": f"{tax}/n:ICMS/*/n:vICMSMonoRet",
        "vPIS": f"{goods}/n:imposto/n:PIS/*/n:vPIS",
        "vCOFINS": f"{goods}/n:imposto/n:COFINS/*/n:vCOFINS",
        "vTotTrib": f"{tax}/n:vTotTrib",
    }.items():
        assert total(root, of + name) == total(root, path), name
    of_services = "n:total/n:ISSQNtot/n:"
    for name, path in {
        "vServ": f"{services}/n:prod/n:vProd",
        "vBC": f"{tax}/n:ISSQN/n:vBC",
        "vISS": f"{tax}/n:ISSQN/n:vISSQN",
        "vPIS": f"{services}/n:imposto/n:PIS/*/n:vPIS",
        "vCOFINS": f"{services}/n:imposto/n:COFINS/*/n:vCOFINS",
        "vDescIncond": f"{tax}/n:ISSQN/n:vDescIncond",
    }.items():
        assert total(root, of_services + name) == total(root, path), name
    added = sum((total(root, of + name) for name in ("vFrete", "vSeg", "vOutro")), Decimal(0))
    worth = total(root, f"{of}vProd") + total(root, f"{of_services}vServ") + added
    less = total(root, f"{of}vDesc")
    less += total(root, f"{tax}/n:ICMS/*[n:indDeduzDeson=1]/n:vICMSDeson")
    assert total(root, f"{of}vNF") == worth - less
    assert total(root, f"{of}vNF") == draft.total
    group, of_group = f"{tax}/n:IBSCBS/n:gIBSCBS", "n:total/n:IBSCBSTot/"
    for name, of_items in {
        "n:vBCIBSCBS": "n:vBC",
        "n:gIBS/n:gIBSUF/n:vIBSUF": "n:gIBSUF/n:vIBSUF",
        "n:gIBS/n:gIBSMun/n:vIBSMun": "n:gIBSMun/n:vIBSMun",
        "n:gIBS/n:vIBS": "n:vIBS",
        "n:gCBS/n:vCBS": "n:gCBS/n:vCBS",
    }.items():
        assert total(root, of_group + name) == total(root, f"{group}/{of_items}"), name
    assert total(root, "n:pag/n:detPag/n:vPag") == draft.total + draft.change


@SLOW
@given(SALES)
def test_each_item_is_worth_quantity_times_price_less_its_discounts(sold: tuple[int, Sale]) -> None:
    crt, sale = sold
    root = etree.fromstring(sales.draft(sale, crt=crt).infNFe)
    asked = sum((item.discount for item in sale.items), sale.discount)
    assert total(root, "n:det/n:prod/n:vDesc") == asked
    assert total(root, "n:det/n:prod/n:vFrete") == sale.freight
    assert total(root, "n:det/n:prod/n:vSeg") == sale.insurance
    assert total(root, "n:det/n:prod/n:vOutro") == sale.surcharge
    for item, prod in zip(sale.items, root.iterfind("n:det/n:prod", NS), strict=True):
        exact = Decimal(prod.findtext("n:qCom", "", NS)) * Decimal(
            prod.findtext("n:vUnCom", "", NS)
        )
        assert exact == item.quantity * item.unit_price
        worth = Decimal(prod.findtext("n:vProd", "", NS))
        assert worth == exact.quantize(CENT, rounding=ROUND_HALF_UP)
        assert item.discount <= total(prod, "n:vDesc") <= worth


@SLOW
@given(SALES)
def test_the_text_is_its_own_canonical_form(sold: tuple[int, Sale]) -> None:
    crt, sale = sold
    text = sales.draft(sale, crt=crt).infNFe
    assert etree.tostring(etree.fromstring(text), method="c14n") == text


@SLOW
@given(SALES)
def test_the_same_sale_gives_the_same_bytes_however_its_numbers_were_typed(
    sold: tuple[int, Sale],
) -> None:
    crt, sale = sold
    retyped = replace(
        sale,
        items=tuple(
            replace(
                item,
                quantity=item.quantity.normalize(),
                unit_price=Decimal(f"{item.unit_price:f}0"),
            )
            for item in sale.items
        ),
    )
    assert sales.draft(retyped, crt=crt).infNFe == sales.draft(sale, crt=crt).infNFe


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(SALES, min_size=4, max_size=4))
def test_xmlsec1_verifies_the_notes_of_any_sales(
    tmp_path: Path, sold: list[tuple[int, Sale]]
) -> None:
    documents = [sealed(sales.draft(sale, crt=crt, tpEmis=9)) for crt, sale in sold]
    assert all(xmlsec1_says(tmp_path, *documents))


def test_a_note_of_a_hundred_items_with_discounts_is_valid() -> None:
    sold = sales.sale(
        *(sales.item(tax=sales.NORMAL, sku=str(n)) for n in range(100)),
        discount=Decimal("33.33"),
        payments=(sales.cash("4000.00"),),
    )
    draft = sales.draft(sold, crt=3)
    draft.check()
    assert draft.total == Decimal("3415.67")
    assert draft.change == Decimal("584.33")


def test_a_note_that_is_too_large_for_sefaz_is_refused_before_it_is_signed() -> None:
    items = [sales.item(unit_price=Decimal("1.00"))] * 990
    many = sales.draft(sales.sale(*items, payments=(sales.cash("990.00"),)))
    with pytest.raises(BadInput) as caught:
        many.check()
    assert caught.value.code == "fiscal.214"
    assert caught.value.params["field"] == "items"


def test_a_discount_on_the_whole_sale_is_shared_out_to_the_last_centavo() -> None:
    thirds = [sales.item(sku=str(n), unit_price=Decimal("1.00")) for n in range(3)]
    draft = sales.draft(sales.sale(*thirds, discount=Decimal("1.00")))
    assert [line.vDesc for line in draft.note.lines] == [
        Decimal("0.34"),
        Decimal("0.33"),
        Decimal("0.33"),
    ]


def test_half_a_centavo_is_rounded_up() -> None:
    half = sales.item(quantity=Decimal("0.5"), unit_price=Decimal("0.01"))
    assert sales.draft(sales.sale(half)).total == CENT


def test_change_is_given_out_of_cash_and_not_out_of_a_card() -> None:
    payments = (
        Payment(method=PaymentMethod.CREDIT_CARD, amount=Decimal("30.00"), card=sales.CARD),
        sales.cash("10.00"),
    )
    draft = sales.draft(sales.sale(payments=payments))
    draft.check()
    assert draft.change == Decimal("5.51")


def test_a_test_environment_renames_the_first_item_and_the_buyer() -> None:
    sold = sales.sale(sales.item(), sales.item(), customer=Customer(cpf=sales.CPF, name="ANA"))
    view = read_document(sealed(sales.draft(sold, tpAmb=2)))
    assert [item.xProd for item in view.items] == [
        "NOTA FISCAL EMITIDA EM AMBIENTE DE HOMOLOGACAO - SEM VALOR FISCAL",
        "ARROZ TIPO 1 1KG",
    ]
    assert view.customer is not None
    assert view.customer.xNome == "NF-E EMITIDA EM AMBIENTE DE HOMOLOGACAO - SEM VALOR FISCAL"


def test_the_real_environment_keeps_the_names() -> None:
    sold = sales.sale(customer=Customer(cpf=sales.CPF, name="ANA"))
    view = read_document(sealed(sales.draft(sold, tpAmb=1)))
    assert view.items[0].xProd == "ARROZ TIPO 1 1KG"
    assert view.customer is not None
    assert view.customer.xNome == "ANA"


@pytest.mark.parametrize(
    ("crt", "asked", "sent"),
    [(3, None, True), (1, None, False), (1, True, True), (3, False, False)],
)
def test_ibs_and_cbs_follow_the_law_for_the_regime_unless_configured(
    *, crt: int, asked: bool | None, sent: bool
) -> None:
    tax = sales.NORMAL if crt == 3 else sales.SIMPLES
    draft = sales.draft(sales.sale(sales.item(tax=tax)), crt=crt, ibs_cbs=asked)
    draft.check()
    assert (b"<IBSCBS>" in draft.infNFe) is sent
    assert (b"<IBSCBSTot>" in draft.infNFe) is sent


def test_a_note_of_untaxed_items_has_no_ibs_and_cbs_groups() -> None:
    book = replace(sales.NORMAL, ibs_cbs=IbsCbs(CST="410", cClassTrib="410008"))
    draft = sales.draft(sales.sale(sales.item(tax=book)), crt=3)
    draft.check()
    assert b"<cClassTrib>410008</cClassTrib></IBSCBS>" in draft.infNFe
    assert b"<vBCIBSCBS>0.00</vBCIBSCBS></IBSCBSTot>" in draft.infNFe


def test_the_basic_basket_shows_a_reduction_to_nothing() -> None:
    food = replace(sales.NORMAL, ibs_cbs=IbsCbs(CST="200", cClassTrib="200003"))
    draft = sales.draft(sales.sale(sales.item(tax=food)), crt=3)
    draft.check()
    reduced = b"<gRed><pRedAliq>100.0000</pRedAliq><pAliqEfet>0.0000</pAliqEfet></gRed>"
    assert draft.infNFe.count(reduced) == 3


def test_the_software_house_proves_itself_with_the_key_of_the_note() -> None:
    tech = TechResponsible(
        CNPJ=sales.CNPJ, xContato="Suporte", email="a@b.com.br", fone="1133334444", idCSRT="01"
    )
    draft = sales.draft(tech=tech, csrt="G8063VRTNDMO886SFNK5LDUDEI24XJ22YIPO")
    draft.check()
    assert b"<idCSRT>01</idCSRT><hashCSRT>" in draft.infNFe
    assert b"<hashCSRT>" not in sales.draft(tech=tech).infNFe


def test_a_shop_with_letters_in_its_cnpj_and_every_optional_field_is_valid() -> None:
    address = Address(
        xLgr="Av. Água & Sol", nro="S/N", xCpl="Loja 2", xBairro="Centro", cMun="1302603",
        xMun="Manaus", UF="AM", CEP="69005010", fone="9233334444",
    )  # fmt: skip
    issuer = sales.issuer(
        CNPJ=sales.CNPJ_WITH_LETTERS, xFant="Mercado <Bom>", IM="12345", address=address
    )
    draft = sales.draft(sales.sale(notes="Volte sempre! “Obrigado”"), issuer=issuer)
    draft.check()
    assert draft.access_key.startswith("13261112ABC34501DE35")


def test_an_offline_note_is_sealed_with_two_signatures_and_an_online_one_with_one() -> None:
    with pytest.raises(ValueError, match="twice offline"):
        sales.draft(tpEmis=9).seal(signature=b"x", qr_signature=None, certificate=b"x")
    with pytest.raises(ValueError, match="twice offline"):
        sales.draft().seal(signature=b"x", qr_signature=b"x", certificate=b"x")


def test_every_means_of_payment_that_is_allowed_is_valid() -> None:
    refused = {"trade_bill", "none", "other"}
    for method in set(PaymentMethod) - set(map(PaymentMethod, refused)):
        zero = method is PaymentMethod.LATER
        paid = Payment(method=method, amount=Decimal(0 if zero else "34.49"), card=sales.CARD)
        sales.draft(sales.sale(payments=(paid,))).check()


@pytest.mark.parametrize("code", ["102", "103", "300", "400"])
def test_every_simples_code_is_valid(code: str) -> None:
    tax = replace(sales.SIMPLES, icms=Icms(orig="0", code=code))
    sales.draft(sales.sale(sales.item(tax=tax, gtin=NO_GTIN))).check()


@pytest.mark.parametrize("cst", ["04", "06", "49", "50", "75", "99"])
def test_pis_and_cofins_of_every_group_are_valid(cst: str) -> None:
    tax = replace(sales.SIMPLES, pis_cofins=PisCofins(CST=cst))
    sales.draft(sales.sale(sales.item(tax=tax))).check()
