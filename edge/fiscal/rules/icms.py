"""Rules about ICMS: the code against the regime (CRT), the CFOP and the product."""

from __future__ import annotations

from edge.fiscal.note import Line, Note
from edge.fiscal.tax_profile import Icms
from edge.fiscal.taxes.icms import (
    EXEMPT,
    MONOPHASE,
    OTHER,
    SIMPLES,
    TAXED,
    WITH_FCP,
    WITHHELD,
    is_csosn,
)
from edge.fiscal.till_fields import refusal

_CST = TAXED | EXEMPT | {"60", MONOPHASE}
_CSOSN = SIMPLES | {"500"}
_SIMPLES_REGIMES = frozenset({1, 4})
_MEI = 4
_MEI_CSOSN = frozenset({"102", "300"})
#: Codes that go with the CFOP that only some UFs take (``CfopTable.other``).
_WITH_OTHER_CFOP = OTHER | {"40"}


def _field(tax: Icms, line: Line) -> str:
    return line.field("tax.icms.csosn" if is_csosn(tax.code) else "tax.icms.cst")


def r590(tax: Icms, line: Line, note: Note) -> None:
    """Simples Nacional uses CSOSN, not CST."""
    if note.issuer.CRT in _SIMPLES_REGIMES and not is_csosn(tax.code):
        raise refusal("590", _field(tax, line), value=tax.code, CRT=note.issuer.CRT)


def r591(tax: Icms, line: Line, note: Note) -> None:
    """The normal regime uses CST, not CSOSN. CRT 2 pays ICMS as the normal regime does."""
    if note.issuer.CRT not in _SIMPLES_REGIMES and is_csosn(tax.code):
        raise refusal("591", _field(tax, line), value=tax.code, CRT=note.issuer.CRT)


def r766(tax: Icms, line: Line, note: Note) -> None:
    """The CST is one of an NFC-e; 90 is left to the UFs."""
    if not is_csosn(tax.code) and tax.code not in _CST and not _left_to_the_uf(tax, note):
        raise refusal("766", _field(tax, line), value=tax.code)


def r383(tax: Icms, line: Line, note: Note) -> None:
    """The CSOSN is one of an NFC-e; 900 is left to the UFs."""
    if is_csosn(tax.code) and tax.code not in _CSOSN and not _left_to_the_uf(tax, note):
        raise refusal("383", _field(tax, line), value=tax.code)


def _left_to_the_uf(tax: Icms, note: Note) -> bool:
    return note.law.other_icms and tax.code in OTHER


def r382(tax: Icms, line: Line, note: Note) -> None:
    """The CFOP goes with the CST."""
    if not is_csosn(tax.code):
        _cfop(tax, line, note, "382")


def r386(tax: Icms, line: Line, note: Note) -> None:
    """The CFOP goes with the CSOSN."""
    if is_csosn(tax.code):
        _cfop(tax, line, note, "386")


def _cfop(tax: Icms, line: Line, note: Note, number: str) -> None:
    cfop, table = line.item.cfop, note.law.cfop
    if tax.code == MONOPHASE:
        allowed = table.taxed | table.withheld
    elif tax.code in WITHHELD:
        allowed = table.withheld
    else:
        allowed = table.taxed
    if cfop in allowed:
        return
    if note.law.other_icms and cfop in table.other and tax.code in _WITH_OTHER_CFOP:
        return
    listed = ", ".join(sorted(allowed))
    raise refusal(number, line.field("cfop"), value=cfop, code=tax.code, allowed=listed)


def r782(tax: Icms, line: Line, note: Note) -> None:
    """An individual entrepreneur (MEI) uses CSOSN 102 or 300."""
    if note.issuer.CRT == _MEI and tax.code not in _MEI_CSOSN:
        raise refusal("782", _field(tax, line), value=tax.code)


def r806(tax: Icms, line: Line, note: Note) -> None:  # noqa: ARG001 - one form for all rules
    """Goods whose tax was withheld before carry their CEST."""
    if tax.code in WITHHELD and not line.item.cest:
        raise refusal("806", line.field("cest"), code=tax.code)


def r880(tax: Icms, line: Line, note: Note) -> None:  # noqa: ARG001
    """The poverty fund's rate is not zero: what has none leaves it out."""
    if tax.code in WITH_FCP and tax.pFCP is not None and not tax.pFCP:
        raise refusal("880", line.field("tax.icms.pFCP"))


def r930(tax: Icms, line: Line, note: Note) -> None:
    """Some UFs want the code of the benefit with codes that tax less."""
    if tax.code in note.law.benefit_required and not line.item.tax.cBenef:
        field, UF = line.field("tax.cBenef"), note.issuer.address.UF
        raise refusal("930", field, value=tax.code, UF=UF)


def icms_rate(tax: Icms, line: Line, note: Note) -> None:  # noqa: ARG001
    """A CST that taxes, or a tax that is waived, has its rate; a reduced base says by how much."""
    if tax.pICMS is None and (tax.code in TAXED or tax.waiver):
        raise refusal("no_rate", line.field("tax.icms.pICMS"), value=tax.code)
    if tax.code == "20" and tax.pRedBC is None:
        raise refusal("no_rate", line.field("tax.icms.pRedBC"), value=tax.code)
    if tax.code == MONOPHASE and tax.adRemICMSRet is None:
        raise refusal("no_rate", line.field("tax.icms.adRemICMSRet"), value=tax.code)
