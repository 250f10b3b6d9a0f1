"""e-CNPJ certificates as the authorities write them, and as they should not have."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from edge.signer.certificates import belongs_to, chain, cnpj, describe, has_signed_sha1, pem
from sim.authority import CLIENT, Holder, ec_key, name, root_authority
from sim.pki import CNPJ as CNPJ_OID
from sim.pki import Pki, e_cnpj

CNPJ = "12345678000195"
ROOT = root_authority(name("AC Raiz", organization="ICP-Brasil"), ec_key())
MIDDLE = ROOT.issue_authority(name("AC RFB", organization="ICP-Brasil"), ec_key())


def der(holder: Holder) -> bytes:
    return holder.certificate.public_bytes(Encoding.DER)


def holder_with(*names: x509.GeneralName) -> Holder:
    return MIDDLE.issue(
        name("EMPRESA", organization="ICP-Brasil"), ec_key(), usages=(CLIENT,), names=names
    )


@pytest.mark.parametrize(
    ("kind", "tag"),
    [("OCTET STRING", 0x04), ("UTF8String", 0x0C), ("PrintableString", 0x13), ("IA5String", 0x16)],
)
def test_the_cnpj_is_read_from_every_string_type_the_authorities_use(kind: str, tag: int) -> None:
    value = bytes([tag, 14]) + CNPJ.encode()
    assert cnpj(holder_with(x509.OtherName(CNPJ_OID, value)).certificate) == CNPJ, kind


def test_a_cnpj_with_letters_is_read() -> None:
    holder = e_cnpj(MIDDLE, ec_key(), cnpj="12ABC34501DE35", company="EMPRESA")
    assert cnpj(holder.certificate) == "12ABC34501DE35"
    assert belongs_to(der(holder), "12ABC345000112")


@pytest.mark.parametrize(
    "value", [b"\x05\x00", b"\x04\x00", b"\x04\x81\x82" + b"1" * 130, b"\x02\x01\x07"]
)
def test_a_cnpj_that_makes_no_sense_is_no_cnpj(value: bytes) -> None:
    assert cnpj(holder_with(x509.OtherName(CNPJ_OID, value)).certificate) is None


def test_a_certificate_without_names_has_no_cnpj() -> None:
    assert cnpj(holder_with().certificate) is None
    assert cnpj(holder_with(x509.DNSName("example")).certificate) is None


def test_only_the_first_eight_characters_decide_whose_it_is() -> None:
    holder = e_cnpj(MIDDLE, ec_key(), cnpj=CNPJ, company="EMPRESA")
    assert belongs_to(der(holder), "12345678000276")
    assert not belongs_to(der(holder), "12345679000195")


def test_what_is_no_certificate_belongs_to_nobody() -> None:
    assert not belongs_to(b"not DER", CNPJ)


def test_an_authority_is_not_a_holder_even_with_a_cnpj() -> None:
    assert not belongs_to(der(MIDDLE), CNPJ)


def test_the_chain_is_put_in_order_and_strangers_are_left_out() -> None:
    holder = e_cnpj(MIDDLE, ec_key(), cnpj=CNPJ, company="EMPRESA")
    impostor = root_authority(name("AC RFB", organization="ICP-Brasil"), ec_key())
    found = chain(holder.certificate, [der(impostor), der(ROOT), b"junk", der(holder), der(MIDDLE)])
    assert found == [der(MIDDLE), der(ROOT)]


def test_a_chain_that_is_cut_ends_where_it_is_cut() -> None:
    holder = e_cnpj(MIDDLE, ec_key(), cnpj=CNPJ, company="EMPRESA")
    assert chain(holder.certificate, [der(ROOT)]) == []


def test_roots_are_not_sent() -> None:
    holder = e_cnpj(MIDDLE, ec_key(), cnpj=CNPJ, company="EMPRESA")
    sent = x509.load_pem_x509_certificates(pem([der(holder), der(MIDDLE), der(ROOT)]))
    assert sent == [holder.certificate, MIDDLE.certificate]


def test_the_life_of_a_certificate_is_told_in_utc() -> None:
    info = describe(der(e_cnpj(MIDDLE, ec_key(), cnpj=CNPJ, company="EMPRESA", days=365)), [])
    assert info.not_before < datetime.now(UTC) < info.not_after
    assert info.not_after - info.not_before == timedelta(days=366)


def test_a_key_that_is_not_rsa_has_signed_nothing() -> None:
    holder = e_cnpj(MIDDLE, ec_key(), cnpj=CNPJ, company="EMPRESA")
    assert not has_signed_sha1(der(holder), b"signature", b"data")


def test_another_s_signature_is_told_apart(pki: Pki, other_pki: Pki) -> None:
    key = serialization.load_pem_private_key(pki.company_key.read_bytes(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    signature = key.sign(b"data", padding.PKCS1v15(), hashes.SHA1())
    ours, theirs = (
        x509.load_pem_x509_certificates(each.company_chain.read_bytes())[0].public_bytes(
            Encoding.DER
        )
        for each in (pki, other_pki)
    )
    assert has_signed_sha1(ours, signature, b"data")
    assert not has_signed_sha1(ours, signature, b"Data")
    assert not has_signed_sha1(theirs, signature, b"data")
