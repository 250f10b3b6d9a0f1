"""The official schemas of events and voiding (inside the installed ``nfelib``), letters let in.

NT Conjunta 2025.001 allows capital letters in the first twelve characters of a CNPJ, and so in a
key and in every ``Id`` made from one. The event schemas in circulation (PL_Evento_Canc 1.01) and
the ``Id`` of ``inutNFe`` 4.00 still take digits only, and 15 digits of a protocol where São Paulo
gives 17 (TProt of PL_010): used as they are, they would refuse legal requests. So the patterns
below are widened as the files are read, and nothing else. 110112 has no file in ``nfelib``: the
generic event schema is taken, with what NT 2018.004 says of its ``detEvento``.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Final

from lxml import etree

from edge.errors import Untrusted
from edge.fiscal.parsing import NFE, parse
from edge.fiscal.schema import nfelib_file

_XS = "{http://www.w3.org/2001/XMLSchema}"
_CANCELLATION = Path("nfe_evento_cancel/schemas/v1_0/eventoCancNFe_v1.00.xsd")
_ANY_EVENT = Path("nfe_evento_generico/schemas/v1_0/leiauteEvento_v1.00.xsd")
_VOIDING = Path("nfe/schemas/v4_0/inutNFe_v4.00.xsd")
_SUBSTITUTION = Path(__file__).with_name("e110112.xsd")

_UF_AND_MONTH = r"(1[1-7]|2[1-9]|3[1,2,3,5]|4[1-3]|5[0-3])(0[6-9]|[1-9][\d])(0[1-9]|1[0-2])"
_WIDENED: Final = {
    "ID[0-9]{52}": "ID[0-9]{12}[0-9A-Z]{12}[0-9]{28}",
    "ID[0-9]{41}": "ID[0-9]{4}[0-9A-Z]{12}[0-9]{25}",
    "[0-9]{44}": "[0-9]{6}[0-9A-Z]{12}[0-9]{26}",
    _UF_AND_MONTH + r"([\d]{14})([\d]{5})([\d]{9})([\d]{10})": (
        _UF_AND_MONTH + r"([0-9A-Z]{12}[\d]{2})([\d]{5})([\d]{9})([\d]{10})"
    ),
    "[0-9]{14}": "[0-9A-Z]{12}[0-9]{2}",
    "[0-9]{0}|[0-9]{14}": "[0-9]{0}|[0-9A-Z]{12}[0-9]{2}",
}
_WIDENED_TYPES: Final = {"TProt": "[0-9]{15}|[0-9]{17}"}


def check(request: bytes) -> None:
    """Validate a signed ``evento`` or ``inutNFe``; raises ``Untrusted("fiscal.event_schema")``."""
    root = parse(request)
    schema = _compiled(root.findtext(f".//{{{NFE}}}tpEvento", "inutNFe"))
    if not schema.validate(root):
        log: Any = schema.error_log
        raise Untrusted("fiscal.event_schema", why=log[0].message)


@cache
def _compiled(kind: str) -> etree.XMLSchema:
    """The schema for a ``tpEvento``, or for ``inutNFe``."""
    match kind:
        case "inutNFe":
            return etree.XMLSchema(_read(nfelib_file(_VOIDING)))
        case "110111":
            return etree.XMLSchema(_read(nfelib_file(_CANCELLATION)))
        case "110112":
            return etree.XMLSchema(_substitution())
        case _:
            raise Untrusted("fiscal.event_schema", why=f"no schema for {kind}")


def _substitution() -> etree._Element:
    """The generic event, its open ``detEvento`` replaced by ours."""
    root = _read(nfelib_file(_ANY_EVENT))
    [detail] = root.iterfind(f".//{_XS}element[@name='detEvento']")
    for node in _read(_SUBSTITUTION):
        if node.get("name") == "detEvento":
            detail.getparent().replace(detail, node)  # type: ignore[union-attr]
        else:
            root.append(node)
    return root


def _read(file: Path) -> etree._Element:
    """A schema with the files that it includes put in, its patterns widened."""
    source = etree.parse(file).getroot()
    prefixes, parts = dict(source.nsmap), []
    for node in source:
        location = str(node.get("schemaLocation"))
        if node.tag == f"{_XS}include":
            included = _read(file.with_name(location))
            prefixes |= included.nsmap
            parts += list(included)
            continue
        if node.tag == f"{_XS}import":  # from here on the document is nowhere
            node.set("schemaLocation", file.with_name(location).as_uri())
        parts.append(node)
    parts.sort(key=lambda node: node.tag != f"{_XS}import")  # XSD wants imports first
    whole = etree.Element(source.tag, dict(source.attrib), nsmap=prefixes)
    whole.extend(parts)
    _widen(whole)
    return whole


def _widen(schema: etree._Element) -> None:
    for pattern in schema.iter(f"{_XS}pattern"):
        old = str(pattern.get("value"))
        pattern.set("value", _WIDENED.get(old, old))
    for name, value in _WIDENED_TYPES.items():
        for pattern in schema.iterfind(f"{_XS}simpleType[@name='{name}']//{_XS}pattern"):
            pattern.set("value", value)
