"""Rules about ICMS: the code against the regime (CRT), the CFOP and the product."""

from __future__ import annotations

from edge.fiscal.note import Line, Note
from edge.fiscal.taxes.icms import EXEMPT, SIMPLES, TAXED, WITHHELD, is_csosn
from edge.fiscal.till_fields import refusal

_CST = TAXED | EXEMPT | WITHHELD
_CSOSN = SIMPLES | WITHHELD
_SIMPLES_REGIMES = frozenset({1, 4})
_MEI = 4
_MEI_CSOSN = frozenset({"102", "300"})
_MEI_CFOP = "5102"


def _field(line: Line) -> str:
    return line.field("tax.icms.csosn" if is_csosn(line.item.tax.icms.code) else "tax.icms.cst")


def r590(line: Line, note: Note) -> None:
    """Simples Nacional uses CSOSN, not CST."""
    code = line.item.tax.icms.code
    if note.issuer.CRT in _SIMPLES_REGIMES and not is_csosn(code):
        raise refusal("590", _field(line), value=code, CRT=note.issuer.CRT)


def r591(line: Line, note: Note) -> None:
    """The normal regime uses CST, not CSOSN. CRT 2 pays ICMS as the normal regime does."""
    code = line.item.tax.icms.code
    if note.issuer.CRT not in _SIMPLES_REGIMES and is_csosn(code):
        raise refusal("591", _field(line), value=code, CRT=note.issuer.CRT)


def r766(line: Line, note: Note) -> None:  # noqa: ARG001 - one form for all rules
    """The CST is one of a sale over the counter that this box knows."""
    code = line.item.tax.icms.code
    if not is_csosn(code) and code not in _CST:
        raise refusal("766", _field(line), value=code)


def r383(line: Line, note: Note) -> None:  # noqa: ARG001
    """The CSOSN is one of a sale over the counter that this box knows."""
    code = line.item.tax.icms.code
    if is_csosn(code) and code not in _CSOSN:
        raise refusal("383", _field(line), value=code)


def r382(line: Line, note: Note) -> None:
    """The CFOP goes with the CST."""
    if not is_csosn(line.item.tax.icms.code):
        _cfop(line, note, "382")


def r386(line: Line, note: Note) -> None:
    """The CFOP goes with the CSOSN."""
    if is_csosn(line.item.tax.icms.code):
        _cfop(line, note, "386")


def _cfop(line: Line, note: Note, number: str) -> None:
    code, cfop = line.item.tax.icms.code, line.item.cfop
    allowed = note.law.cfop.withheld if code in WITHHELD else note.law.cfop.taxed
    if cfop not in allowed:
        raise refusal(
            number, line.field("cfop"), value=cfop, code=code, allowed=", ".join(sorted(allowed))
        )


def r337(line: Line, note: Note) -> None:
    """An individual entrepreneur (MEI) sells what it bought, nothing else."""
    if note.issuer.CRT == _MEI and line.item.cfop != _MEI_CFOP:
        raise refusal("337", line.field("cfop"), value=line.item.cfop)


def r782(line: Line, note: Note) -> None:
    """An individual entrepreneur (MEI) uses CSOSN 102 or 300."""
    code = line.item.tax.icms.code
    if note.issuer.CRT == _MEI and code not in _MEI_CSOSN:
        raise refusal("782", _field(line), value=code)


def r806(line: Line, note: Note) -> None:  # noqa: ARG001
    """Goods whose tax was withheld before carry their CEST."""
    if line.item.tax.icms.code in WITHHELD and not line.item.cest:
        raise refusal("806", line.field("cest"), code=line.item.tax.icms.code)


def icms_rate(line: Line, note: Note) -> None:  # noqa: ARG001
    """A CST that taxes has its rate, and a reduced base says by how much."""
    tax = line.item.tax.icms
    if tax.code in TAXED and tax.pICMS is None:
        raise refusal("no_rate", line.field("tax.icms.pICMS"), value=tax.code)
    if tax.code == "20" and tax.pRedBC is None:
        raise refusal("no_rate", line.field("tax.icms.pRedBC"), value=tax.code)
