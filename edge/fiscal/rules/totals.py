"""Rules about the totals: sums first, then how large a note may be."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from edge.fiscal.note import Line, Note, Totals
from edge.fiscal.till_fields import refusal
from edge.money import ZERO

_SUMS: Final[tuple[tuple[str, Callable[[Line], Decimal], Callable[[Totals], Decimal]], ...]] = (
    ("531", lambda line: line.icms.vBC, lambda totals: totals.vBC),
    ("532", lambda line: line.icms.vICMS, lambda totals: totals.vICMS),
    ("535", lambda line: line.vFrete, lambda totals: totals.vFrete),
    ("536", lambda line: line.vSeg, lambda totals: totals.vSeg),
    ("537", lambda line: line.vDesc, lambda totals: totals.vDesc),
    ("564", lambda line: _goods(line, line.vProd), lambda totals: totals.vProd),
    ("602", lambda line: _goods(line, _federal(line)[0]), lambda totals: totals.vPIS),
    ("603", lambda line: _goods(line, _federal(line)[1]), lambda totals: totals.vCOFINS),
    ("604", lambda line: line.vOutro, lambda totals: totals.vOutro),
    ("685", lambda line: line.vTotTrib or ZERO, lambda totals: totals.vTotTrib or ZERO),
    ("795", lambda line: line.icms.vICMSDeson, lambda totals: totals.vICMSDeson),
    ("861", lambda line: line.icms.vFCP, lambda totals: totals.vFCP),
)


def _goods(line: Line, amount: Decimal) -> Decimal:
    """Services are summed apart, in ``ISSQNtot``."""
    return ZERO if line.issqn else amount


def _federal(line: Line) -> tuple[Decimal, Decimal]:
    amounts = line.pis_cofins_amounts
    return (amounts.vPIS, amounts.vCOFINS) if amounts else (ZERO, ZERO)


def sums(note: Note) -> None:
    """Each total is the sum of its items."""
    for number, of_line, of_note in _SUMS:
        total = sum(map(of_line, note.lines), ZERO)
        if of_note(note.totals) != total:
            raise refusal(number, "totals", value=str(of_note(note.totals)), sum=str(total))


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
