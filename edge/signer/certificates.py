"""Reading X.509 certificates as ICP-Brasil fills them in (DOC-ICP-04), in the signer process."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from edge.signer.types import CertificateInfo

_CNPJ = x509.ObjectIdentifier("2.16.76.1.3.3")
#: OCTET STRING by the book; UTF8String, PrintableString and IA5String are met in the field.
_STRING_TAGS = {0x04, 0x0C, 0x13, 0x16}


def describe(der: bytes, others: Iterable[bytes]) -> CertificateInfo:
    """What ``der`` says, with its chain picked out of ``others``. Raises ``ValueError``."""
    certificate = x509.load_der_x509_certificate(der)
    return CertificateInfo(
        der=der,
        chain_der=tuple(chain(certificate, others)),
        CNPJ=cnpj(certificate),
        subject=certificate.subject.rfc4514_string(),
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
    )


def cnpj(certificate: x509.Certificate) -> str | None:
    """The CNPJ of the holder, 14 characters; None when the certificate names none."""
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return None
    for other in names.get_values_for_type(x509.OtherName):
        if other.type_id == _CNPJ:
            return _text(other.value).strip().upper() or None
    return None


def is_authority(certificate: x509.Certificate) -> bool:
    try:
        found = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    except x509.ExtensionNotFound:
        return False
    return found.value.ca


def belongs_to(der: bytes, issuer_cnpj: str) -> bool:
    """Whether it is a holder's certificate whose CNPJ has the base (first 8) of ``issuer_cnpj``.

    Head office and branches share the base, and may share the certificate (MOC 7.0, rejection 213).
    """
    try:
        certificate = x509.load_der_x509_certificate(der)
        holder = cnpj(certificate)
        return (
            holder is not None and holder[:8] == issuer_cnpj[:8] and not is_authority(certificate)
        )
    except ValueError:
        return False


def expiry(der: bytes) -> float:
    """The end of its life as a Unix time: of two that fit, the newer one is wanted."""
    return x509.load_der_x509_certificate(der).not_valid_after_utc.timestamp()


def chain(leaf: x509.Certificate, others: Iterable[bytes]) -> list[bytes]:
    """The authorities above ``leaf`` that are among ``others``, each signed by the next."""
    candidates = [each for each in map(_load, others) if each is not None]
    found: list[x509.Certificate] = []
    current = leaf
    while current.issuer != current.subject:
        issuer = next((each for each in candidates if _issued(each, current)), None)
        if issuer is None:
            break
        found.append(issuer)
        candidates.remove(issuer)
        current = issuer
    return [each.public_bytes(Encoding.DER) for each in found]


def pem(certificates: Sequence[bytes]) -> bytes:
    """DER certificates as one PEM text, without roots, which a TLS client does not send."""
    loaded = [x509.load_der_x509_certificate(each) for each in certificates]
    sent = [each for each in loaded if each.issuer != each.subject]
    return b"".join(each.public_bytes(Encoding.PEM) for each in sent)


def has_signed_sha1(der: bytes, signature: bytes, data: bytes) -> bool:
    """Whether ``signature`` is RSASSA-PKCS1-v1_5 with SHA-1 over ``data`` by the holder's key."""
    key = x509.load_der_x509_certificate(der).public_key()
    if not isinstance(key, rsa.RSAPublicKey):
        return False
    try:
        # SHA-1 is what the signature profile of the NF-e prescribes (MOC 7.0, section 4.2).
        key.verify(signature, data, padding.PKCS1v15(), hashes.SHA1())  # noqa: S303
    except InvalidSignature:
        return False
    return True


def _issued(issuer: x509.Certificate, subject: x509.Certificate) -> bool:
    try:
        subject.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _load(der: bytes) -> x509.Certificate | None:
    try:
        return x509.load_der_x509_certificate(der)
    except ValueError:
        return None


def _text(value: bytes) -> str:
    """The text of a DER string shorter than 128 bytes; empty when it is something else."""
    if len(value) < 2 or value[0] not in _STRING_TAGS or value[1] != len(value) - 2:
        return ""
    return value[2:].decode("latin-1")
