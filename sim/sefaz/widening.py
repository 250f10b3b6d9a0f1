"""Schemas that still take digits only, widened as they are read.

A CNPJ may hold letters since July 2026 (NT Conjunta 2025.001, NT 2026.004), and so may the keys and
Ids made from it. PL_010f, the package of the documents, knows; the schemas of events, of voiding
and of the consultation's answer that come with it are older. No legal key is to be refused for
their age.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from lxml import etree

_XS = "{http://www.w3.org/2001/XMLSchema}"

_CNPJ = "[0-9A-Z]{12}[0-9]{2}"
#: By simple type. A protocol has 17 digits in SP's NFC-e (PL_010f, TProt).
_TYPES = {
    "TChNFe": "[0-9]{6}[0-9A-Z]{12}[0-9]{26}",
    "TCnpj": _CNPJ,
    "TCnpjOpc": f"({_CNPJ})?",
    "TProt": "[0-9]{15}|[0-9]{17}",
}
#: By the pattern itself, since these types have no name: the Ids of events and of voidings.
_IDS = {
    "ID[0-9]{52}": "ID[0-9]{12}[0-9A-Z]{12}[0-9]{28}",
    "ID[0-9]{41}": "ID[0-9]{4}[0-9A-Z]{12}[0-9]{25}",
}
_LENGTHS = re.compile(r"(min|max)?[lL]ength")


class Widener(etree.Resolver):
    """Gives a parser the schemas of a folder as they should read."""

    def resolve(  # type: ignore[override]  # lxml-stubs leave the context out
        self, system_url: str, _: str | None, context: Any
    ) -> Any:
        """None for what is no schema: lxml finds it by itself."""
        if not system_url.endswith(".xsd"):
            return None
        schema = widened(Path(system_url).read_bytes())
        return self.resolve_string(schema, context, base_url=system_url)


def widened(schema: bytes) -> bytes:
    """The text of a schema with letters where there may be letters."""
    root = etree.fromstring(schema)
    for pattern in root.iter(f"{_XS}pattern"):
        wider = _IDS.get(pattern.get("value", ""))
        if wider is not None:
            pattern.set("value", wider)
    for simple in root.iter(f"{_XS}simpleType"):
        restriction = simple.find(f"{_XS}restriction")
        wider = _TYPES.get(simple.get("name", ""))
        if wider is not None and restriction is not None:
            _replace_facets(restriction, wider)
    return etree.tostring(root)


def _replace_facets(restriction: etree._Element, pattern: str) -> None:
    """One pattern says it all; lengths would only repeat it."""
    for facet in list(restriction):
        if facet.tag == f"{_XS}pattern" or _LENGTHS.fullmatch(str(facet.tag).removeprefix(_XS)):
            restriction.remove(facet)
    etree.SubElement(restriction, f"{_XS}pattern").set("value", pattern)
