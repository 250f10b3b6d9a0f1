"""The shop's key in the memory of this process: what peers sign with, and we never do."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

from edge.fiscal.document import Draft


@dataclass(frozen=True, kw_only=True, slots=True)
class Certificate:
    der: bytes


class SoftKey:
    """Signs as ``edge.signer.Signer`` does, without leaving the process."""

    def __init__(self, folder: Path) -> None:
        found = json.loads((folder / "certificate.json").read_text("utf-8"))
        key, own, _ = pkcs12.load_key_and_certificates(
            Path(found["file"]).read_bytes(), found["password"].encode()
        )
        assert own is not None
        assert isinstance(key, rsa.RSAPrivateKey)
        self._key = key
        self._certificate = Certificate(der=own.public_bytes(Encoding.DER))

    def sign(self, payload: bytes) -> bytes:
        return self._key.sign(payload, padding.PKCS1v15(), hashes.SHA1())  # noqa: S303 - the law

    def seal(self, draft: Draft) -> bytes:
        return draft.seal(
            signature=self.sign(draft.signed_info),
            qr_signature=None,
            certificate=self._certificate.der,
        )

    async def sign_sha1(self, payloads: Sequence[bytes]) -> list[bytes]:
        return [self.sign(payload) for payload in payloads]

    async def certificate(self) -> Certificate:
        return self._certificate
