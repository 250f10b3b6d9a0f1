"""The printed form of an NFC-e (DANFE NFC-e), by the divisions of its manual.

Manual de Especificações Técnicas do DANFE NFC-e e QR Code, version 6.0 (March 2025). With the QR
code in the middle the order is I, II, III, IV, VI, VII, VIII, V, IX. Only what stands in the XML
may be printed, with the protocol and SEFAZ's messages.
"""

from __future__ import annotations

from enum import StrEnum

from edge.errors import Conflict
from edge.fiscal.reading import DocumentView
from edge.printing import divisions
from edge.printing.divisions import Layout
from hw_drivers.printers.ticket import Align, Cut, Element, OpenDrawer, Qr, Text, Ticket

_OFFLINE = 9


class Copy(StrEnum):
    """Whose copy it is (*via*); an offline document is printed for both."""

    CONSUMER = "consumer"
    STORE = "store"


_LABELS = {Copy.CONSUMER: "Via do Consumidor", Copy.STORE: "Via do Estabelecimento"}


def danfe_ticket(
    view: DocumentView,
    *,
    columns: int,
    small_columns: int,
    copy: Copy,
    second_copy: bool = False,
    open_drawer: bool = False,
) -> Ticket:
    """The ticket of ``view`` for paper of ``columns`` (font A) and ``small_columns`` (font B).

    ``second_copy`` marks it *2ª VIA*. Raises ``Conflict("printing.not_authorized")`` for a document
    that is neither authorised nor issued offline: nothing of it may be printed.
    """
    pending = view.protocol is None
    if pending and view.tpEmis != _OFFLINE:
        raise Conflict("printing.not_authorized", access_key=view.access_key)
    layout = Layout(columns=columns, small_columns=small_columns)
    notice = divisions.contingency(layout) if pending else []
    label = _LABELS[copy] + (" - 2ª via" if second_copy else "")
    elements: list[Element] = [
        *([OpenDrawer()] if open_drawer else []),
        *([_SECOND_COPY] if second_copy else []),
        *divisions.issuer(view.issuer, layout),
        *divisions.title(layout),
        *notice,
        *divisions.items(view.items, layout),
        *divisions.totals(view, layout),
        *divisions.consultation(view, layout),
        *divisions.customer(view.customer, layout),
        *divisions.identification(view, label, layout),
        *notice,
        *divisions.messages(view, layout),
        Qr(data=view.qrCode),
        *divisions.remarks(view, layout),
        Cut(),
    ]
    return Ticket(elements=tuple(elements))


_SECOND_COPY = Text(text="2ª VIA", align=Align.CENTER, bold=True, wide=True, tall=True)
