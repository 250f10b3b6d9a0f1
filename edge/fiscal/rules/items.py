"""Rules about what an item is: product codes, CFOP, values, and the older federal contributions."""

from __future__ import annotations

import re

from edge.fiscal import gtin
from edge.fiscal.note import Line, Note
from edge.fiscal.sale import NO_GTIN
from edge.fiscal.taxes.pis_cofins import BY_RATE, BY_UNIT, NOT_TAXED, OTHER, is_by_unit
from edge.fiscal.till_fields import refusal
from edge.money import CENT

_CONTRIBUTIONS = BY_RATE | NOT_TAXED | OTHER | {BY_UNIT}
_NCM = re.compile(r"[0-9]{8}")
_NO_GOODS = "00"
_MEI = 4
_MEI_CFOP = "5102"


def r611(line: Line, note: Note) -> None:  # noqa: ARG001 - one form for all rules
    """The GTIN closes, or it is said that there is none."""
    code = line.item.gtin
    if code != NO_GTIN and not gtin.is_valid(code):
        raise refusal("611", line.field("gtin"), value=code)


def r777(line: Line, note: Note) -> None:  # noqa: ARG001
    """The NCM is complete: eight digits, or ``00`` for a service."""
    ncm = line.item.ncm
    if not _NCM.fullmatch(ncm) and not (ncm == _NO_GOODS and line.issqn):
        raise refusal("777", line.field("ncm"), value=ncm)


def r1002(line: Line, note: Note) -> None:  # noqa: ARG001
    """Goods bear ICMS, a service ISSQN: one of them."""
    tax = line.item.tax
    if (tax.icms is None) == (tax.issqn is None):
        raise refusal("1002", line.field("tax"))


def r725(line: Line, note: Note) -> None:
    """The CFOP is one of an NFC-e."""
    table, cfop = note.law.cfop, line.item.cfop
    if cfop not in table.known and not (note.law.other_icms and cfop in table.other):
        raise refusal("725", line.field("cfop"), value=cfop)


def r374(line: Line, note: Note) -> None:
    """The CFOP of services goes with ISSQN, and with nothing else."""
    if (line.item.cfop in note.law.cfop.service) != (line.issqn is not None):
        raise refusal("374", line.field("cfop"), value=line.item.cfop)


def r337(line: Line, note: Note) -> None:
    """An individual entrepreneur (MEI) sells what it bought, nothing else."""
    if note.issuer.CRT == _MEI and line.item.cfop != _MEI_CFOP:
        raise refusal("337", line.field("cfop"), value=line.item.cfop)


def r378(line: Line, note: Note) -> None:
    """Some UFs want the counters of the pump that a fuel came from."""
    fuel = line.item.fuel
    if note.law.pump_required and fuel and fuel.pump is None:
        raise refusal("378", line.field("fuel.pump"), UF=note.issuer.address.UF)


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
    """A CST that taxes by rate has both rates, one that taxes by unit both values."""
    tax = line.pis_cofins
    if tax is None:
        return
    if tax.CST in BY_RATE:
        name, both = "p", (tax.pPIS, tax.pCOFINS)
    elif is_by_unit(tax):
        name, both = "v", (tax.vAliqPIS, tax.vAliqCOFINS)
    else:
        return
    if None in both:
        missing = "pis" if both[0] is None else "cofins"
        raise refusal("no_rate", line.field(f"tax.{missing}.{name}"), value=tax.CST)
