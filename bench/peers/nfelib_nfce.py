"""nfelib with erpbrasil.assinatura, used as their makers show it, but with the serializer kept.

nfelib takes every amount ready made: it knows the layout, not the law.
"""

from __future__ import annotations

import enum
import typing
from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from typing import Any

from erpbrasil.assinatura.assinatura import Assinatura
from erpbrasil.assinatura.certificado import Certificado
from lxml import etree
from nfelib.nfe.bindings.v4_0.nfe_v4_00 import Nfe
from xsdata.formats.dataclass.serializers import XmlSerializer
from xsdata.formats.dataclass.serializers.config import SerializerConfig

from bench.peers import given
from bench.peers.sqlite_insert import Inserter
from bench.stage import Work, simple

NAMESPACES = {None: "http://www.portalfiscal.inf.br/nfe"}
#: A binding and its arguments, which may be recipes themselves.
Recipe = tuple[Callable[..., Any], dict[str, Any]]


def recipe(kind: type, tree: dict[str, Any]) -> Recipe:
    """How to make ``tree`` out of bindings, looked up once: what remains is calling them."""
    hints = typing.get_type_hints(kind)
    return kind, {name: _argument(hints[name], value) for name, value in tree.items()}


def _argument(hint: Any, value: Any) -> Any:
    wanted = next((each for each in typing.get_args(hint) if each is not type(None)), hint)
    match value:
        case list():
            return [recipe(wanted, each) for each in value]
        case dict():
            return recipe(wanted, value)
        case _ if isinstance(wanted, type) and issubclass(wanted, enum.Enum):
            return wanted(value)
    return value


def make(recipe: Recipe) -> Any:
    kind, arguments = recipe
    return kind(**{name: _made(value) for name, value in arguments.items()})


def _made(value: Any) -> Any:
    if isinstance(value, tuple):
        return make(value)
    if isinstance(value, list):
        return [make(each) for each in value]
    return value


def _renderer() -> Callable[[Any], str]:
    serializer = XmlSerializer(config=SerializerConfig(xml_declaration=False))
    return lambda note: serializer.render(note, ns_map=NAMESPACES)


def _recipes(folder: Path, name: str) -> Any:
    return cycle([recipe(Nfe, each) for each in given.documents(folder, name)])


def build(folder: Path, name: str = "10-crt3") -> Work:
    recipes, render = _recipes(folder, name), _renderer()
    return lambda: render(make(next(recipes)))


def to_xml(folder: Path) -> Work:
    """nfelib's own method: it makes a serializer for every document."""
    recipes = _recipes(folder, "10-crt3")
    return lambda: make(next(recipes)).to_xml(indent="")


def validate(folder: Path) -> Work:
    """nfelib's own method: it compiles the schema for every document."""
    notes = given.signed(folder, "10-crt3")
    return lambda: _valid(Nfe.schema_validation(next(notes)))


def validate_compiled(folder: Path) -> Work:
    """lxml with nfelib's schema, compiled once."""
    notes = given.signed(folder, "10-crt3")
    schema = etree.XMLSchema(etree.parse(Nfe._get_schema_path()))  # noqa: SLF001 - theirs
    return lambda: schema.assertValid(etree.fromstring(next(notes).encode()))


def _valid(complaints: list[str]) -> None:
    if complaints:
        raise ValueError(complaints)


def sign(folder: Path) -> Work:
    """erpbrasil.assinatura on a parsed document, its certificate loaded."""
    notes, signer = _unsigned(folder), _signer(folder)
    return lambda: signer(next(notes))


def _unsigned(folder: Path) -> Any:
    render = _renderer()
    return cycle([render(make(recipe(Nfe, t))) for t in given.documents(folder, "10-crt3")])


def _signer(folder: Path) -> Callable[[str], str]:
    signature = Assinatura(Certificado(*given.certificate(folder)))

    def sign(text: str) -> str:
        root = etree.fromstring(text.encode())
        signed: str = signature.assina_xml2(root, root[0].get("Id"))
        return signed

    return sign


def document_path(folder: Path) -> Work:
    recipes, render, sign = _recipes(folder, "10-crt3"), _renderer(), _signer(folder)
    inserter = Inserter(folder / "nfelib.db")

    def issue() -> str:
        finished = sign(render(make(next(recipes))))
        inserter.insert(finished.encode())
        return finished

    return issue


SUBJECTS = {
    "nfelib build": simple(build),
    "nfelib to_xml": simple(to_xml),
    "nfelib validate": simple(validate),
    "lxml validate": simple(validate_compiled),
    "erpbrasil sign": simple(sign),
    "nfelib path": simple(document_path),
}
