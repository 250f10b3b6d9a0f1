"""The official XML schema (package PL_010f), which stands inside the installed ``nfelib``.

Only its XSD files are used; the library itself is never imported, it would take 24 MB.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from lxml import etree

from edge.errors import BadInput, ConfigProblem
from edge.fiscal.parsing import parse
from edge.fiscal.till_fields import field_of, refusal

_INSIDE = Path("nfe/schemas/v4_0/nfe_v4.00.xsd")


def schema_file() -> Path:
    """Where the schema is; raises ``ConfigProblem("fiscal.no_schema")``."""
    return nfelib_file(_INSIDE)


def nfelib_file(inside: Path) -> Path:
    """A file of the installed ``nfelib``; raises ``ConfigProblem("fiscal.no_schema")``."""
    spec = find_spec("nfelib")
    for place in (spec and spec.submodule_search_locations) or ():
        if (found := Path(place) / inside).is_file():
            return found
    raise ConfigProblem("fiscal.no_schema", file=str(inside))


@cache
def compiled() -> etree.XMLSchema:
    """The schema, compiled once: about 10 ms and 2 MB, worth spending before the first sale."""
    return etree.XMLSchema(etree.parse(schema_file()))


def check(nfe: bytes) -> None:
    """Validate a signed ``NFe``; raises ``fiscal.schema`` naming the first field that is wrong."""
    try:
        root = parse(nfe)
    except BadInput as error:
        raise BadInput("fiscal.schema", field="", **error.params) from None
    schema = compiled()
    if schema.validate(root):
        return
    log: Any = schema.error_log
    places: Any = root.xpath(log[0].path)
    raise refusal("schema", field_of(places[0]), why=log[0].message)
