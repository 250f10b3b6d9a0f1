"""Puts a key and its certificates on a SoftHSM2 token: ``python -P token_objects.py < request``.

A process of its own, because SoftHSM reads ``SOFTHSM2_CONF`` once, when its library is loaded.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import pkcs11
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pkcs11 import Attribute, CertificateType, KeyType, ObjectClass


def private_key(key: rsa.RSAPrivateKey, cka_id: bytes) -> dict[Attribute, Any]:
    """A key that signs and decrypts, and never leaves the token."""
    numbers = key.private_numbers()
    parts = {
        Attribute.MODULUS: numbers.public_numbers.n,
        Attribute.PUBLIC_EXPONENT: numbers.public_numbers.e,
        Attribute.PRIVATE_EXPONENT: numbers.d,
        Attribute.PRIME_1: numbers.p,
        Attribute.PRIME_2: numbers.q,
        Attribute.EXPONENT_1: numbers.dmp1,
        Attribute.EXPONENT_2: numbers.dmq1,
        Attribute.COEFFICIENT: numbers.iqmp,
    }
    big_endian = {kind: n.to_bytes((n.bit_length() + 7) // 8, "big") for kind, n in parts.items()}
    return big_endian | {
        Attribute.CLASS: ObjectClass.PRIVATE_KEY,
        Attribute.KEY_TYPE: KeyType.RSA,
        Attribute.ID: cka_id,
        Attribute.TOKEN: True,
        Attribute.PRIVATE: True,
        Attribute.SENSITIVE: True,
        Attribute.EXTRACTABLE: False,
        Attribute.SIGN: True,
        Attribute.DECRYPT: True,
    }


def certificate(cert: x509.Certificate, cka_id: bytes) -> dict[Attribute, Any]:
    """A certificate anyone may read without the PIN, as on the tokens in the field."""
    return {
        Attribute.CLASS: ObjectClass.CERTIFICATE,
        Attribute.CERTIFICATE_TYPE: CertificateType.X_509,
        Attribute.ID: cka_id,
        Attribute.TOKEN: True,
        Attribute.PRIVATE: False,
        Attribute.SUBJECT: cert.subject.public_bytes(),
        Attribute.VALUE: cert.public_bytes(serialization.Encoding.DER),
    }


def key_id(cert: x509.Certificate) -> bytes:
    """The SHA-1 of the public key, the usual CKA_ID."""
    digest = hashes.Hash(hashes.SHA1())  # noqa: S303 - a name, not a protection
    digest.update(
        cert.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    )
    return digest.finalize()


def main() -> None:
    """Reads ``{module, label, pin, key, chain}``: key and chain are PEM texts, the leaf first."""
    request = json.load(sys.stdin)
    key = serialization.load_pem_private_key(request["key"].encode(), password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        sys.exit("only RSA keys are put on a token")
    chain = x509.load_pem_x509_certificates(request["chain"].encode())
    token = pkcs11.lib(request["module"]).get_token(token_label=request["label"])
    with token.open(rw=True, user_pin=request["pin"]) as session:
        session.create_object(private_key(key, key_id(chain[0])))
        for cert in chain:
            session.create_object(certificate(cert, key_id(cert)))


if __name__ == "__main__":
    main()
