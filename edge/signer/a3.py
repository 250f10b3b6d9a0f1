"""A3: certificate and key on a token."""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from edge.config import Pkcs11
from edge.signer import certificates
from edge.signer.openssl import key_reference, key_uri, use_token_keys
from edge.signer.secret_files import read_secret
from edge.signer.tls import client_context
from hw_drivers.tokens.pins import Pin, PinMemory
from hw_drivers.tokens.pkcs11 import Pkcs11Module, Pkcs11Token, StoredCertificate


class A3:
    """A token that is logged in.

    Raises ``TokenLost`` from every call once the token has gone: then the whole process has to be
    replaced, since OpenSSL's provider holds on to the sessions that were lost.
    """

    def __init__(self, config: Pkcs11, token: Pkcs11Token) -> None:
        self.certificate = certificates.describe(
            token.certificate.der, [each.der for each in token.certificates]
        )
        self._config = config
        self._token = token

    @classmethod
    def open(
        cls, config: Pkcs11, module: Pkcs11Module, *, issuer_cnpj: str, memory: PinMemory
    ) -> A3:
        text, version = read_secret(config.pin_file)
        wanted = bytes.fromhex(config.cka_id) if config.cka_id else None
        token = module.open(
            choose=partial(choose, issuer_cnpj=issuer_cnpj, cka_id=wanted),
            pin=Pin(text=text, version=version),
            memory=memory,
        )
        return cls(config, token)

    def sign_sha1(self, data: bytes) -> bytes:
        return self._token.sign_sha1(data)

    def probe(self) -> None:
        self._token.probe()

    def tls_context(self, ca_file: Path | None) -> ssl.SSLContext:
        use_token_keys(self._config)
        stored = self._token.certificate
        return client_context(
            ca_file,
            chain=certificates.pem([self.certificate.der, *self.certificate.chain_der]),
            key=key_reference(key_uri(serial=stored.serial, cka_id=stored.cka_id)),
        )

    def close(self) -> None:
        self._token.close()


def choose(
    offers: Sequence[StoredCertificate], *, issuer_cnpj: str, cka_id: bytes | None
) -> StoredCertificate | None:
    """The certificate with ``cka_id``, or of ``issuer_cnpj``; of several the last to expire."""
    fitting = [
        each
        for each in offers
        if (each.cka_id == cka_id if cka_id else certificates.belongs_to(each.der, issuer_cnpj))
    ]
    return max(fitting, key=lambda each: certificates.expiry(each.der), default=None)
