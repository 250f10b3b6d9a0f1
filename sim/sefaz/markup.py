"""Reading XML that strangers send: no DTD, no entities, no network."""

from __future__ import annotations

from xml.sax.saxutils import escape

from lxml import etree

NFE = "http://www.portalfiscal.inf.br/nfe"
DSIG = "http://www.w3.org/2000/09/xmldsig#"


class Malformed(Exception):
    """Not XML, or XML that nobody should read."""


def parse(xml: bytes) -> etree._Element:
    """The root element. Raises ``Malformed``."""
    if b"<!DOCTYPE" in xml:
        msg = "a document type is not allowed"
        raise Malformed(msg)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise Malformed(error.msg) from error


def element(name: str, value: object) -> str:
    """``<name>value</name>``, escaped."""
    return f"<{name}>{escape(str(value))}</{name}>"
