"""Whose signature it is, and whether it holds."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from sim.authority import CLIENT, Holder, name, root_authority, rsa_key
from sim.pki import e_cnpj
from sim.sefaz import signature
from sim.sefaz.certificates import Defect, Trust, read_certificate
from sim.sefaz.desk import Policy
from sim.sefaz.office import Office
from sim.sefaz.services import SERVICES
from tests.sim.sefaz.mail import STATUS, ask, send, values
from tests.sim.sefaz.taxpayer import DATA, Taxpayer

_OTHER = "11444777000161"


def _signed_by(holder: Holder, shop: Taxpayer) -> Taxpayer:
    """The shop's documents under another certificate."""
    return Taxpayer(holder=holder, CNPJ=shop.CNPJ)


def test_a_signature_of_another_program_holds() -> None:
    nfe = etree.fromstring((DATA / "signed_by_another_program.xml").read_bytes().strip())
    der = nfe.findtext(".//{http://www.w3.org/2000/09/xmldsig#}X509Certificate") or ""

    assert signature.holds(nfe, base64.b64decode(der))


@pytest.mark.parametrize(
    "tamper",
    [
        lambda note: note.replace(b"EMPRESA TESTE", b"EMPRESA OUTRA"),
        lambda note: note.replace(b"<vTroco>7.53<", b"<vTroco>7.54<"),
        lambda note: note.replace(b"<SignatureValue>", b"<SignatureValue>AAAA"),
    ],
    ids=["a name", "a value", "the signature"],
)
def test_a_document_changed_after_signing_is_rejected(
    tamper: Callable[[bytes], bytes], office: Office, shop: Taxpayer, now: datetime
) -> None:
    note = tamper(shop.nfce(now))

    assert values(send(office, shop, note), "cStat") == ["104", "297"]


def test_a_signature_over_something_else_is_off_profile(
    office: Office, shop: Taxpayer, now: datetime
) -> None:
    note = shop.nfce(now)
    elsewhere = note.replace(b'URI="#NFe35', b'URI="#NFe36')

    assert values(send(office, shop, elsewhere), "cStat") == ["104", "298"]


def test_transforms_in_the_wrong_order_are_off_profile(
    office: Office, shop: Taxpayer, now: datetime
) -> None:
    first, second = (
        f'<Transform Algorithm="{each}"></Transform>'.encode()
        for each in (
            "http://www.w3.org/2000/09/xmldsig#enveloped-signature",
            "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
        )
    )
    note = shop.nfce(now).replace(first + second, second + first)

    assert values(send(office, shop, note), "cStat") == ["104", "298"]


def test_another_companys_certificate_may_not_sign(
    office: Office, shop: Taxpayer, intermediate: Holder, now: datetime
) -> None:
    other = e_cnpj(intermediate, rsa_key(), cnpj=_OTHER, company="OUTRA LTDA")

    note = _signed_by(other, shop).nfce(now)

    assert values(send(office, shop, note), "cStat") == ["104", "213"]


def test_a_branch_may_sign_with_the_certificate_of_the_head_office(
    office: Office, shop: Taxpayer, intermediate: Holder, now: datetime
) -> None:
    branch = e_cnpj(intermediate, rsa_key(), cnpj="11222333000262", company="FILIAL LTDA")

    note = _signed_by(branch, shop).nfce(now)

    assert values(send(office, shop, note), "cStat") == ["104", "100"]


def test_another_company_may_transmit(
    office: Office, shop: Taxpayer, intermediate: Holder, now: datetime
) -> None:
    accountant = e_cnpj(intermediate, rsa_key(), cnpj=_OTHER, company="CONTADOR LTDA")

    answer = send(office, Taxpayer(holder=accountant, CNPJ=_OTHER), shop.nfce(now))

    assert values(answer, "cStat") == ["104", "100"]


def _person(intermediate: Holder) -> Holder:
    return intermediate.issue(
        name("MARIA DA SILVA", organization="ICP-Brasil"), rsa_key(), usages=(CLIENT,)
    )


def _stranger(_: Holder) -> Holder:
    other = root_authority(name("AC Alheia", organization="Alheia"), rsa_key())
    return e_cnpj(other, rsa_key(), cnpj="11222333000181", company="EMPRESA TESTE LTDA")


def _self_made(_: Holder) -> Holder:
    own = name("EMPRESA TESTE LTDA:11222333000181", organization="ICP-Brasil")
    maker = root_authority(own, rsa_key())
    return maker.issue(
        own,
        maker.key,
        usages=(CLIENT,),
        names=[_cnpj_name("11222333000181")],
    )


def _cnpj_name(cnpj: str) -> x509.OtherName:
    return x509.OtherName(x509.ObjectIdentifier("2.16.76.1.3.3"), b"\x13\x0e" + cnpj.encode())


def _authority(intermediate: Holder) -> Holder:
    return intermediate.issue_authority(name("AC", organization="ICP-Brasil"), rsa_key())


def _expired(intermediate: Holder) -> Holder:
    return e_cnpj(
        intermediate, rsa_key(), cnpj="11222333000181", company="EMPRESA TESTE LTDA", days=-1
    )


@pytest.mark.parametrize(
    ("make", "defect"),
    [
        (_authority, Defect.INVALID),
        (_expired, Defect.EXPIRED),
        (_person, Defect.NO_CNPJ),
        (_stranger, Defect.BROKEN_CHAIN),
        (_self_made, Defect.FOREIGN_ROOT),
    ],
)
def test_a_certificate_that_will_not_do_is_named_by_its_defect(
    make: Callable[[Holder], Holder],
    defect: Defect,
    office: Office,
    shop: Taxpayer,
    intermediate: Holder,
    now: datetime,
) -> None:
    holder = make(intermediate)
    note = _signed_by(holder, shop).nfce(now)

    assert values(send(office, shop, note), "cStat") == ["104", str(290 + defect)]

    transmitter = holder.certificate.public_bytes(Encoding.DER)
    answer = office.answer(SERVICES["NFeStatusServico4"], STATUS.encode(), transmitter)
    assert answer.cStat == 280 + defect


def test_a_certificate_expires_while_sefaz_runs(
    trust: Trust, shop: Taxpayer, now: datetime
) -> None:
    moment = [now]
    office = Office(trust=trust, uf="SP", tpAmb="2", clock=lambda: moment[0], policy=Policy())
    assert values(ask(office, shop, "NFeStatusServico4", STATUS), "cStat") == ["107"]

    moment[0] = now + timedelta(days=800)

    assert values(ask(office, shop, "NFeStatusServico4", STATUS), "cStat") == ["281"]


def test_the_cnpj_is_read_from_every_kind_of_string_in_use(shop: Taxpayer) -> None:
    octets = read_certificate(shop.holder.certificate.public_bytes(Encoding.DER))
    printable = read_certificate(_self_made(shop.holder).certificate.public_bytes(Encoding.DER))

    assert octets is not None
    assert printable is not None
    assert octets.CNPJ == printable.CNPJ == "11222333000181"


def test_what_is_no_certificate_is_none() -> None:
    assert read_certificate(b"no certificate") is None
