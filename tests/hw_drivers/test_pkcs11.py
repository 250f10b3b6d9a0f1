"""The PKCS#11 driver on SoftHSM2."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from hw_drivers.tokens import package
from hw_drivers.tokens.errors import PinError, TokenAbsent, TokenError, TokenLost
from hw_drivers.tokens.pins import Pin, PinMemory
from hw_drivers.tokens.pkcs11 import Pkcs11Module, Pkcs11Token, StoredCertificate
from sim.pki import Pki, make_pki
from sim.token import SoftToken


@pytest.fixture(scope="module")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Pki:
    return make_pki(tmp_path_factory.mktemp("pki"), cnpj="12345678000195", company="MERCADO")


@pytest.fixture
def reader(tmp_path: Path, pki: Pki, monkeypatch: pytest.MonkeyPatch) -> SoftToken:
    token = SoftToken(tmp_path / "token")
    token.create(pki.company_key, pki.company_chain)
    for name, value in token.environment.items():
        monkeypatch.setenv(name, value)  # SoftHSM reads it whenever it is initialised
    return token


@pytest.fixture
def module(reader: SoftToken) -> Pkcs11Module:
    return Pkcs11Module(reader.module)


def leaf(offers: Sequence[StoredCertificate]) -> StoredCertificate | None:
    return next((each for each in offers if holder(each).startswith("MERCADO:")), None)


def holder(certificate: StoredCertificate) -> str:
    subject = x509.load_der_x509_certificate(certificate.der).subject
    return str(subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)[0].value)


def open_token(module: Pkcs11Module, reader: SoftToken, tmp_path: Path) -> Pkcs11Token:
    pin = Pin(text=reader.pin, version="1")
    return module.open(choose=leaf, pin=pin, memory=PinMemory(tmp_path / "pins.json"))


def test_it_signs_with_the_key_of_the_chosen_certificate(
    module: Pkcs11Module, reader: SoftToken, tmp_path: Path
) -> None:
    token = open_token(module, reader, tmp_path)
    key = x509.load_der_x509_certificate(token.certificate.der).public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    key.verify(token.sign_sha1(b"data"), b"data", padding.PKCS1v15(), hashes.SHA1())
    token.probe()
    token.close()


def test_all_certificates_are_offered_without_a_pin(
    module: Pkcs11Module, reader: SoftToken, tmp_path: Path
) -> None:
    seen: list[str] = []

    def see(offers: Sequence[StoredCertificate]) -> None:
        seen.extend(sorted(map(holder, offers)))

    with pytest.raises(TokenAbsent) as caught:
        module.open(
            choose=see,
            pin=Pin(text="wrong", version="1"),
            memory=PinMemory(tmp_path / "pins.json"),
        )
    assert caught.value.code == "token.no_certificate"
    assert seen == ["AC Raiz Simulada v10", "AC SIMULADA RFB G5", "MERCADO:12345678000195"]
    assert not (tmp_path / "pins.json").exists()


def test_a_token_that_is_pulled_is_lost_and_can_be_opened_again(
    module: Pkcs11Module, reader: SoftToken, tmp_path: Path
) -> None:
    token = open_token(module, reader, tmp_path)
    reader.set_fault("removed")
    with pytest.raises(TokenLost):
        token.probe()
    with pytest.raises(TokenLost):
        token.sign_sha1(b"data")
    token.close()
    for _ in range(2):
        with pytest.raises(TokenAbsent) as caught:
            open_token(module, reader, tmp_path)
        assert caught.value.code == "token.absent"
    reader.clear_faults()
    token = open_token(module, reader, tmp_path)
    assert len(token.sign_sha1(b"data")) == 256
    token.close()


def test_a_wrong_pin_is_refused_by_the_token_once(
    module: Pkcs11Module, reader: SoftToken, tmp_path: Path
) -> None:
    for _ in range(2):
        with pytest.raises(PinError) as caught:
            module.open(
                choose=leaf,
                pin=Pin(text="000000", version="1"),
                memory=PinMemory(tmp_path / "pins.json"),
            )
        assert caught.value.code == "token.pin_refused"
    assert caught.value.params == {}  # the second time it was not sent: there is no answer to tell


def test_a_module_that_is_not_there_is_named(tmp_path: Path, reader: SoftToken) -> None:
    with pytest.raises(TokenError) as caught:
        open_token(Pkcs11Module(tmp_path / "libnone.so"), reader, tmp_path)
    assert caught.value.code == "token.no_module"


def test_a_library_that_is_no_module_is_told(tmp_path: Path, reader: SoftToken) -> None:
    (tmp_path / "libtext.so").write_text("not a library")
    with pytest.raises(TokenError) as caught:
        open_token(Pkcs11Module(tmp_path / "libtext.so"), reader, tmp_path)
    assert caught.value.code == "token.failed"


def test_the_right_package_is_installed() -> None:
    package.require_python_pkcs11()


@pytest.mark.parametrize("found", [[], ["pkcs11-1.0.4.dist-info"], ["both"]])
def test_the_dead_package_of_the_same_name_is_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, found: list[str]
) -> None:
    both = ["pkcs11-1.0.4.dist-info", "python_pkcs11-0.10.1.dist-info"]
    for name in both if found == ["both"] else found:
        (tmp_path / name).mkdir()
    (tmp_path / "pkcs11").mkdir()
    (tmp_path / "pkcs11" / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "pkcs11")
    with pytest.raises(TokenError) as caught:
        package.require_python_pkcs11()
    assert caught.value.code == "token.wrong_package"
