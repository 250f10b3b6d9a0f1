"""Signatures with a token (A3) and with a file (A1), checked by two other implementations."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from edge.clock import SystemClock
from edge.config import Pkcs11, Pkcs12
from edge.errors import SignerProblem, Untrusted
from edge.signer import SignerState
from sim.pki import Pki
from sim.token import SoftToken
from sim.token_objects import key_id
from tests.signer.conftest import CNPJ, OpenSigner, secret
from tests.signer.readers import refused_a_pin

PAYLOADS = [b"<SignedInfo>first</SignedInfo>", b"second", b""]


def check_with_cryptography(der: bytes, signature: bytes, data: bytes) -> None:
    key = x509.load_der_x509_certificate(der).public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    key.verify(signature, data, padding.PKCS1v15(), hashes.SHA1())


def check_with_openssl(der: bytes, signature: bytes, data: bytes, folder: Path) -> None:
    key = x509.load_der_x509_certificate(der).public_key()
    pem = key.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    (folder / "key.pem").write_bytes(pem)
    (folder / "signature").write_bytes(signature)
    command = ["openssl", "dgst", "-sha1", "-verify", "key.pem", "-signature", "signature"]
    done = subprocess.run(command, input=data, cwd=folder, capture_output=True, check=False)
    assert done.stdout == b"Verified OK\n"


@pytest.mark.parametrize("kind", ["a3", "a1"])
async def test_every_payload_gets_its_own_signature_in_order(
    kind: str, request: pytest.FixtureRequest, open_signer: OpenSigner, tmp_path: Path
) -> None:
    signer = await open_signer(request.getfixturevalue(kind))
    signatures = await signer.sign_sha1(PAYLOADS)
    certificate = await signer.certificate()
    assert len(signatures) == len(PAYLOADS)
    for signature, payload in zip(signatures, PAYLOADS, strict=True):
        check_with_cryptography(certificate.der, signature, payload)
        check_with_openssl(certificate.der, signature, payload, tmp_path)


@pytest.mark.parametrize("kind", ["a3", "a1"])
async def test_the_certificate_tells_who_and_until_when_and_brings_its_chain(
    kind: str, request: pytest.FixtureRequest, open_signer: OpenSigner, pki: Pki
) -> None:
    signer = await open_signer(request.getfixturevalue(kind))
    certificate = await signer.certificate()
    leaf, *above = x509.load_pem_x509_certificates(pki.company_chain.read_bytes())
    assert certificate.CNPJ == CNPJ
    assert "CN=MERCADO MODELO LTDA:12345678000195" in certificate.subject
    assert certificate.not_after == leaf.not_valid_after_utc
    assert certificate.der == leaf.public_bytes(serialization.Encoding.DER)
    chain = tuple(each.public_bytes(serialization.Encoding.DER) for each in above)
    assert certificate.chain_der == chain


async def test_the_token_is_found_by_the_company_whatever_its_label(
    open_signer: OpenSigner, pki: Pki, tmp_path: Path
) -> None:
    token = SoftToken(tmp_path / "relabelled", label="{5B1F2D1E-GUID}")
    token.create(pki.company_key, pki.company_chain)
    pin_file = secret(tmp_path / "pin", token.pin)
    signer = await open_signer(
        Pkcs11(module=token.module, pin_file=pin_file, environment=token.environment)
    )
    assert (await signer.certificate()).CNPJ == CNPJ


async def test_a_branch_signs_with_the_certificate_of_its_head_office(
    open_signer: OpenSigner, a3: Pkcs11
) -> None:
    signer = await open_signer(a3, issuer_cnpj="12345678000276")
    assert len(await signer.sign_sha1([b"data"])) == 1


async def test_the_pin_never_reaches_another_company_s_token_in_the_same_reader(
    open_signer: OpenSigner, a3: Pkcs11, token: SoftToken, other_pki: Pki, tmp_path: Path
) -> None:
    neighbour = SoftToken(tmp_path / "token", label="NEIGHBOUR", pin="999999")
    neighbour.create(other_pki.company_key, other_pki.company_chain)
    signer = await open_signer(a3)
    assert len(await signer.sign_sha1([b"data"])) == 1
    assert (await signer.certificate()).CNPJ == CNPJ
    assert refused_a_pin(token) == set()


async def test_a_token_of_another_company_alone_is_not_used(
    open_signer: OpenSigner, a3: Pkcs11
) -> None:
    signer = await open_signer(a3, issuer_cnpj="98765432000198")
    with pytest.raises(SignerProblem) as caught:
        await signer.sign_sha1([b"data"])
    assert caught.value.code == "token.no_certificate"
    assert (await signer.status()).state is SignerState.ABSENT


async def test_a_token_that_cannot_hash_signs_all_the_same(
    open_signer: OpenSigner, a3: Pkcs11, tmp_path: Path
) -> None:
    SoftToken(tmp_path / "token", mechanisms="-CKM_SHA1_RSA_PKCS")
    signer = await open_signer(a3)
    (signature,) = await signer.sign_sha1([b"data"])
    check_with_cryptography((await signer.certificate()).der, signature, b"data")


async def test_a_configured_cka_id_decides(
    open_signer: OpenSigner, a3: Pkcs11, token: SoftToken, other_pki: Pki, tmp_path: Path
) -> None:
    neighbour = SoftToken(tmp_path / "token", label="NEIGHBOUR", pin=token.pin)
    neighbour.create(other_pki.company_key, other_pki.company_chain)
    leaf = x509.load_pem_x509_certificates(other_pki.company_chain.read_bytes())[0]
    cka_id = key_id(leaf).hex()
    signer = await open_signer(msgspec.structs.replace(a3, cka_id=cka_id))
    assert (await signer.certificate()).CNPJ == "98765432000198"


async def test_a_token_that_signs_wrongly_is_not_used_again(
    open_signer: OpenSigner, pki: Pki, other_pki: Pki, tmp_path: Path
) -> None:
    token = SoftToken(tmp_path / "liar")
    token.create(other_pki.company_key, pki.company_chain)
    pin_file = secret(tmp_path / "pin", token.pin)
    signer = await open_signer(
        Pkcs11(module=token.module, pin_file=pin_file, environment=token.environment)
    )
    for _ in range(2):
        with pytest.raises(Untrusted) as caught:
            await signer.sign_sha1([b"data"])
        assert caught.value.code == "signer.wrong_signature"
    status = await signer.status()
    assert (status.state, status.reason) == (SignerState.FAILED, "signer.wrong_signature")


class Later(SystemClock):
    """A clock that is ahead."""

    def __init__(self, ahead: timedelta) -> None:
        self._ahead = ahead

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead


@pytest.mark.parametrize(
    ("ahead", "code"),
    [
        (timedelta(days=366), "signer.certificate_expired"),
        (timedelta(days=-2), "signer.certificate_not_yet"),
    ],
)
async def test_nothing_is_signed_outside_the_life_of_the_certificate(
    open_signer: OpenSigner, a1: Pkcs12, ahead: timedelta, code: str
) -> None:
    signer = await open_signer(a1, clock=Later(ahead))
    with pytest.raises(SignerProblem) as caught:
        await signer.sign_sha1([b"data"])
    assert caught.value.code == code
    assert (await signer.status()).reason == code


async def test_a_file_of_another_company_is_refused(open_signer: OpenSigner, a1: Pkcs12) -> None:
    signer = await open_signer(a1, issuer_cnpj="98765432000198")
    with pytest.raises(SignerProblem) as caught:
        await signer.sign_sha1([b"data"])
    assert caught.value.code == "signer.other_cnpj"
    assert caught.value.params == {"found": CNPJ, "wanted": "98765432000198"}


async def test_a_wrong_password_is_told_and_mended_without_a_restart(
    open_signer: OpenSigner, a1: Pkcs12, pki: Pki, tmp_path: Path
) -> None:
    password_file = secret(tmp_path / "password", "wrong")
    signer = await open_signer(Pkcs12(file=a1.file, password_file=password_file))
    with pytest.raises(SignerProblem) as caught:
        await signer.sign_sha1([b"data"])
    assert caught.value.code == "signer.pkcs12_unusable"
    secret(password_file, pki.a1_password_file.read_text())
    assert len(await signer.sign_sha1([b"data"])) == 1


async def test_a_secret_that_others_can_read_is_not_used(
    open_signer: OpenSigner, a3: Pkcs11, pin_file: Path
) -> None:
    pin_file.chmod(0o644)
    signer = await open_signer(a3)
    with pytest.raises(SignerProblem) as caught:
        await signer.sign_sha1([b"data"])
    assert caught.value.code == "signer.secret_open_to_others"
