"""The form of a message, checked before what it says is read (MOC 4.1, groups B and D)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from sim.sefaz.markup import DSIG, NFE, Malformed, parse
from sim.sefaz.schemas import complaint
from sim.sefaz.verdict import Verdict, rejected

_LIMIT = 500 * 1024
_BETWEEN_TAGS = re.compile(rb">[ \t\r\n]+<")
_PREFIXED = re.compile(rb"<([\w.-]+):")
_DECLARED = re.compile(rb"""<[^<>]*?\sxmlns(?::[\w.-]+)?\s*=\s*["']([^"']*)""")
_OURS = {NFE, DSIG}


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """What a service expects. ``no_root`` and ``no_version``: its numbers for these two faults."""

    root: str
    schema: str
    version: str = "4.00"
    no_root: int = 516
    no_version: int = 517


def read_message(payload: bytes, form: Form) -> etree._Element | Verdict:
    """The root of a message of the right form, or why it is not."""
    if len(payload) > _LIMIT:
        return rejected(214, "Tamanho da mensagem excedeu o limite estabelecido")
    try:
        payload.decode("utf-8")
    except UnicodeDecodeError:
        return rejected(402, "XML da área de dados com codificação diferente de UTF-8")
    if payload.strip() != payload or _BETWEEN_TAGS.search(payload):
        return rejected(
            588,
            "Não é permitida a presença de caracteres de edição no início/fim da mensagem ou"
            " entre as tags da mensagem",
        )
    try:
        root = parse(payload)
    except Malformed as error:
        return rejected(243, "XML Mal Formado", f"({error})")
    return _fault_of_root(root, form) or _fault_of_content(payload, root, form) or root


def _fault_of_root(root: etree._Element, form: Form) -> Verdict | None:
    if root.tag != f"{{{NFE}}}{form.root}":
        return rejected(
            form.no_root, "Falha no schema XML - inexiste a tag raiz esperada", f"({form.root})"
        )
    version = root.get("versao")
    if version is None:
        return rejected(
            form.no_version, "Falha no schema XML - inexiste atributo versao na tag raiz"
        )
    if version != form.version:
        return rejected(239, "Versão do arquivo XML não suportada", f"({version})")
    return None


def _fault_of_content(payload: bytes, root: etree._Element, form: Form) -> Verdict | None:
    prefixed = _PREFIXED.search(payload)
    if prefixed is not None:
        return rejected(404, "Uso de prefixo de namespace não permitido", f"({_text(prefixed)})")
    foreign = next((each for each in _DECLARED.finditer(payload) if _text(each) not in _OURS), None)
    if foreign is not None:
        return rejected(587, "Usar somente o namespace padrão da NF-e", f"({_text(foreign)})")
    found = complaint(root, form.schema)
    if found is None:
        return None
    place, how = found
    if "/NFe" in place:
        return rejected(225, "Falha no Schema XML da NFe", f"(Elemento: {place}) {how}")
    return rejected(215, "Falha no schema XML", f"(Elemento: {place}) {how}")


def _text(match: re.Match[bytes]) -> str:
    return match[1].decode("utf-8", "replace")
