"""The official schemas (PL_010f and the events, as nfelib carries them), compiled once."""

from __future__ import annotations

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from lxml import etree

from sim.sefaz.note import local_name
from sim.sefaz.widening import Widener

_NAMESPACE = re.compile(r"\{[^}]*\}")
_FOLDERS = (
    "nfe/schemas/v4_0",
    "nfe_evento_generico/schemas/v1_0",
    "nfe_evento_cancel/schemas/v1_0",
    "nfe_evento_cce/schemas/v1_0",
)


@cache
def schema(name: str) -> etree.XMLSchema:
    """By file name without its ending: ``enviNFe_v4.00``. Raises ``KeyError`` for none of ours."""
    parser = etree.XMLParser()
    parser.resolvers.add(Widener())
    own = Path(__file__).with_name(f"{name}.xsd")
    if own.exists():
        text, beside = own.read_bytes(), _folder("nfe_evento_generico/schemas/v1_0")
        return etree.XMLSchema(etree.fromstring(text, parser, base_url=str(beside / own.name)))
    return etree.XMLSchema(etree.parse(_found(name), parser))


def _found(name: str) -> Path:
    places = (_folder(each) / f"{name}.xsd" for each in _FOLDERS)
    place = next((each for each in places if each.exists()), None)
    if place is None:
        raise KeyError(name)
    return place


@cache
def _folder(name: str) -> Path:
    """Where nfelib lies: it is not imported, since its bindings are slow to load."""
    found = find_spec("nfelib")
    if found is None or found.origin is None:
        msg = "nfelib is not installed: its schemas judge the documents"
        raise RuntimeError(msg)
    return Path(found.origin).parent / name


def complaint(root: etree._Element, name: str) -> tuple[str, str] | None:
    """Where ``root`` departs from the schema (``enviNFe/NFe/infNFe/ide``) and how, or None."""
    judge = schema(name)
    if judge.validate(root):
        return None
    errors: Any = judge.error_log  # lxml-stubs know nothing of it
    first = errors[0]
    places: Any = root.xpath(first.path or ".")
    return _path_of(places[0] if places else root), _NAMESPACE.sub("", first.message)


def _path_of(element: etree._Element) -> str:
    names = [local_name(each) for each in (element, *element.iterancestors())]
    return "/".join(reversed(names))
