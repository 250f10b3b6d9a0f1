"""Rules about what an item is: product codes, CFOP, values, and the older federal contributions."""

from __future__ import annotations

import re

from edge.fiscal import gtin
from edge.fiscal.note import Line, Note
from edge.fiscal.sale import NO_GTIN
from edge.fiscal.taxes.pis_cofins import BY_RATE, NOT_TAXED, OTHER
from edge.fiscal.till_fields import refusal
from edge.money import CENT

_CONTRIBUTIONS = BY_RATE | NOT_TAXED | OTHER
_NCM = re.compile(r"[0-9]{8}")


def r611(line: Line, note: Note) -> None:  # noqa: ARG001 - one form for all rules
    """The GTIN closes, or it is said that there is none."""
    code = line.item.gtin
    if code != NO_GTIN and not gtin.is_valid(code):
        raise refusal("611", line.field("gtin"), value=code)


def r777(line: Line, note: Note) -> None:  # noqa: ARG001
    """The NCM is complete: eight digits."""
    if not _NCM.fullmatch(line.item.ncm):
        raise refusal("777", line.field("ncm"), value=line.item.ncm)


def r725(line: Line, note: Note) -> None:
    """The CFOP is one of a sale over the counter."""
    if line.item.cfop not in note.law.cfop.known:
        raise refusal("725", line.field("cfop"), value=line.item.cfop)


def r374(line: Line, note: Note) -> None:
    """The CFOP of services goes with ISSQN, which a till does not sell."""
    if line.item.cfop in note.law.cfop.service:
        raise refusal("374", line.field("cfop"), value=line.item.cfop)


def r629(line: Line, note: Note) -> None:  # noqa: ARG001
    """The value is quantity times price, to the centavo."""
    product = line.item.quantity * line.item.unit_price
    if abs(line.vProd - product) > CENT:
        raise refusal("629", line.field("quantity"), value=str(line.vProd))


def pis_cofins(line: Line, note: Note) -> None:  # noqa: ARG001
    """PIS and COFINS, where they are given, have a CST that this box knows."""
    tax = line.pis_cofins
    if tax and tax.CST not in _CONTRIBUTIONS:
        raise refusal("pis_cofins", line.field("tax.pis.cst"), value=tax.CST)


def pis_cofins_rate(line: Line, note: Note) -> None:  # noqa: ARG001
    """A CST that taxes by rate has both rates."""
    tax = line.pis_cofins
    if tax and tax.CST in BY_RATE and (tax.pPIS is None or tax.pCOFINS is None):
        missing = "pis.p" if tax.pPIS is None else "cofins.p"
        raise refusal("no_rate", line.field(f"tax.{missing}"), value=tax.CST)
