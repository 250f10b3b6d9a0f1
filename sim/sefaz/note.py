"""The document as the judge reads it: its fields by path, from the exact bytes that came."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from lxml import etree

from sim.sefaz.markup import DSIG, NFE, parse

ZERO = Decimal(0)


class Fields:
    """The texts under an element, by path (``ide/tpNF``); of repeated elements, the first.

    A group is there under its own path with an empty text, so that ``"cobr" in fields`` asks
    whether it came at all.
    """

    __slots__ = ("_texts",)

    def __init__(
        self, element: etree._Element | None, *, skip: frozenset[str] = frozenset()
    ) -> None:
        self._texts: dict[str, str] = {}
        if element is not None:
            self._collect(element, "", skip)

    def _collect(self, element: etree._Element, prefix: str, skip: frozenset[str]) -> None:
        for child in element:
            path = prefix + local_name(child)
            if path in skip:
                continue
            self._texts.setdefault(path, child.text or "")
            if len(child):
                self._collect(child, f"{path}/", skip)

    def __contains__(self, path: str) -> bool:
        return path in self._texts

    def text(self, path: str) -> str:
        """Empty when it did not come."""
        return self._texts.get(path, "")

    def money(self, path: str) -> Decimal:
        """Zero when it did not come."""
        return Decimal(self._texts.get(path) or ZERO)


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One ``det``. ``icms``, ``pis`` and ``cofins``: the group that came (``ICMS00``), or empty."""

    nItem: str
    fields: Fields
    icms: str
    pis: str
    cofins: str

    def text(self, path: str) -> str:
        return self.fields.text(path)

    def money(self, path: str) -> Decimal:
        return self.fields.money(path)

    def icms_text(self, name: str) -> str:
        return self.fields.text(f"imposto/ICMS/{self.icms}/{name}")

    def icms_money(self, name: str) -> Decimal:
        return self.fields.money(f"imposto/ICMS/{self.icms}/{name}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Note:
    """An NFC-e. ``xml`` is what was received, byte for byte."""

    _REPEATED: ClassVar[frozenset[str]] = frozenset({"det", "pag/detPag"})

    xml: bytes
    tree: etree._Element
    key: str
    fields: Fields
    items: tuple[Item, ...]
    payments: tuple[Fields, ...]
    supplement: Fields
    signature: Fields

    @classmethod
    def read(cls, xml: bytes) -> Note:
        """``xml`` is an ``NFe`` element that has passed the schema."""
        tree = parse(xml)
        body = tree.find(f"{{{NFE}}}infNFe")
        if body is None:
            msg = "no infNFe"
            raise ValueError(msg)
        return cls(
            xml=xml,
            tree=tree,
            key=body.get("Id", "").removeprefix("NFe"),
            fields=Fields(body, skip=cls._REPEATED),
            items=tuple(_item(det) for det in body.findall(f"{{{NFE}}}det")),
            payments=tuple(Fields(each) for each in body.findall(f"{{{NFE}}}pag/{{{NFE}}}detPag")),
            supplement=Fields(tree.find(f"{{{NFE}}}infNFeSupl")),
            signature=Fields(tree.find(f"{{{DSIG}}}Signature")),
        )

    def text(self, path: str) -> str:
        return self.fields.text(path)

    def total(self, name: str) -> Decimal:
        """Of ``ICMSTot``."""
        return self.fields.money(f"total/ICMSTot/{name}")

    @property
    def dhEmi(self) -> datetime:
        return datetime.fromisoformat(self.text("ide/dhEmi"))

    @property
    def signed_id(self) -> str:
        return f"NFe{self.key}"

    @property
    def author(self) -> str:
        return self.text("emit/CNPJ")

    @property
    def digest(self) -> str:
        """The ``DigestValue``, base64."""
        return self.signature.text("SignedInfo/Reference/DigestValue")

    @property
    def certificate(self) -> bytes:
        """The signer's certificate, DER."""
        return signers_certificate(self.signature)


def signers_certificate(signature: Fields) -> bytes:
    """DER; ``signature`` has the fields of a ``Signature``."""
    return base64.b64decode(signature.text("KeyInfo/X509Data/X509Certificate"))


def local_name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _item(det: etree._Element) -> Item:
    return Item(
        nItem=det.get("nItem", ""),
        fields=Fields(det),
        icms=_group(det, "ICMS"),
        pis=_group(det, "PIS"),
        cofins=_group(det, "COFINS"),
    )


def _group(det: etree._Element, tax: str) -> str:
    found = det.find(f"{{{NFE}}}imposto/{{{NFE}}}{tax}/*")
    return "" if found is None else local_name(found)
