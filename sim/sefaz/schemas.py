"""The official schemas (PL_010f, as nfelib carries them), compiled once."""

from __future__ import annotations

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from lxml import etree

from sim.sefaz.note import local_name

_NAMESPACE = re.compile(r"\{[^}]*\}")


@cache
def schema(name: str) -> etree.XMLSchema:
    """By file name without its ending: ``enviNFe_v4.00``."""
    return etree.XMLSchema(etree.parse(_folder() / f"{name}.xsd"))


@cache
def _folder() -> Path:
    """Where nfelib lies: it is not imported, since its bindings are slow to load."""
    found = find_spec("nfelib")
    if found is None or found.origin is None:
        msg = "nfelib is not installed: its schemas judge the documents"
        raise RuntimeError(msg)
    return Path(found.origin).parent / "nfe" / "schemas" / "v4_0"


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
