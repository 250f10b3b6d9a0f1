"""Sealing drafts with a throw-away certificate, and asking the program xmlsec1 about the result."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

from edge.fiscal.document import Draft


@dataclass(frozen=True, kw_only=True)
class Holder:
    """A certificate with its key, and the root that vouches for it."""

    key: rsa.RSAPrivateKey
    certificate: x509.Certificate
    root: x509.Certificate

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)

    def sign(self, payload: bytes) -> bytes:
        return self.key.sign(payload, padding.PKCS1v15(), hashes.SHA1())

    def signed(self, payload: bytes, signature: bytes) -> None:
        """Raises ``InvalidSignature`` unless this holder made ``signature``."""
        public = self.key.public_key()
        public.verify(signature, payload, padding.PKCS1v15(), hashes.SHA1())


@cache
def holder() -> Holder:
    """The same one all through a test run: keys are slow to make."""
    root_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    root = _certificate("RAIZ DE TESTE", root_key.public_key(), "RAIZ DE TESTE", root_key, ca=True)
    leaf = _certificate(
        "LOJA:11222333000181", key.public_key(), "RAIZ DE TESTE", root_key, ca=False
    )
    return Holder(key=key, certificate=leaf, root=root)


def _certificate(
    subject: str, key: rsa.RSAPublicKey, issuer: str, signer: rsa.RSAPrivateKey, *, ca: bool
) -> x509.Certificate:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .sign(signer, hashes.SHA256())
    )


def sealed(draft: Draft, owner: Holder | None = None) -> bytes:
    """The finished note, signed as the signer's process would."""
    owner = owner or holder()
    payload = draft.qr_payload
    return draft.seal(
        signature=owner.sign(draft.signed_info),
        qr_signature=None if payload is None else owner.sign(payload),
        certificate=owner.der,
    )


def xmlsec1_says(folder: Path, *documents: bytes, signed: str = "infNFe") -> list[bool]:
    """What ``xmlsec1 --verify`` says of each document, with our root as the only trusted one."""
    trusted = folder / "root.pem"
    trusted.write_bytes(holder().root.public_bytes(serialization.Encoding.PEM))
    verdicts = []
    for number, document in enumerate(documents):
        file = folder / f"{number}.xml"
        file.write_bytes(document)
        identity = f"http://www.portalfiscal.inf.br/nfe:{signed}"
        command = ["xmlsec1", "--verify", "--id-attr:Id", identity, "--trusted-pem"]
        verdicts.append(
            subprocess.run([*command, trusted, file], capture_output=True, check=False).returncode
            == 0
        )
    return verdicts
