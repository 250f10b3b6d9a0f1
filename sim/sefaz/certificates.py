"""Certificates of ICP-Brasil: who holds them and whether they are to be trusted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from functools import lru_cache

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import rsa

#: otherName of the SubjectAltName that holds the CNPJ of an e-CNPJ (DOC-ICP-04).
_CNPJ = x509.ObjectIdentifier("2.16.76.1.3.3")
_STRINGS = {0x04, 0x0C, 0x13, 0x16}  # OCTET, UTF8, Printable and IA5String: all are in use
_LONGEST_CHAIN = 6


class Defect(IntEnum):
    """What is wrong with a certificate: plus 280 if the transmitter's, 290 if the signer's."""

    INVALID = 0
    EXPIRED = 1
    NO_CNPJ = 2
    BROKEN_CHAIN = 3
    FOREIGN_ROOT = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Holder:
    """A certificate as far as SEFAZ cares. ``CNPJ`` is empty in a person's certificate."""

    certificate: x509.Certificate
    CNPJ: str
    key: rsa.RSAPublicKey | None


@lru_cache(maxsize=256)
def read_certificate(der: bytes) -> Holder | None:
    """None when these bytes are no certificate."""
    try:
        certificate = x509.load_der_x509_certificate(der)
        key = certificate.public_key()
        return Holder(
            certificate=certificate,
            CNPJ=_cnpj_of(certificate),
            key=key if isinstance(key, rsa.RSAPublicKey) else None,
        )
    except ValueError:
        return None


class Trust:
    """The authorities SEFAZ knows: roots and intermediates, in any order."""

    def __init__(self, authorities: Iterable[x509.Certificate]) -> None:
        self._authorities = tuple(authorities)
        self._known: dict[bytes, Defect | None] = {}

    @classmethod
    def of_pem(cls, pem: bytes) -> Trust:
        return cls(x509.load_pem_x509_certificates(pem))

    def defect(self, der: bytes, at: datetime) -> Defect | None:
        """What is wrong with this certificate at that time; None when nothing is."""
        holder = read_certificate(der)
        if holder is None:
            return Defect.INVALID
        certificate = holder.certificate
        if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
            return Defect.EXPIRED
        if der not in self._known:
            self._known[der] = self._lasting_defect(holder)
        return self._known[der]

    def _lasting_defect(self, holder: Holder) -> Defect | None:
        if holder.key is None or not _may_sign(holder.certificate):
            return Defect.INVALID
        if not holder.CNPJ:
            return Defect.NO_CNPJ
        return self._defect_of_chain(holder.certificate)

    def _defect_of_chain(self, certificate: x509.Certificate) -> Defect | None:
        if certificate.issuer == certificate.subject:
            return Defect.FOREIGN_ROOT
        for _ in range(_LONGEST_CHAIN):
            issuer = next((each for each in self._authorities if _issued(each, certificate)), None)
            if issuer is None:
                return Defect.BROKEN_CHAIN
            if issuer.issuer == issuer.subject:
                return None
            certificate = issuer
        return Defect.BROKEN_CHAIN


def _issued(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    if issuer.subject != certificate.issuer:
        return False
    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def _may_sign(certificate: x509.Certificate) -> bool:
    """Version 3, no authority, key usage *digitalSignature* or *nonRepudiation*."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return False
    try:
        basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
    except x509.ExtensionNotFound:
        return usage.digital_signature or usage.content_commitment
    return not basic.ca and (usage.digital_signature or usage.content_commitment)


def _cnpj_of(certificate: x509.Certificate) -> str:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ""
    for other in names.get_values_for_type(x509.OtherName):
        if other.type_id == _CNPJ and len(other.value) > 2 and other.value[0] in _STRINGS:
            return other.value[2:].decode("latin-1").strip()
    return ""
