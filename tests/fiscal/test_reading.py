"""Reading a finished note back, for its printed form."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings

from edge.errors import BadInput, Untrusted
from edge.fiscal.payment_methods import PaymentMethod
from edge.fiscal.proc import nfe_proc
from edge.fiscal.reading import read_document
from edge.fiscal.sale import Customer, Payment, Sale
from edge.fiscal.text import clean
from tests.support import sales
from tests.support.sale_cases import CASES
from tests.support.sale_strategies import sales as any_sales
from tests.support.sealing import sealed

PROTOCOL = b"""\
<protNFe versao="4.00"><infProt><tpAmb>2</tpAmb><verAplic>SVRS1</verAplic>\
<chNFe>35261111222333000181650010000000011482917367</chNFe>\
<dhRecbto>2026-11-22T10:00:02-03:00</dhRecbto><nProt>135260000000001</nProt>\
<digVal>I8JSuHz6tJuLpKG8J64mn4mGUZQ=</digVal><cStat>100</cStat>\
<xMotivo>Autorizado o uso da NF-e</xMotivo><cMsg>172</cMsg><xMsg>Aviso um</xMsg>\
<cMsg>173</cMsg><xMsg>Aviso dois</xMsg></infProt></protNFe>"""


def test_an_authorised_note_tells_its_protocol_and_sefazs_messages() -> None:
    view = read_document(nfe_proc(sealed(sales.draft()), PROTOCOL))
    assert view.protocol is not None
    assert (view.protocol.cStat, view.protocol.nProt) == (100, "135260000000001")
    assert view.protocol.dhRecbto == datetime.fromisoformat("2026-11-22T10:00:02-03:00")
    assert view.protocol.messages == ("Aviso um", "Aviso dois")


def test_the_stored_document_is_the_signed_bytes_and_the_protocol_side_by_side() -> None:
    document = sealed(sales.draft())
    assert nfe_proc(document, PROTOCOL) == (
        b'<nfeProc xmlns="http://www.portalfiscal.inf.br/nfe" versao="4.00">'
        + document
        + PROTOCOL
        + b"</nfeProc>"
    )


@pytest.mark.parametrize("wrong", [b"", b"<nfeProc></nfeProc>", b"<?xml version='1.0'?><NFe x/>"])
def test_nothing_but_a_bare_note_goes_beside_a_protocol(wrong: bytes) -> None:
    with pytest.raises(Untrusted, match="not_nfe"):
        nfe_proc(wrong, PROTOCOL)


def test_an_offline_note_tells_why_and_since_when() -> None:
    draft = sales.draft(tpEmis=9)
    view = read_document(sealed(draft))
    assert view.contingency is not None
    assert view.contingency.xJust == sales.CONTINGENCY.xJust
    assert view.contingency.dhCont == sales.CONTINGENCY.dhCont
    assert view.protocol is None
    assert draft.qr_payload is not None
    assert draft.qr_payload.decode() in view.qrCode


def test_payments_are_named_in_portuguese() -> None:
    card = Payment(method=PaymentMethod.CREDIT_CARD, amount=Decimal("34.49"), card=sales.CARD)
    view = read_document(sealed(sales.draft(sales.sale(payments=(card,)))))
    assert [(paid.tPag, paid.name, paid.vPag) for paid in view.payments] == [
        ("03", "Cartão de Crédito", Decimal("34.49"))
    ]
    assert view.change == 0


@pytest.mark.parametrize(
    ("customer", "kind", "number"),
    [
        (Customer(cpf=sales.CPF), "CPF", sales.CPF),
        (Customer(cnpj=sales.CNPJ_WITH_LETTERS), "CNPJ", sales.CNPJ_WITH_LETTERS),
    ],
)
def test_a_known_buyer_is_told_by_kind_and_number(
    customer: Customer, kind: str, number: str
) -> None:
    view = read_document(sealed(sales.draft(sales.sale(customer=customer), tpAmb=1)))
    assert view.customer is not None
    assert (view.customer.kind, view.customer.document) == (kind, number)
    assert view.customer.xNome is None


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(any_sales(crt=3, most=8))
def test_reading_gives_back_what_was_sold(sale: Sale) -> None:
    draft = sales.draft(sale, crt=3, tpAmb=1)
    view = read_document(sealed(draft))
    assert view.access_key == draft.access_key
    assert (view.vNF, view.change, view.digest) == (draft.total, draft.change, draft.digest)
    assert [(item.xProd, item.qCom, item.vUnCom) for item in view.items] == [
        (clean(item.description), item.quantity, item.unit_price) for item in sale.items
    ]
    assert [paid.vPag for paid in view.payments] == [paid.amount for paid in sale.payments]
    assert view.infCpl == (clean(sale.notes) if sale.notes else None)


@pytest.mark.parametrize("xml", [b"", b"<a/>", b"<NFe><infNFe/></NFe>"])
def test_what_is_no_note_is_refused(xml: bytes) -> None:
    with pytest.raises(BadInput, match="unreadable"):
        read_document(xml)


def test_a_delivery_is_read_with_its_freight_and_where_it_goes() -> None:
    view = read_document(sealed(CASES["delivered-by-courier"]))
    assert (view.vFrete, view.vSeg) == (Decimal("9.99"), Decimal("0.51"))
    assert view.customer is not None
    assert view.customer.address is not None
    assert view.customer.address.xLgr == "RUA A"


@pytest.mark.parametrize("case", CASES)
def test_what_is_read_adds_up_to_what_is_owed(case: str) -> None:
    view = read_document(sealed(CASES[case]))
    added = view.vFrete + view.vSeg + view.vOutro
    assert view.vProd + view.vServ + added - view.vDesc - view.vDeducted == view.vNF
