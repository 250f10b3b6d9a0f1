"""The certificates of a simulated shop, judged by the openssl program."""

from __future__ import annotations

import stat
import subprocess
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import pkcs12

from sim.pki import CNPJ, Pki, make_pki


@pytest.fixture(scope="module")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Pki:
    folder = tmp_path_factory.mktemp("pki")
    return make_pki(folder, cnpj="12ABC34501DE35", company="MERCADO", tenant="acme", box="b7")


def openssl(*arguments: str | Path) -> str:
    return subprocess.check_output(["openssl", *map(str, arguments)], text=True)


def leaf(file: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificates(file.read_bytes())[0]


@pytest.mark.parametrize(
    ("authority", "certificate", "purpose"),
    [
        ("icp_ca", "company_chain", "sslclient"),
        ("sefaz_ca", "sefaz_cert", "sslserver"),
        ("mqtt_ca", "broker_cert", "sslserver"),
        ("mqtt_ca", "box_cert", "sslclient"),
        ("mqtt_ca", "hub_cert", "sslclient"),
    ],
)
def test_every_certificate_stands_up_to_strict_verification(
    pki: Pki, authority: str, certificate: str, purpose: str
) -> None:
    file = getattr(pki, certificate)
    told = openssl(
        *("verify", "-x509_strict", "-purpose", purpose, "-CAfile", getattr(pki, authority), file)
    )
    assert told == f"{file}: OK\n"


@pytest.mark.parametrize(
    ("certificate", "key"),
    [
        ("company_chain", "company_key"),
        ("sefaz_cert", "sefaz_key"),
        ("broker_cert", "broker_key"),
        ("box_cert", "box_key"),
        ("hub_cert", "hub_key"),
    ],
)
def test_every_key_fits_its_certificate_and_is_nobody_else_s(
    pki: Pki, certificate: str, key: str
) -> None:
    file = getattr(pki, key)
    public = openssl("x509", "-noout", "-pubkey", "-in", getattr(pki, certificate))
    assert openssl("pkey", "-pubout", "-in", file) == public
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_company_s_chain_has_three_links_and_names_the_cnpj(pki: Pki) -> None:
    chain = x509.load_pem_x509_certificates(pki.company_chain.read_bytes())
    assert len(chain) == 3
    assert "CN=MERCADO:12ABC34501DE35" in chain[0].subject.rfc4514_string()
    names = chain[0].extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    others = {other.type_id: other.value for other in names.get_values_for_type(x509.OtherName)}
    assert others[CNPJ] == b"\x04\x0e12ABC34501DE35"


def test_the_box_is_named_as_the_broker_expects(pki: Pki) -> None:
    box = leaf(pki.box_cert)
    assert "CN=b7" in box.subject.rfc4514_string()
    names = box.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    uris = names.get_values_for_type(x509.UniformResourceIdentifier)
    assert uris == ["urn:fe:acme:b7"]


def test_the_a1_file_holds_the_same_certificate_and_its_chain(pki: Pki) -> None:
    password = pki.a1_password_file.read_bytes()
    _, certificate, others = pkcs12.load_key_and_certificates(pki.a1_file.read_bytes(), password)
    assert certificate == leaf(pki.company_chain)
    assert len(others) == 2
    assert stat.S_IMODE(pki.a1_password_file.stat().st_mode) == 0o600


def test_the_same_shop_keeps_its_certificates_and_another_gets_new_ones(tmp_path: Path) -> None:
    first = make_pki(tmp_path, cnpj="12345678000195", company="MERCADO")
    before = leaf(first.company_chain)
    again = make_pki(tmp_path, cnpj="12345678000195", company="MERCADO")
    assert leaf(again.company_chain) == before
    other = make_pki(tmp_path, cnpj="98765432000198", company="PADARIA")
    assert "PADARIA" in leaf(other.company_chain).subject.rfc4514_string()
