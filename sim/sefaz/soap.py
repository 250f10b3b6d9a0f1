"""SOAP 1.2 as the NF-e 4.00 uses it: no header, the message inside ``nfeDadosMsg``."""

from __future__ import annotations

import re
from email.message import Message

from sim.sefaz.markup import Malformed, element, parse

SOAP = "http://www.w3.org/2003/05/soap-envelope"
WSDL = "http://www.portalfiscal.inf.br/nfe/wsdl/"
CONTENT_TYPE = "application/soap+xml; charset=utf-8"

_TAG = rb"(?:[\w.-]+:)?nfeDadosMsg"
_DATA = re.compile(rb"<%b(?:\s[^>]*)?>(.*)</%b\s*>" % (_TAG, _TAG), re.DOTALL)


class SoapFault(Exception):
    """The request never reached the service. ``status`` is HTTP's."""

    def __init__(self, code: str, reason: str, *, status: int) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.status = status

    def envelope(self) -> bytes:
        reason = element("soap:Text", self.reason).replace(
            "<soap:Text>", '<soap:Text xml:lang="pt-BR">', 1
        )
        return _envelope(
            "<soap:Fault>"
            f"<soap:Code><soap:Value>soap:{self.code}</soap:Value></soap:Code>"
            f"<soap:Reason>{reason}</soap:Reason>"
            "</soap:Fault>"
        )


def check_action(content_type: str, service: str, method: str) -> None:
    """The media type and its ``action``. Raises ``SoapFault``."""
    header = Message()
    header["Content-Type"] = content_type
    if header.get_content_type() != "application/soap+xml":
        msg = f"The media type {header.get_content_type()} is not SOAP 1.2"
        raise SoapFault("Sender", msg, status=415)
    if str(header.get_param("charset", "utf-8")).lower() != "utf-8":
        raise SoapFault("Sender", "The charset is not utf-8", status=415)
    action = header.get_param("action")
    if action != f"{WSDL}{service}/{method}":
        msg = f"Unable to handle request without a valid action parameter: {action!r}"
        raise SoapFault("Sender", msg, status=400)


def open_envelope(body: bytes, service: str) -> bytes:
    """The message, byte for byte as it came. Raises ``SoapFault``."""
    data = _DATA.search(body)
    if data is None:
        raise SoapFault("Sender", "There is no nfeDadosMsg", status=400)
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return data[1]  # the service says what is wrong with it (402)
    _check_envelope(body, service)
    return data[1]


def answer_envelope(answer: str, service: str) -> bytes:
    return _envelope(f'<nfeResultMsg xmlns="{WSDL}{service}">{answer}</nfeResultMsg>')


def _check_envelope(body: bytes, service: str) -> None:
    try:
        envelope = parse(body)
    except Malformed as error:
        raise SoapFault("Sender", f"Not well-formed: {error}", status=400) from error
    if envelope.tag != f"{{{SOAP}}}Envelope":
        raise SoapFault("VersionMismatch", "Not a SOAP 1.2 envelope", status=500)
    content = envelope.find(f"{{{SOAP}}}Body")
    parts = [] if content is None else [part.tag for part in content]
    if parts != [f"{{{WSDL}{service}}}nfeDadosMsg"]:
        msg = f"The body is not one nfeDadosMsg of {WSDL}{service}"
        raise SoapFault("Sender", msg, status=400)


def _envelope(content: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        f'<soap:Envelope xmlns:soap="{SOAP}"><soap:Body>{content}</soap:Body></soap:Envelope>'
    ).encode()
