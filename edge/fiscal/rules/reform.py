"""Rules about IBS and CBS (NT 2025.002, group UB)."""

from __future__ import annotations

from edge.fiscal.note import Line, Note
from edge.fiscal.taxes.ibs_cbs import FULL, REDUCED, UNTAXED
from edge.fiscal.till_fields import refusal

_KNOWN = UNTAXED | {FULL, REDUCED}


def r1020(line: Line, note: Note) -> None:  # noqa: ARG001 - one form for all rules
    """The CST is one that this box knows how to write."""
    tax = line.ibs_cbs
    if tax and tax.CST not in _KNOWN:
        raise refusal("1020", line.field("tax.ibscbs.cst"), value=tax.CST)


def r1024(line: Line, note: Note) -> None:  # noqa: ARG001
    """The classification belongs to the CST: it begins with it."""
    tax = line.ibs_cbs
    if tax and not tax.cClassTrib.startswith(tax.CST):
        raise refusal(
            "1024", line.field("tax.ibscbs.cClassTrib"), value=tax.cClassTrib, CST=tax.CST
        )


def ibs_cbs_reduction(line: Line, note: Note) -> None:  # noqa: ARG001
    """A CST of reduced rates says by how much, or its classification is in the table."""
    tax = line.ibs_cbs
    if tax and tax.CST == REDUCED and not (tax.state.reduction or tax.federal.reduction):
        raise refusal("ibs_cbs_reduction", line.field("tax.ibscbs.pRedIBS"), value=tax.cClassTrib)
