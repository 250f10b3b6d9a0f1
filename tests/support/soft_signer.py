"""A signer without a token, for tests of the rooms that only need signatures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

from edge.errors import SignerProblem


@dataclass(frozen=True, kw_only=True)
class SoftCertificate:
    der: bytes


@cache
def _identity() -> tuple[rsa.RSAPrivateKey, bytes]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "LOJA DE TESTE:11222333000181")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .sign(key, hashes.SHA256())
    )
    return key, certificate.public_bytes(serialization.Encoding.DER)


class SoftSigner:
    """Signs with a key made for this run. ``absent`` makes it fail as a removed token does."""

    def __init__(self) -> None:
        self.absent = False
        self.signatures = 0

    async def sign_sha1(self, payloads: Sequence[bytes]) -> list[bytes]:
        if self.absent:
            raise SignerProblem("signer.absent")
        self.signatures += len(payloads)
        key, _ = _identity()
        return [key.sign(data, padding.PKCS1v15(), hashes.SHA1()) for data in payloads]

    async def certificate(self) -> SoftCertificate:
        return SoftCertificate(der=_identity()[1])
