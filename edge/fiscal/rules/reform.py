"""Rules about IBS and CBS (NT 2025.002, group UB)."""

from __future__ import annotations

from decimal import Decimal

from edge.fiscal.note import Line, Note
from edge.fiscal.taxes.ibs_cbs import DEFERRED, KNOWN, MONOPHASE, REDUCED, IbsCbsAmounts
from edge.fiscal.till_fields import refusal
from edge.money import ZERO

#: Classifications of fuels, and the one of a fuel whose tax was collected before.
_FUELS = ("410013", "620")
_RESOLD_FUEL = "620006"


def r1020(tax: IbsCbsAmounts, line: Line, note: Note) -> None:  # noqa: ARG001 - one form for all
    """The CST is one that this box knows how to write."""
    if tax.CST not in KNOWN:
        raise refusal("1020", line.field("tax.ibscbs.cst"), value=tax.CST)


def r1024(tax: IbsCbsAmounts, line: Line, note: Note) -> None:  # noqa: ARG001
    """The classification belongs to the CST: it begins with it."""
    if not tax.cClassTrib.startswith(tax.CST):
        field = line.field("tax.ibscbs.cClassTrib")
        raise refusal("1024", field, value=tax.cClassTrib, CST=tax.CST)


def r1025(tax: IbsCbsAmounts, line: Line, note: Note) -> None:
    """The classification is one that an NFC-e may have."""
    if tax.cClassTrib not in note.law.reductions:
        raise refusal("1025", line.field("tax.ibscbs.cClassTrib"), value=tax.cClassTrib)


def r1029(tax: IbsCbsAmounts, line: Line, note: Note) -> None:  # noqa: ARG001
    """Only a CST of deferral defers."""
    if tax.taxed and tax.CST not in DEFERRED and tax.state.pDif is not None:
        raise refusal("1029", line.field("tax.ibscbs.pDif"), value=tax.CST)


def r1030(tax: IbsCbsAmounts, line: Line, note: Note) -> None:  # noqa: ARG001
    """A CST of deferral says how much is deferred."""
    if tax.CST in DEFERRED and not tax.state.pDif:
        raise refusal("1030", line.field("tax.ibscbs.pDif"), value=tax.CST)


def r1032(tax: IbsCbsAmounts, line: Line, note: Note) -> None:  # noqa: ARG001
    """Only a CST of reduced rates reduces that of IBS."""
    if tax.taxed and tax.CST not in REDUCED and tax.state.reduction is not None:
        raise refusal("1032", line.field("tax.ibscbs.pRedIBS"), value=tax.CST)


def r1028(tax: IbsCbsAmounts, line: Line, note: Note) -> None:  # noqa: ARG001
    """Only a CST of reduced rates reduces that of CBS."""
    if tax.taxed and tax.CST not in REDUCED and tax.federal.reduction is not None:
        raise refusal("1028", line.field("tax.ibscbs.pRedCBS"), value=tax.CST)


def r1034(tax: IbsCbsAmounts, line: Line, note: Note) -> None:
    """IBS is reduced as the table says for the classification."""
    given, listed = tax.state.reduction, _listed(tax, note)
    if given is not None and given != listed:
        raise _not_as_listed("1034", line.field("tax.ibscbs.pRedIBS"), tax, given, listed)


def r1063(tax: IbsCbsAmounts, line: Line, note: Note) -> None:
    """CBS is reduced as the table says for the classification."""
    given, listed = tax.federal.reduction, _listed(tax, note)
    if given is not None and given != listed:
        raise _not_as_listed("1063", line.field("tax.ibscbs.pRedCBS"), tax, given, listed)


def _listed(tax: IbsCbsAmounts, note: Note) -> Decimal:
    return note.law.reductions.get(tax.cClassTrib, ZERO)


def _not_as_listed(
    number: str, field: str, tax: IbsCbsAmounts, given: Decimal, listed: Decimal
) -> Exception:
    return refusal(number, field, value=str(given), code=tax.cClassTrib, listed=str(listed))


def r1106(tax: IbsCbsAmounts, line: Line, note: Note) -> None:  # noqa: ARG001
    """What is classified as a fuel says which."""
    if tax.cClassTrib.startswith(_FUELS) and line.item.fuel is None:
        raise refusal("1106", line.field("fuel"), value=tax.cClassTrib)


def ibs_cbs_monophase(tax: IbsCbsAmounts, line: Line, note: Note) -> None:  # noqa: ARG001
    """A shop resells fuel whose tax was collected before: it does not collect it itself."""
    if tax.CST == MONOPHASE and tax.cClassTrib != _RESOLD_FUEL:
        raise refusal(
            "ibs_cbs_monophase", line.field("tax.ibscbs.cClassTrib"), value=tax.cClassTrib
        )
