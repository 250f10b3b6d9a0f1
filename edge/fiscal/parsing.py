"""Parsing XML that others may have written: no entities, no network, no document type."""

from __future__ import annotations

from lxml import etree

from edge.errors import BadInput

#: Namespaces of the documents and of their signatures.
NFE = "http://www.portalfiscal.inf.br/nfe"
DSIG = "http://www.w3.org/2000/09/xmldsig#"


def parse(xml: bytes) -> etree._Element:
    """The root element of ``xml``; raises ``BadInput("fiscal.unreadable")``."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise BadInput("fiscal.unreadable", why=str(error)) from None
