"""Messages of the wrong form are turned away before anybody reads what they say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from sim.sefaz.markup import parse
from sim.sefaz.office import Office
from sim.sefaz.schemas import complaint
from sim.sefaz.soap import SoapFault, check_action, open_envelope
from tests.sim.sefaz.mail import STATUS, WSDL, ask, envelope, values
from tests.sim.sefaz.taxpayer import Taxpayer, batch

_STATUS = "NFeStatusServico4"
_METHOD = "nfeStatusServicoNF"


@pytest.mark.parametrize(
    ("spoil", "cStat"),
    [
        (lambda message: message + b" " * 600_000, 214),
        (lambda message: message.replace(b"CENTRO", b"CENTR\xd3"), 402),
        (lambda message: message.replace(b"><ide>", b">\n<ide>"), 588),
        (lambda message: b"\n" + message, 588),
        (lambda message: message.replace(b"</ide>", b"</idee>"), 243),
        (lambda message: message.replace(b"enviNFe", b"enviaNFe"), 565),
        (lambda message: message.replace(b' versao="4.00"><idLote>', b"><idLote>"), 568),
        (lambda message: message.replace(b'"4.00"><idLote>', b'"3.10"><idLote>'), 239),
        (
            lambda message: message.replace(b"<enviNFe xmlns=", b"<n:enviNFe xmlns:n=").replace(
                b"</enviNFe>", b"</n:enviNFe>"
            ),
            404,
        ),
        (lambda message: message.replace(b"<idLote>", b'<idLote xmlns:x="urn:x">'), 587),
        (lambda message: message.replace(b"<idLote>1<", b"<idLote>um<"), 215),
        (lambda message: message.replace(b"<tpNF>1<", b"<tpNF>7<"), 225),
        (lambda message: message.replace(b"<tpNF>1</tpNF>", b""), 225),
        (lambda message: message.replace(b"#rsa-sha1", b"#rsa-sha256"), 225),
        (lambda message: message.replace(b"<indSinc>1<", b"<indSinc>0<"), 452),
    ],
)
def test_a_batch_of_the_wrong_form_is_rejected_as_a_whole(
    spoil: Callable[[bytes], bytes], cStat: int, office: Office, shop: Taxpayer, now: datetime
) -> None:
    answer = ask(office, shop, "NFeAutorizacao4", spoil(batch(shop.nfce(now))))

    assert values(answer, "cStat") == [str(cStat)]
    assert "protNFe" not in answer
    assert complaint(parse(answer.encode()), "retEnviNFe_v4.00") is None


def test_a_schema_fault_names_the_element(office: Office, shop: Taxpayer, now: datetime) -> None:
    message = batch(shop.nfce(now)).replace(b"<tpNF>1<", b"<tpNF>7<")

    answer = ask(office, shop, "NFeAutorizacao4", message)

    assert "(Elemento: enviNFe/NFe/infNFe/ide/tpNF)" in values(answer, "xMotivo")[0]


def test_nfce_come_one_by_one(office: Office, shop: Taxpayer, now: datetime) -> None:
    two = batch(shop.nfce(now), shop.nfce(now, number=2))

    assert values(ask(office, shop, "NFeAutorizacao4", two), "cStat") == ["126"]


@pytest.mark.parametrize(
    ("old", "new", "cStat"),
    [
        ("consStatServ", "consStat", "516"),
        (' versao="4.00"', "", "517"),
        ("<tpAmb>2", "<tpAmb>1", "252"),
        ("<cUF>35", "<cUF>33", "289"),
        ("STATUS", "STATU", "215"),
        ("STATUS", "STATUS", "107"),
    ],
)
def test_the_status_is_told_to_who_asks_properly(
    old: str, new: str, cStat: str, office: Office, shop: Taxpayer
) -> None:
    answer = ask(office, shop, _STATUS, STATUS.replace(old, new))

    assert values(answer, "cStat") == [cStat]
    assert complaint(parse(answer.encode()), "retConsStatServ_v4.00") is None


def test_the_message_comes_out_of_the_envelope_byte_for_byte() -> None:
    message = b"<consStatServ  versao='4.00' ><!-- as it came --></consStatServ>"

    assert open_envelope(envelope(_STATUS, message), _STATUS) == message


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html></html>",
        envelope(_STATUS, STATUS).replace(b"</soap12:Body>", b""),
        envelope("NFeAutorizacao4", STATUS),
        envelope(_STATUS, STATUS).replace(b"2003/05/soap-envelope", b"2001/12/soap-envelope"),
        envelope(_STATUS, STATUS).replace(b"soap12:Body", b"soap12:Corpo"),
        b"<!DOCTYPE x>" + envelope(_STATUS, STATUS),
    ],
)
def test_an_envelope_that_is_none_is_a_fault(body: bytes) -> None:
    with pytest.raises(SoapFault) as caught:
        open_envelope(body, _STATUS)

    fault = parse(caught.value.envelope())
    assert fault[0][0].tag.endswith("Fault")


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("text/xml; charset=utf-8", 415),
        (f'application/soap+xml; charset=iso-8859-1; action="{WSDL}{_STATUS}/{_METHOD}"', 415),
        ("application/soap+xml; charset=utf-8", 400),
        (f'application/soap+xml; charset=utf-8; action="{WSDL}{_STATUS}/outro"', 400),
        ("", 415),
    ],
)
def test_a_request_without_the_right_action_is_a_fault(content_type: str, status: int) -> None:
    with pytest.raises(SoapFault) as caught:
        check_action(content_type, _STATUS, _METHOD)

    assert caught.value.status == status


def test_the_right_action_passes() -> None:
    action = f"{WSDL}{_STATUS}/{_METHOD}"
    check_action(f'application/soap+xml; charset=utf-8; action="{action}"', _STATUS, _METHOD)
    check_action(f"application/soap+xml;charset=UTF-8;action={action}", _STATUS, _METHOD)
