"""The certificates of a shop on one machine: its e-CNPJ, SEFAZ's server, the broker, its clients.

The e-CNPJ follows ICP-Brasil's shape (DOC-ICP-04): a chain of three, ``CN=COMPANY:CNPJ``, and the
holder's data in ``otherName`` entries of the SubjectAltName, each an OCTET STRING.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12

from sim.authority import (
    CLIENT,
    EMAIL,
    LOOPBACK,
    SERVER,
    Holder,
    Key,
    ec_key,
    name,
    root_authority,
    rsa_key,
)

#: otherName types of an e-CNPJ (DOC-ICP-04, 7.1.2.3).
RESPONSIBLE_NAME = x509.ObjectIdentifier("2.16.76.1.3.2")
CNPJ = x509.ObjectIdentifier("2.16.76.1.3.3")
RESPONSIBLE_DATA = x509.ObjectIdentifier("2.16.76.1.3.4")

_POLICY_A3 = x509.ObjectIdentifier("2.16.76.1.2.3.1")
_A1_PASSWORD = "senha-do-a1"  # noqa: S105 - a key made up a moment ago guards nothing
_RENEW_BEFORE = timedelta(days=30)


@dataclass(frozen=True, kw_only=True, slots=True)
class Pki:
    """Where everything lies. All certificates and keys are PEM; keys are unencrypted, mode 0600.

    ``icp_ca`` holds root and intermediate, ``company_chain`` leaf, intermediate and root.
    ``a1_file`` is the same e-CNPJ as a PKCS#12 file.
    """

    folder: Path
    icp_ca: Path
    company_chain: Path
    company_key: Path
    a1_file: Path
    a1_password_file: Path
    sefaz_ca: Path
    sefaz_cert: Path
    sefaz_key: Path
    mqtt_ca: Path
    broker_cert: Path
    broker_key: Path
    box_cert: Path
    box_key: Path
    hub_cert: Path
    hub_key: Path

    @classmethod
    def within(cls, folder: Path) -> Pki:
        """The paths under ``folder``, whether or not anything is there."""
        return cls(
            folder=folder,
            icp_ca=folder / "icp-ca.pem",
            company_chain=folder / "company.pem",
            company_key=folder / "company.key",
            a1_file=folder / "company.p12",
            a1_password_file=folder / "company.p12.password",
            sefaz_ca=folder / "sefaz-ca.pem",
            sefaz_cert=folder / "sefaz.pem",
            sefaz_key=folder / "sefaz.key",
            mqtt_ca=folder / "mqtt-ca.pem",
            broker_cert=folder / "broker.pem",
            broker_key=folder / "broker.key",
            box_cert=folder / "box.pem",
            box_key=folder / "box.key",
            hub_cert=folder / "hub.pem",
            hub_key=folder / "hub.key",
        )


def make_pki(
    folder: Path, *, cnpj: str, company: str, tenant: str = "demo", box: str = "box1"
) -> Pki:
    """Make all certificates in ``folder``, or keep those made before for the same names.

    ``tenant`` and ``box`` go into the box's client certificate (``CN=box``, URI
    ``urn:fe:{tenant}:{box}``).
    """
    pki = Pki.within(folder)
    about = {"cnpj": cnpj, "company": company, "tenant": tenant, "box": box}
    marker = folder / "pki.json"
    if _is_fresh(marker, about):
        return pki
    folder.mkdir(parents=True, exist_ok=True)
    _make_company(pki, cnpj=cnpj, company=company)
    _make_sefaz(pki)
    _make_mqtt(pki, tenant=tenant, box=box)
    marker.write_text(json.dumps({**about, "made": datetime.now(UTC).date().isoformat()}))
    return pki


def e_cnpj(
    issuer: Holder,
    key: Key,
    *,
    cnpj: str,
    company: str,
    days: int = 365,
    responsible: str = "MARIA DA SILVA",
) -> Holder:
    """A company's certificate under ``issuer``."""
    born_cpf_nis_rg = "01011980" + "11144477735" + "0" * 11 + "0" * 15
    others = {
        RESPONSIBLE_NAME: responsible,
        CNPJ: cnpj,
        RESPONSIBLE_DATA: born_cpf_nis_rg,
    }
    return issuer.issue(
        name(
            f"{company}:{cnpj}",
            organization="ICP-Brasil",
            units=("Secretaria da Receita Federal do Brasil - RFB", "RFB e-CNPJ A3"),
        ),
        key,
        usages=(CLIENT, EMAIL),
        names=[x509.OtherName(kind, _octets(text)) for kind, text in others.items()],
        extensions=[
            x509.CertificatePolicies([x509.PolicyInformation(_POLICY_A3, policy_qualifiers=None)])
        ],
        days=days,
    )


