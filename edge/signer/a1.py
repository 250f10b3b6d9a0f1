"""A1: certificate and key in a PKCS#12 file."""

from __future__ import annotations

import ssl
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

from edge.config import Pkcs12
from edge.errors import SignerProblem
from edge.signer import certificates
from edge.signer.secret_files import read_secret
from edge.signer.tls import client_context
from edge.signer.types import CertificateInfo


class A1:
    """An open PKCS#12 file. Its key is in the memory of this process and nowhere else."""

    def __init__(self, certificate: CertificateInfo, key: rsa.RSAPrivateKey) -> None:
        self.certificate = certificate
        self._key = key

    @classmethod
    def open(cls, config: Pkcs12) -> A1:
        """Raises ``SignerProblem`` when file or password are wrong, or when the key is not RSA."""
        password, _ = read_secret(config.password_file)
        try:
            key, own, others = pkcs12.load_key_and_certificates(
                config.file.read_bytes(), password.encode()
            )
        except OSError as error:
            raise _unusable(config, error.strerror) from None
        except ValueError as error:
            raise _unusable(config, str(error)) from None
        if own is None or not isinstance(key, rsa.RSAPrivateKey):
            raise _unusable(config, "no RSA key with its certificate")
        info = certificates.describe(
            own.public_bytes(Encoding.DER), [each.public_bytes(Encoding.DER) for each in others]
        )
        return cls(info, key)

    def sign_sha1(self, data: bytes) -> bytes:
        return self._key.sign(data, padding.PKCS1v15(), hashes.SHA1())  # noqa: S303 - as prescribed

    def probe(self) -> None:
        """A file that was read stays read."""

    def tls_context(self, ca_file: Path | None) -> ssl.SSLContext:
        key = self._key.private_bytes(
            Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        chain = certificates.pem([self.certificate.der, *self.certificate.chain_der])
        return client_context(ca_file, chain=chain, key=key)

    def close(self) -> None:
        """Nothing is held."""


def _unusable(config: Pkcs12, why: str | None) -> SignerProblem:
    return SignerProblem("signer.pkcs12_unusable", file=str(config.file), why=why)
