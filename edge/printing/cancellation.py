"""The slip that says that a document is cancelled. No law asks for it; the drawer's owner does."""

from __future__ import annotations

from datetime import datetime

from edge.fiscal.reading import DocumentView
from edge.journal.rows import EventRow
from edge.printing import divisions, notation
from edge.printing.columns import centred, loud, pair
from edge.printing.divisions import Layout
from hw_drivers.printers.ticket import Cut, Element, Feed, Rule, Ticket

#: What a print job calls it, beside the copies of a document.
CANCELLATION = "cancellation"


def cancellation_ticket(
    view: DocumentView, event: EventRow | None, *, columns: int, small_columns: int
) -> Ticket:
    """``event`` is the request that SEFAZ registered; None when it was not ours."""
    layout = Layout(columns=columns, small_columns=small_columns)
    elements: list[Element] = [
        *divisions.issuer(view.issuer, layout),
        *loud("NFC-e CANCELADA", columns),
        *pair(f"NFC-e nº {view.nNF:09}", f"Série {view.serie:03}", columns),
        *pair("Emissão", notation.moment(view.dhEmi), columns),
        *pair("Valor total R$", notation.money(view.vNF), columns, bold=True),
        *centred(view.access_key, small_columns, small=True),
        Rule(),
    ]
    if event is not None:
        elements += _registration(event, layout)
    elements += [*divisions.messages(view, layout), Feed(lines=3)]
    elements += [*centred("_" * (columns * 2 // 3), columns)]
    elements += [*centred("Assinatura do cliente", columns), Cut()]
    return Ticket(elements=tuple(elements))


def _registration(event: EventRow, layout: Layout) -> list[Element]:
    lines = centred(event.xJust, layout.columns)
    if event.nProt is not None:
        lines += centred(f"Protocolo de Cancelamento: {event.nProt}", layout.columns)
    if event.dhRegistro is not None:
        when = notation.moment(datetime.fromisoformat(event.dhRegistro))
        lines += centred(f"Data de Cancelamento {when}", layout.columns)
    return [*lines, Rule()]
