"""An event as the judge reads it, from the exact bytes that came."""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from sim.sefaz.markup import DSIG, NFE, parse
from sim.sefaz.note import Fields, signers_certificate

CORRECTION = "110110"
CANCELLATION = "110111"
SUBSTITUTION = "110112"

_EVENT = re.compile(rb"<evento[\s>].*?</evento\s*>", re.DOTALL)
_NAMESPACE = re.compile(rb"<evento[^>]*\sxmlns\s*=")


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """One ``evento``. ``xml`` is what was received, byte for byte.

    ``details`` are the fields of ``detEvento``, ``detail`` is the element by itself.
    """

    xml: bytes
    tree: etree._Element
    signed_id: str
    fields: Fields
    details: Fields
    detail: etree._Element
    signature: Fields

    @classmethod
    def read(cls, xml: bytes) -> Event:
        """``xml`` is an ``evento`` element that has passed the schema of events in general."""
        tree = parse(xml)
        body = tree.find(f"{{{NFE}}}infEvento")
        detail = tree.find(f"{{{NFE}}}infEvento/{{{NFE}}}detEvento")
        if body is None or detail is None:
            msg = "no infEvento"
            raise ValueError(msg)
        return cls(
            xml=xml,
            tree=tree,
            signed_id=body.get("Id", ""),
            fields=Fields(body, skip=frozenset({"detEvento"})),
            details=Fields(detail),
            detail=deepcopy(detail),
            signature=Fields(tree.find(f"{{{DSIG}}}Signature")),
        )

    def text(self, name: str) -> str:
        return self.fields.text(name)

    @property
    def key(self) -> str:
        return self.text("chNFe")

    @property
    def substitute(self) -> str:
        """The access key of the document that stays, where the event names one."""
        return self.details.text("chNFeRef")

    @property
    def kind(self) -> str:
        return self.text("tpEvento")

    @property
    def author(self) -> str:
        return self.text("CNPJ") or self.text("CPF")

    @property
    def dhEvento(self) -> datetime:
        return datetime.fromisoformat(self.text("dhEvento"))

    @property
    def certificate(self) -> bytes:
        return signers_certificate(self.signature)


def events_in(batch: bytes) -> list[Event]:
    """The events of an ``envEvento``, their bytes untouched.

    One that takes its namespace from the batch is given it back: it has to stand by itself.
    """
    return [Event.read(_by_itself(each[0])) for each in _EVENT.finditer(batch)]


def _by_itself(event: bytes) -> bytes:
    if _NAMESPACE.match(event):
        return event
    return event.replace(b"<evento", f'<evento xmlns="{NFE}"'.encode(), 1)
