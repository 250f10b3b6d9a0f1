"""SOAP 1.2 as SEFAZ speaks it: a payload put into an envelope, an answer taken out of one.

Pure: bytes in, bytes or elements out. The payload's bytes go into the envelope untouched, because a
signed document must reach SEFAZ as it was signed. Source: MOC 7.0 section 4 and the services' WSDL.
"""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from edge.errors import Uncertain

NFE = "http://www.portalfiscal.inf.br/nfe"
_WSDL = "http://www.portalfiscal.inf.br/nfe/wsdl/"
_OPEN = (
    b'<?xml version="1.0" encoding="utf-8"?>'
    b'<soap12:Envelope xmlns:soap12="http://www.w3.org/2003/05/soap-envelope"><soap12:Body>'
)
_CLOSE = b"</nfeDadosMsg></soap12:Body></soap12:Envelope>"

#: The method of each service, for the action parameter of the content type.
METHODS: Mapping[str, str] = {
    "NFeAutorizacao4": "nfeAutorizacaoLote",
    "NFeConsultaProtocolo4": "nfeConsultaNF",
    "NFeStatusServico4": "nfeStatusServicoNF",
    "NFeRecepcaoEvento4": "nfeRecepcaoEvento",
    "NFeInutilizacao4": "nfeInutilizacaoNF",
}


def envelope(service: str, payload: bytes) -> bytes:
    """The request body for ``service``; ``payload`` is XML without a declaration, in UTF-8."""
    return b"".join((_OPEN, f'<nfeDadosMsg xmlns="{_WSDL}{service}">'.encode(), payload, _CLOSE))


def headers(service: str) -> dict[str, str]:
    action = f"{_WSDL}{service}/{METHODS[service]}"
    return {"Content-Type": f'application/soap+xml; charset=utf-8; action="{action}"'}


def open_answer(status: int, body: bytes, *, root: str) -> etree._Element:
    """The element ``root`` (``retEnviNFe`` …) inside an HTTP answer.

    Raises ``Uncertain("sefaz.no_answer")`` for anything else (HTTP 5xx, a page, a fault): it says
    nothing about what SEFAZ did with the request.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        tree = etree.fromstring(body, parser)
    except etree.XMLSyntaxError:
        raise Uncertain("sefaz.no_answer", http=status, why="not XML") from None
    found = tree.find(f".//{{{NFE}}}{root}")
    if found is None:
        why = "SOAP fault" if tree.find(".//{*}Fault") is not None else f"no {root}"
        raise Uncertain("sefaz.no_answer", http=status, why=why)
    return found


def field(element: etree._Element, path: str) -> str | None:
    """The text of a descendant, by layout names separated with ``/``; None when it is not there."""
    found = element.find("/".join(f"{{{NFE}}}{name}" for name in path.split("/")))
    return None if found is None else (found.text or "")


def fragment(element: etree._Element) -> bytes:
    """``element`` alone, as XML that stands by itself, without the envelope's prefixes."""
    return etree.tostring(element, method="c14n", exclusive=True)
