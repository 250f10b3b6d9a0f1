"""An NFC-e from sale to sealed bytes.

``compose`` applies the law and writes the text; ``Draft.check`` judges it before a number is
spent; the signer signs ``signed_info`` (and ``qr_payload`` in contingency); ``Draft.seal`` joins
the parts; ``verify`` reads the finished bytes as a stranger would. From there on they are sacred.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from edge.config import Issuer, TechResponsible
from edge.fiscal import access_key as keys
from edge.fiscal import assess, qr_code, schema
from edge.fiscal.csrt import hash_csrt
from edge.fiscal.layout.inf_nfe import inf_nfe
from edge.fiscal.note import Addresses, Contingency, Note
from edge.fiscal.parsing import NFE
from edge.fiscal.rules.table import check_rules
from edge.fiscal.sale import Sale
from edge.fiscal.tables.law import Law, law_on
from edge.fiscal.text import escape
from edge.fiscal.till_fields import refusal
from edge.fiscal.xml_signature import digest_value, signature_element, signed_info, verify

__all__ = ["Addresses", "Contingency", "Draft", "compose", "verify"]

_XMLNS = f' xmlns="{NFE}"'.encode()
#: Stand-ins of the right form and length for what only the certificate's owner can make.
_NO_SIGNATURE = bytes(256)
_NO_CERTIFICATE = bytes(3)
#: SEFAZ takes messages of 500 KB (MOC 7.0, rejection 214), certificate and envelope included.
_MOST_BYTES = 490 * 1024


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """A note that is written but not signed.

    ``infNFe`` is its canonical text, ``digest`` the base64 DigestValue of that, ``signed_info``
    what the certificate signs, ``qr_payload`` what it signs besides when issued offline.
    """

    note: Note
    infNFe: bytes
    digest: str
    signed_info: bytes
    qr_payload: bytes | None

    @property
    def access_key(self) -> str:
        return self.note.access_key

    @property
    def total(self) -> Decimal:
        """``vNF``, in reais."""
        return self.note.totals.vNF

    @property
    def change(self) -> Decimal:
        """``vTroco``, in reais; zero when there is none."""
        return self.note.vTroco

    @property
    def qr_code(self) -> str | None:
        """The text of the QR code; None offline, where it needs its signature."""
        if self.qr_payload is not None:
            return None
        return qr_code.online(self.note.addresses.qrcode_url, self.note.access_key, self.note.tpAmb)

    def check(self, *, now: datetime | None = None) -> None:
        """Judge it as SEFAZ would; ``now`` brings in the rules about its age.

        Raises ``BadInput``, ``ConfigProblem`` or ``Untrusted``, after whose the fault is, with the
        code ``fiscal.<rejection>`` and ``field`` in the words of who sent or configured it.
        """
        check_rules(self.note, now=now)
        unsigned = self.seal(
            signature=_NO_SIGNATURE,
            qr_signature=None if self.qr_payload is None else _NO_SIGNATURE,
            certificate=_NO_CERTIFICATE,
        )
        schema.check(unsigned)
        if len(self.infNFe) > _MOST_BYTES:
            raise refusal("214", "items", size=len(self.infNFe), most=_MOST_BYTES)

    def seal(self, *, signature: bytes, qr_signature: bytes | None, certificate: bytes) -> bytes:
        """The finished ``NFe``. ``certificate`` is DER, signatures are raw PKCS #1 over SHA-1."""
        if (self.qr_payload is None) != (qr_signature is None):
            raise ValueError("a note is signed twice offline, and once otherwise")
        addresses = self.note.addresses
        qr = self.qr_code
        if self.qr_payload is not None and qr_signature is not None:
            qr = qr_code.offline(addresses.qrcode_url, self.qr_payload, qr_signature)
        supplement = (
            f"<infNFeSupl><qrCode>{escape(qr or '')}</qrCode>"
            f"<urlChave>{escape(addresses.urlChave)}</urlChave></infNFeSupl>"
        )
        return b"".join(
            (
                b"<NFe%b>" % _XMLNS,
                self.infNFe.replace(_XMLNS, b"", 1),
                supplement.encode(),
                signature_element(self.signed_info, signature=signature, certificate=certificate),
                b"</NFe>",
            )
        )


def compose(
    *,
    sale: Sale,
    issuer: Issuer,
    tech: TechResponsible | None,
    tpAmb: int,
    serie: int,
    nNF: int,
    cNF: str,
    dhEmi: datetime,
    verProc: str,
    addresses: Addresses,
    tpEmis: int = 1,
    contingency: Contingency | None = None,
    csrt: str | None = None,
    ibs_cbs: bool | None = None,
    law: Law | None = None,
) -> Draft:
    """Write the note of a sale. The same arguments always give the same bytes.

    ``dhEmi`` carries the local offset; ``tpEmis`` is 1, or 9 with a ``contingency``. ``csrt`` is
    the software house's secret. ``ibs_cbs`` None follows the law for the CRT: 3 sends the groups.
    ``law`` None takes the installed tables. Nothing is judged here, that is ``Draft.check``; raises
    only ``ConfigProblem``, where a table holds nothing for the day.
    """
    if law is None:
        law = law_on(dhEmi.date(), issuer.address.UF)
    access_key = keys.build(
        cUF=issuer.address.cMun[:2],
        dhEmi=dhEmi,
        CNPJ=issuer.CNPJ,
        serie=serie,
        nNF=nNF,
        tpEmis=tpEmis,
        cNF=cNF,
    )
    lines = assess.assess_lines(
        sale,
        CRT=issuer.CRT,
        tpAmb=tpAmb,
        law=law,
        with_ibs_cbs=issuer.CRT == 3 if ibs_cbs is None else ibs_cbs,
    )
    totals = assess.add_up(lines)
    note = Note(
        access_key=access_key,
        tpAmb=tpAmb,
        tpEmis=tpEmis,
        serie=serie,
        nNF=nNF,
        cNF=cNF,
        dhEmi=dhEmi,
        verProc=verProc,
        contingency=contingency,
        issuer=issuer,
        tech=tech,
        hashCSRT=hash_csrt(csrt, access_key) if csrt and tech and tech.idCSRT else None,
        sale=sale,
        lines=lines,
        totals=totals,
        vTroco=assess.change(sale, totals.vNF),
        addresses=addresses,
        law=law,
    )
    return _write(note)


def _write(note: Note) -> Draft:
    text = inf_nfe(note)
    digest = digest_value(text)
    return Draft(
        note=note,
        infNFe=text,
        digest=digest,
        signed_info=signed_info(f"NFe{note.access_key}", digest),
        qr_payload=_qr_payload(note) if note.tpEmis == 9 else None,
    )


def _qr_payload(note: Note) -> bytes:
    return qr_code.offline_payload(
        access_key=note.access_key,
        tpAmb=note.tpAmb,
        day=note.dhEmi.day,
        vNF=str(note.totals.vNF),
        document=note.buyer,
        foreign=note.buyer_is_foreign,
    )
