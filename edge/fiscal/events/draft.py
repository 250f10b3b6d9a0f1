"""Fiscal events and the voiding of numbers, from values to sealed bytes.

Like a note, each is written in canonical form, signed as text, and sacred once it is sealed.
Source: MOC 7.0 (``envEvento`` 1.00, ``inutNFe`` 4.00), NT 2018.004 (110112).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from edge.fiscal.access_key import AccessKey
from edge.fiscal.events import schema
from edge.fiscal.parsing import NFE
from edge.fiscal.text import element, time_text
from edge.fiscal.xml_signature import digest_value, signature_element, signed_info

CANCELLATION = "110111"
SUBSTITUTION = "110112"
#: ``nSeqEvento``: a document is cancelled once.
_FIRST = 1
_XMLNS = f' xmlns="{NFE}"'.encode()


@dataclass(frozen=True, kw_only=True, slots=True)
class EventDraft:
    """A request that is written but not signed.

    ``id`` is its ``Id``; ``text`` the canonical ``infEvento`` or ``infInut``; ``digest`` the base64
    DigestValue of that; ``signed_info`` what the certificate signs. ``root`` and ``versao`` are of
    the element around it.
    """

    id: str
    root: str
    versao: str
    text: bytes
    digest: str
    signed_info: bytes

    def check(self) -> None:
        """Judge the form by the schema; raises ``Untrusted("fiscal.event_schema")``: our fault."""
        schema.check(self.seal(signature=bytes(256), certificate=bytes(3)))

    def seal(self, *, signature: bytes, certificate: bytes) -> bytes:
        """The finished ``evento`` or ``inutNFe``. ``certificate`` is DER, ``signature`` raw."""
        return b"".join(
            (
                f'<{self.root} xmlns="{NFE}" versao="{self.versao}">'.encode(),
                self.text.replace(_XMLNS, b"", 1),
                signature_element(self.signed_info, signature=signature, certificate=certificate),
                f"</{self.root}>".encode(),
            )
        )


def cancellation(
    *, access_key: str, tpAmb: int, nProt: str, xJust: str, dhEvento: datetime
) -> EventDraft:
    """Cancel a document (110111). ``nProt`` is of its authorisation."""
    detail = element("descEvento", "Cancelamento") + element("nProt", nProt)
    return _event(CANCELLATION, access_key, tpAmb, dhEvento, detail + element("xJust", xJust))


def substitution(
    *,
    access_key: str,
    chNFeRef: str,
    tpAmb: int,
    nProt: str,
    xJust: str,
    dhEvento: datetime,
    verAplic: str,
) -> EventDraft:
    """Cancel a document (110112) because ``chNFeRef``, issued offline, stands for its sale."""
    detail = "".join(
        (
            element("descEvento", "Cancelamento por substituicao"),
            element("cOrgaoAutor", access_key[:2]),
            element("tpAutor", "1"),
            element("verAplic", verAplic),
            element("nProt", nProt),
            element("xJust", xJust),
            element("chNFeRef", chNFeRef),
        )
    )
    return _event(SUBSTITUTION, access_key, tpAmb, dhEvento, detail)


def voiding(*, key: AccessKey, tpAmb: int, xJust: str) -> EventDraft:
    """Void (*inutilizar*) the number of a document that SEFAZ does not hold.

    ``ano`` is the year in which the number was spent, so that the same number has the same ``Id``
    whenever it is voided.
    """
    ano, number = key.AAMM[:2], key.nNF
    identity = f"ID{key.cUF}{ano}{key.CNPJ}{key.mod:02}{key.serie:03}{number:09}{number:09}"
    fields = "".join(
        (
            element("tpAmb", str(tpAmb)),
            element("xServ", "INUTILIZAR"),
            element("cUF", key.cUF),
            element("ano", ano),
            element("CNPJ", key.CNPJ),
            element("mod", str(key.mod)),
            element("serie", str(key.serie)),
            element("nNFIni", str(number)),
            element("nNFFin", str(number)),
            element("xJust", xJust),
        )
    )
    return _draft("inutNFe", "4.00", "infInut", identity, fields)


def _event(
    tpEvento: str, access_key: str, tpAmb: int, dhEvento: datetime, detail: str
) -> EventDraft:
    fields = "".join(
        (
            element("cOrgao", access_key[:2]),
            element("tpAmb", str(tpAmb)),
            element("CNPJ", access_key[6:20]),
            element("chNFe", access_key),
            element("dhEvento", time_text(dhEvento)),
            element("tpEvento", tpEvento),
            element("nSeqEvento", str(_FIRST)),
            element("verEvento", "1.00"),
            f'<detEvento versao="1.00">{detail}</detEvento>',
        )
    )
    identity = f"ID{tpEvento}{access_key}{_FIRST:02}"
    return _draft("evento", "1.00", "infEvento", identity, fields)


def _draft(root: str, versao: str, signed: str, identity: str, fields: str) -> EventDraft:
    text = f'<{signed} xmlns="{NFE}" Id="{identity}">{fields}</{signed}>'.encode()
    digest = digest_value(text)
    return EventDraft(
        id=identity,
        root=root,
        versao=versao,
        text=text,
        digest=digest,
        signed_info=signed_info(identity, digest),
    )
