"""What a box and SEFAZ say to each other, read and written without a schema."""

from __future__ import annotations

import re
from copy import deepcopy

from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from sim.sefaz.markup import parse
from sim.sefaz.office import Office
from sim.sefaz.services import SERVICES
from tests.sim.sefaz.edits import NFE
from tests.sim.sefaz.taxpayer import Taxpayer, batch

STATUS = (
    f'<consStatServ xmlns="{NFE}" versao="4.00"><tpAmb>2</tpAmb><cUF>35</cUF>'
    "<xServ>STATUS</xServ></consStatServ>"
)
SOAP = "http://www.w3.org/2003/05/soap-envelope"
WSDL = "http://www.portalfiscal.inf.br/nfe/wsdl/"


def consultation(access_key: str) -> str:
    return (
        f'<consSitNFe xmlns="{NFE}" versao="4.00"><tpAmb>2</tpAmb><xServ>CONSULTAR</xServ>'
        f"<chNFe>{access_key}</chNFe></consSitNFe>"
    )


def envelope(service: str, payload: bytes | str) -> bytes:
    message = payload.encode() if isinstance(payload, str) else payload
    return (
        f'<soap12:Envelope xmlns:soap12="{SOAP}"><soap12:Body>'
        f'<nfeDadosMsg xmlns="{WSDL}{service}">'.encode()
        + message
        + b"</nfeDadosMsg></soap12:Body></soap12:Envelope>"
    )


def values(answer: str, name: str) -> list[str]:
    """The texts of all elements of that name, in order."""
    return re.findall(rf"<{name}>([^<]*)</{name}>", answer)


def result(answer: bytes) -> etree._Element:
    """What is in ``nfeResultMsg``, by itself."""
    return deepcopy(parse(answer)[0][0][0])


def ask(office: Office, shop: Taxpayer, service: str, payload: bytes | str) -> str:
    """The answer of a service, over no network."""
    message = payload.encode() if isinstance(payload, str) else payload
    transmitter = shop.holder.certificate.public_bytes(Encoding.DER)
    return office.answer(SERVICES[service], message, transmitter).xml


def send(office: Office, shop: Taxpayer, note: bytes) -> str:
    return ask(office, shop, "NFeAutorizacao4", batch(note))


def consult(office: Office, shop: Taxpayer, access_key: str) -> str:
    return ask(office, shop, "NFeConsultaProtocolo4", consultation(access_key))
