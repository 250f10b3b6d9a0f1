"""The services of layout 4.00 that the box calls: what is asked, what is answered.

Pure codecs. Source: MOC 7.0, ``enviNFe``, ``consSitNFe`` and ``consStatServ`` of PL_010.
"""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from edge.errors import Uncertain
from edge.sefaz.soap import NFE, field, fragment, open_answer


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What SEFAZ said. ``prot_nfe`` is its protocol (``protNFe``) as XML when it gave one.

    ``dhRecbto`` is SEFAZ's own text, with its offset. ``digVal`` is the digest of the document it
    holds, in base64, when it tells.
    """

    cStat: int
    xMotivo: str
    chNFe: str | None = None
    nProt: str | None = None
    dhRecbto: str | None = None
    digVal: str | None = None
    prot_nfe: bytes | None = None


def authorization(nfe: bytes, *, idLote: int) -> bytes:
    """``enviNFe`` around exactly one signed document, asking for the answer at once (indSinc 1)."""
    head = f'<enviNFe xmlns="{NFE}" versao="4.00"><idLote>{idLote}</idLote><indSinc>1</indSinc>'
    return head.encode() + nfe + b"</enviNFe>"


def query(access_key: str, *, tpAmb: int) -> bytes:
    """``consSitNFe``: what SEFAZ holds under an access key (*chave de acesso*)."""
    return (
        f'<consSitNFe xmlns="{NFE}" versao="4.00"><tpAmb>{tpAmb}</tpAmb>'
        f"<xServ>CONSULTAR</xServ><chNFe>{access_key}</chNFe></consSitNFe>"
    ).encode()


def status(*, tpAmb: int, cUF: int) -> bytes:
    """``consStatServ``: is the service up?"""
    return (
        f'<consStatServ xmlns="{NFE}" versao="4.00"><tpAmb>{tpAmb}</tpAmb>'
        f"<cUF>{cUF:02}</cUF><xServ>STATUS</xServ></consStatServ>"
    ).encode()


def read_authorization(http: int, body: bytes) -> Verdict:
    """The verdict on the one document sent; the batch's own when it was refused as a whole."""
    answer = open_answer(http, body, root="retEnviNFe")
    protocol = answer.find(f"{{{NFE}}}protNFe")
    return _verdict(answer) if protocol is None else _protocol(protocol)


def read_query(http: int, body: bytes) -> Verdict:
    """What SEFAZ holds: the document's own protocol, or why there is none (217)."""
    answer = open_answer(http, body, root="retConsSitNFe")
    situation = _verdict(answer)
    protocol = answer.find(f"{{{NFE}}}protNFe")
    # The situation wins over the protocol: a cancelled document (101) still carries its 100.
    if protocol is None or situation.cStat not in {100, 120, 150}:
        return situation
    return _protocol(protocol)


def read_situation(http: int, body: bytes) -> Verdict:
    """SEFAZ's own word on what it holds under a key, whatever protocol it shows beside it."""
    return _verdict(open_answer(http, body, root="retConsSitNFe"))


def read_status(http: int, body: bytes) -> Verdict:
    return _verdict(open_answer(http, body, root="retConsStatServ"))


def _protocol(element: etree._Element) -> Verdict:
    return _verdict(element, "infProt/", prot_nfe=fragment(element))


def _verdict(element: etree._Element, base: str = "", *, prot_nfe: bytes | None = None) -> Verdict:
    code = field(element, base + "cStat") or ""
    if not code.isdecimal():
        raise Uncertain("sefaz.no_answer", http=200, why="no cStat")
    return Verdict(
        cStat=int(code),
        xMotivo=field(element, base + "xMotivo") or "",
        chNFe=field(element, base + "chNFe"),
        nProt=field(element, base + "nProt"),
        dhRecbto=field(element, base + "dhRecbto"),
        digVal=field(element, base + "digVal"),
        prot_nfe=prot_nfe,
    )