def _make_company(pki: Pki, *, cnpj: str, company: str) -> None:
    root = root_authority(name("AC Raiz Simulada v10", organization="ICP-Brasil"), rsa_key())
    intermediate = root.issue_authority(
        name("AC SIMULADA RFB G5", organization="ICP-Brasil"), rsa_key()
    )
    holder = e_cnpj(intermediate, rsa_key(), cnpj=cnpj, company=company)
    holder.write(pki.company_chain, pki.company_key, chain=[intermediate, root])
    pki.icp_ca.write_bytes(root.certificate_pem + intermediate.certificate_pem)
    write_pkcs12(pki.a1_file, holder, [intermediate, root], password=_A1_PASSWORD)
    pki.a1_password_file.touch(mode=0o600)
    pki.a1_password_file.write_text(_A1_PASSWORD)


def _make_sefaz(pki: Pki) -> None:
    root = root_authority(name("AC SEFAZ Simulada", organization="SEFAZ"), ec_key())
    server = root.issue(
        name("localhost", organization="SEFAZ"), rsa_key(), usages=(SERVER,), names=LOOPBACK
    )
    server.write(pki.sefaz_cert, pki.sefaz_key)
    pki.sefaz_ca.write_bytes(root.certificate_pem)


def _make_mqtt(pki: Pki, *, tenant: str, box: str) -> None:
    root = root_authority(name("MQTT CA", organization="Hub"), ec_key())
    pki.mqtt_ca.write_bytes(root.certificate_pem)

    def member(common_name: str, uri: str) -> Holder:
        names = (x509.UniformResourceIdentifier(uri),)
        subject = name(common_name, organization="Hub")
        return root.issue(subject, ec_key(), usages=(CLIENT,), names=names)

    broker = root.issue(
        name("localhost", organization="Hub"), ec_key(), usages=(SERVER,), names=LOOPBACK
    )
    broker.write(pki.broker_cert, pki.broker_key)
    member(box, f"urn:fe:{tenant}:{box}").write(pki.box_cert, pki.box_key)
    member("hub", "urn:fe:hub").write(pki.hub_cert, pki.hub_key)


def write_pkcs12(file: Path, holder: Holder, chain: list[Holder], *, password: str) -> None:
    """``holder`` and the certificates above it as a PKCS#12 file (mode 0600): an A1 certificate."""
    file.touch(mode=0o600)
    file.write_bytes(
        pkcs12.serialize_key_and_certificates(
            b"e-CNPJ",
            holder.key,
            holder.certificate,
            [above.certificate for above in chain],
            serialization.BestAvailableEncryption(password.encode()),
        )
    )


def _octets(text: str) -> bytes:
    """DER OCTET STRING of a short text."""
    value = text.encode("latin-1")
    return bytes([0x04, len(value)]) + value


def _is_fresh(marker: Path, about: dict[str, str]) -> bool:
    """Whether certificates for ``about`` are there and valid for a month more."""
    if not marker.exists():
        return False
    found = json.loads(marker.read_text())
    expiry = date.fromisoformat(found.pop("made")) + timedelta(days=365) - _RENEW_BEFORE
    return bool(found == about) and datetime.now(UTC).date() < expiry
