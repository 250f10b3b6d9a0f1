"""A request to void numbers (*inutilização*) as the judge reads it."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from sim.sefaz.markup import DSIG, NFE, parse
from sim.sefaz.note import Fields, signers_certificate


@dataclass(frozen=True, kw_only=True, slots=True)
class VoidRequest:
    """One ``inutNFe``. ``xml`` is what was received, byte for byte."""

    xml: bytes
    tree: etree._Element
    signed_id: str
    fields: Fields
    signature: Fields

    @classmethod
    def read(cls, xml: bytes) -> VoidRequest:
        """``xml`` is an ``inutNFe`` element that has passed the schema."""
        tree = parse(xml)
        body = tree.find(f"{{{NFE}}}infInut")
        if body is None:
            msg = "no infInut"
            raise ValueError(msg)
        return cls(
            xml=xml,
            tree=tree,
            signed_id=body.get("Id", ""),
            fields=Fields(body),
            signature=Fields(tree.find(f"{{{DSIG}}}Signature")),
        )

    def text(self, name: str) -> str:
        return self.fields.text(name)

    @property
    def first(self) -> int:
        return int(self.text("nNFIni"))

    @property
    def last(self) -> int:
        return int(self.text("nNFFin"))

    @property
    def author(self) -> str:
        return self.text("CNPJ")

    @property
    def certificate(self) -> bytes:
        return signers_certificate(self.signature)
