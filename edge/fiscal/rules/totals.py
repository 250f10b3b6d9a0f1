"""Rules about the totals: sums first, then how large a note may be."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from edge.fiscal.note import Line, Note
from edge.fiscal.till_fields import refusal
from edge.money import ZERO

#: The totals and their rejections, in the order of ``_amounts``.
_SUMS: Final = (
    ("531", "vBC"),
    ("532", "vICMS"),
    ("535", "vFrete"),
    ("536", "vSeg"),
    ("537", "vDesc"),
    ("564", "vProd"),
    ("602", "vPIS"),
    ("603", "vCOFINS"),
    ("604", "vOutro"),
    ("685", "vTotTrib"),
    ("795", "vICMSDeson"),
    ("861", "vFCP"),
)


def _amounts(line: Line) -> tuple[Decimal, ...]:
    """What an item adds to each total; services are summed apart, in ``ISSQNtot``."""
    state, federal = line.icms, line.pis_cofins_amounts
    vProd, vPIS, vCOFINS = line.vProd, ZERO, ZERO
    if line.issqn:
        vProd = ZERO
    elif federal:
        vPIS, vCOFINS = federal.vPIS, federal.vCOFINS
    return (
        *(state.vBC, state.vICMS, line.vFrete, line.vSeg, line.vDesc, vProd, vPIS, vCOFINS),
        *(line.vOutro, line.vTotTrib or ZERO, state.vICMSDeson, state.vFCP),
    )


def sums(note: Note) -> None:
    """Each total is the sum of its items."""
    columns = zip(*map(_amounts, note.lines), strict=True)
    for (number, name), column in zip(_SUMS, columns, strict=True):
        total, given = sum(column, ZERO), getattr(note.totals, name) or ZERO
        if given != total:
            raise refusal(number, "totals", value=str(given), sum=str(total))


def r610(note: Note) -> None:
    """The note's total is what the items are worth, less discounts, with what is added."""
    totals = note.totals
    worth = totals.vProd + (totals.issqn.vServ if totals.issqn else ZERO)
    worth += totals.vFrete + totals.vSeg + totals.vOutro
    if totals.vNF != worth - totals.vDesc - totals.vDeducted:
        raise refusal("610", "totals", value=str(totals.vNF))


def r592(note: Note) -> None:
    """A note of services alone is the municipality's (NFS-e)."""
    if note.totals.issqn and all(line.issqn for line in note.lines):
        raise refusal("592", "items")


def r750(note: Note) -> None:
    """Above a limit the buyer is identified."""
    limit = note.law.identify_above
    if note.sale.customer is None and note.totals.vNF > limit:
        raise refusal("750", "customer", value=str(note.totals.vNF), limit=str(limit))


def r751(note: Note) -> None:
    """Above a limit some UFs want the buyer's name."""
    customer, limit = note.sale.customer, note.law.name_above
    if limit is not None and note.totals.vNF > limit and not (customer and customer.name):
        raise refusal("751", "customer.name", value=str(note.totals.vNF), limit=str(limit))


def r752(note: Note) -> None:
    """Above a limit some UFs want the buyer's address."""
    customer, limit = note.sale.customer, note.law.address_above
    if limit is not None and note.totals.vNF > limit and not (customer and customer.address):
        raise refusal("752", "customer.address", value=str(note.totals.vNF), limit=str(limit))


def r780(note: Note) -> None:
    """Above a higher limit an NFC-e is not the right document."""
    limit = note.law.most
    if note.totals.vNF > limit:
        raise refusal("780", "items", value=str(note.totals.vNF), limit=str(limit))
