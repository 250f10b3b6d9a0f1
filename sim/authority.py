"""A certificate authority of our own: issues X.509 certificates and writes them as PEM files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

CLIENT = ExtendedKeyUsageOID.CLIENT_AUTH
SERVER = ExtendedKeyUsageOID.SERVER_AUTH
EMAIL = ExtendedKeyUsageOID.EMAIL_PROTECTION

#: Where every server of the shop listens.
LOOPBACK: tuple[x509.GeneralName, ...] = (
    x509.DNSName("localhost"),
    x509.IPAddress(ip_address("127.0.0.1")),
    x509.IPAddress(ip_address("::1")),
)


def rsa_key() -> rsa.RSAPrivateKey:
    """RSA 2048, as in the e-CNPJ of a shop."""
    return rsa.generate_private_key(65537, 2048)


def ec_key() -> ec.EllipticCurvePrivateKey:
    """P-256: quick to make, for what ICP-Brasil does not rule."""
    return ec.generate_private_key(ec.SECP256R1())


def name(common_name: str, *, organization: str, units: Sequence[str] = ()) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "BR"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization),
            *(x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, unit) for unit in units),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Holder:
    """A certificate and its private key."""

    certificate: x509.Certificate
    key: Key

    def issue_authority(self, subject: x509.Name, key: Key, *, days: int = 3650) -> Holder:
        """A certificate authority under this one."""
        return _authority(subject, key, self.certificate.subject, self.key, days=days)

    def issue(
        self,
        subject: x509.Name,
        key: Key,
        *,
        usages: Sequence[x509.ObjectIdentifier],
        names: Sequence[x509.GeneralName] = (),
        extensions: Sequence[x509.ExtensionType] = (),
        days: int = 365,
    ) -> Holder:
        """An end-entity certificate under this one, with ``names`` as its SubjectAltName."""
        builder = _builder(subject, key, self.certificate.subject, self.key, days=days)
        builder = (
            builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_key_usage(end_entity=True), critical=True)
            .add_extension(x509.ExtendedKeyUsage(usages), critical=False)
        )
        if names:
            builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        for extension in extensions:
            builder = builder.add_extension(extension, critical=False)
        return Holder(certificate=builder.sign(self.key, hashes.SHA256()), key=key)

    @property
    def certificate_pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def write(self, certificate: Path, key: Path, *, chain: Sequence[Holder] = ()) -> None:
        """Write the certificate, the ``chain`` above it after it, and the key (mode 0600)."""
        pems = [self.certificate_pem, *(above.certificate_pem for above in chain)]
        certificate.write_bytes(b"".join(pems))
        key.touch(mode=0o600)
        key.write_bytes(
            self.key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )


def root_authority(subject: x509.Name, key: Key, *, days: int = 3650) -> Holder:
    """A self-signed certificate authority."""
    return _authority(subject, key, subject, key, days=days)


def _authority(
    subject: x509.Name, key: Key, issuer: x509.Name, issuer_key: Key, *, days: int
) -> Holder:
    builder = (
        _builder(subject, key, issuer, issuer_key, days=days)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(_key_usage(end_entity=False), critical=True)
    )
    return Holder(certificate=builder.sign(issuer_key, hashes.SHA256()), key=key)


def _builder(
    subject: x509.Name, key: Key, issuer: x509.Name, issuer_key: Key, *, days: int
) -> x509.CertificateBuilder:
    yesterday = datetime.now(UTC) - timedelta(days=1)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(yesterday)
        .not_valid_after(yesterday + timedelta(days=1 + days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()),
            critical=False,
        )
    )


def _key_usage(*, end_entity: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=end_entity,
        content_commitment=end_entity,
        key_encipherment=end_entity,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=not end_entity,
        crl_sign=not end_entity,
        encipher_only=False,
        decipher_only=False,
    )
