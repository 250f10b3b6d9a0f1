"""How a ticket travels to the process that draws it: JSON, each element under its name."""

from __future__ import annotations

import msgspec

from edge.printing.paper import Paper
from hw_drivers.printers.ticket import Cut, Element, Feed, OpenDrawer, Qr, Rule, Text, Ticket

_ELEMENTS: dict[str, type[Element]] = {
    kind.__name__: kind for kind in (Text, Rule, Qr, Feed, Cut, OpenDrawer)
}


class _Envelope(msgspec.Struct, frozen=True):
    paper: Paper
    elements: list[dict[str, msgspec.Raw]]


def pack(ticket: Ticket, paper: Paper) -> bytes:
    elements = [{type(element).__name__: element} for element in ticket.elements]
    return msgspec.json.encode({"paper": paper, "elements": elements})


def unpack(data: bytes) -> tuple[Ticket, Paper]:
    """Raises ``msgspec.DecodeError`` for anything that ``pack`` did not make."""
    envelope = msgspec.json.decode(data, type=_Envelope)
    elements: list[Element] = [
        msgspec.json.decode(raw, type=_ELEMENTS[name])
        for element in envelope.elements
        for name, raw in element.items()
    ]
    return Ticket(elements=tuple(elements)), envelope.paper
