"""A shop that issues NFC-e with no code but its own: templates, keys, QR codes, signatures."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from lxml import etree

from sim.authority import Holder
from tests.sim.sefaz.edits import NFE, Edit, find, nothing, put

DATA = Path(__file__).parents[2] / "data" / "sefaz"
QR_ADDRESS = "https://www.homologacao.nfce.fazenda.sp.gov.br/qrcode"
KEY_ADDRESS = "https://www.homologacao.nfce.fazenda.sp.gov.br/consulta"

_BRASILIA = timezone(timedelta(hours=-3))
_C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
_DSIG = "http://www.w3.org/2000/09/xmldsig#"

ONLINE = "nfce_crt3"
OFFLINE = "nfce_crt1_offline"


@dataclass(frozen=True, kw_only=True)
class Taxpayer:
    """``holder`` has the e-CNPJ and its key."""

    holder: Holder
    CNPJ: str

    def nfce(
        self,
        at: datetime,
        *,
        template: str = ONLINE,
        number: int = 1,
        edit: Edit = nothing,
        late: Edit = nothing,
        qr_code: Callable[[str], str | None] = lambda text: text,
    ) -> bytes:
        """A sealed ``NFe``. ``edit`` comes before the key, ``late`` between key and signature.

        ``qr_code`` may change the right one, or leave it out (None).
        """
        nfe = etree.fromstring((DATA / f"{template}.xml").read_bytes().strip())
        local = at.astimezone(_BRASILIA)
        put("emit/CNPJ", self.CNPJ)(nfe)
        put("ide/nNF", str(number))(nfe)
        put("ide/dhEmi", local.isoformat(timespec="seconds"))(nfe)
        if template == OFFLINE:
            began = local - timedelta(minutes=2)
            put("ide/dhCont", began.isoformat(timespec="seconds"))(nfe)
        edit(nfe)
        number_with_a_key(nfe)
        late(nfe)
        return self.seal(nfe, qr_code(self.qr_code(nfe)))

    def seal(self, nfe: etree._Element, qr_code: str | None) -> bytes:
        """The document's own text with the supplement and the signature behind it."""
        body = etree.tostring(nfe, encoding="unicode").removesuffix("</NFe>")
        supplement = ""
        if qr_code is not None:
            supplement = (
                f"<infNFeSupl><qrCode>{qr_code}</qrCode>"
                f"<urlChave>{KEY_ADDRESS}</urlChave></infNFeSupl>"
            )
        return f"{body}{supplement}{self.signature(body + '</NFe>', 'infNFe')}</NFe>".encode()

    def qr_code(self, nfe: etree._Element) -> str:
        """Version 3, offline where the document is (manual DANFE NFC-e 6.0)."""
        key = find(nfe, "ide").getparent().get("Id", "")[3:]  # type: ignore[union-attr]
        common = f"{key}|3|{_text(nfe, 'ide/tpAmb')}"
        if _text(nfe, "ide/tpEmis") != "9":
            return f"{QR_ADDRESS}?p={common}"
        buyer = "|"
        for kind, path in enumerate(("dest/CNPJ", "dest/CPF", "dest/idEstrangeiro"), 1):
            if told := _text(nfe, path):
                buyer = f"{kind}|{told if kind < 3 else ''}"
        day = _text(nfe, "ide/dhEmi")[8:10]
        signed = f"{common}|{day}|{_text(nfe, 'total/ICMSTot/vNF')}|{buyer}"
        return f"{QR_ADDRESS}?p={signed}|{self.sign(signed.encode())}"

    def sign(self, data: bytes) -> str:
        """RSA with SHA-1, base64."""
        assert isinstance(self.holder.key, rsa.RSAPrivateKey)
        made = self.holder.key.sign(data, padding.PKCS1v15(), hashes.SHA1())
        return base64.b64encode(made).decode()

    def signature(self, document: str, name: str) -> str:
        """``Signature`` over the element of that name, the first in the document."""
        signed_id = etree.fromstring(document)[0].get("Id")
        digest = hashlib.sha1(_canonical(document, name)).digest()
        info = (
            f'<SignedInfo xmlns="{_DSIG}">'
            f'<CanonicalizationMethod Algorithm="{_C14N}"></CanonicalizationMethod>'
            f'<SignatureMethod Algorithm="{_DSIG}rsa-sha1"></SignatureMethod>'
            f'<Reference URI="#{signed_id}"><Transforms>'
            f'<Transform Algorithm="{_DSIG}enveloped-signature"></Transform>'
            f'<Transform Algorithm="{_C14N}"></Transform></Transforms>'
            f'<DigestMethod Algorithm="{_DSIG}sha1"></DigestMethod>'
            f"<DigestValue>{base64.b64encode(digest).decode()}</DigestValue>"
            "</Reference></SignedInfo>"
        )
        der = self.holder.certificate.public_bytes(serialization.Encoding.DER)
        return (
            f'<Signature xmlns="{_DSIG}">{info}'
            f"<SignatureValue>{self.sign(info.encode())}</SignatureValue><KeyInfo><X509Data>"
            f"<X509Certificate>{base64.b64encode(der).decode()}</X509Certificate>"
            "</X509Data></KeyInfo></Signature>"
        )


def number_with_a_key(nfe: etree._Element) -> None:
    """Compose the access key from the fields, and set ``cDV`` and ``Id``."""
    dhEmi = _text(nfe, "ide/dhEmi")
    first = (
        f"{_text(nfe, 'ide/cUF')}{dhEmi[2:4]}{dhEmi[5:7]}{_text(nfe, 'emit/CNPJ')}"
        f"{_text(nfe, 'ide/mod')}{_text(nfe, 'ide/serie'):0>3}{_text(nfe, 'ide/nNF'):0>9}"
        f"{_text(nfe, 'ide/tpEmis')}{_text(nfe, 'ide/cNF')}"
    )
    key = first + check_digit(first)
    put("ide/cDV", key[-1])(nfe)
    nfe[0].set("Id", f"NFe{key}")


def check_digit(text: str) -> str:
    """Modulus 11, weights 2 to 9 from the right."""
    rest = sum((ord(c) - 48) * (2 + i % 8) for i, c in enumerate(reversed(text))) % 11
    return str(0 if rest < 2 else 11 - rest)


def batch(*notes: bytes, indSinc: str = "1") -> bytes:
    """``enviNFe`` around documents, their bytes untouched."""
    opening = f'<enviNFe xmlns="{NFE}" versao="4.00"><idLote>1</idLote><indSinc>{indSinc}</indSinc>'
    return opening.encode() + b"".join(notes) + b"</enviNFe>"


def key_of(note: bytes) -> str:
    return note.partition(b'Id="NFe')[2][:44].decode()


def _text(nfe: etree._Element, path: str) -> str:
    steps = "/".join(f"{{{NFE}}}{step}" for step in ("infNFe", *path.split("/")))
    return nfe.findtext(steps) or ""


def _canonical(document: str, name: str) -> bytes:
    """An element as C14N sees it: by itself, since lxml is wrong about inherited namespaces."""
    end = f"</{name}>"
    body = document[document.index(f"<{name}") : document.index(end) + len(end)]
    alone = body.replace(f"<{name}", f'<{name} xmlns="{NFE}"', 1)
    return etree.tostring(etree.fromstring(alone), method="c14n")
