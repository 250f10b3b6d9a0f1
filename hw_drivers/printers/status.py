"""What the status bytes of ``DLE EOT n`` mean, in one table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from hw_drivers.state import DeviceState

PRINTER, OFFLINE_CAUSE, ERROR_CAUSE, PAPER = 1, 2, 3, 4  # the n of DLE EOT n


class Reason(StrEnum):
    """Why a printer needs a person."""

    COVER_OPEN = "cover_open"
    PAPER_OUT = "paper_out"
    CUTTER = "cutter"
    BROKEN = "broken"  # "unrecoverable": switch it off
    OVERHEATED = "overheated"  # mends itself
    MECHANICAL = "mechanical"
    ERROR = "error"
    FEEDING = "feeding"  # somebody holds the FEED button
    OFFLINE = "offline"


# (n, bits, meaning), what to tell a person first standing first.
_TROUBLE = (
    (OFFLINE_CAUSE, 0x04, Reason.COVER_OPEN),
    (OFFLINE_CAUSE, 0x20, Reason.PAPER_OUT),
    (PAPER, 0x60, Reason.PAPER_OUT),
    (ERROR_CAUSE, 0x08, Reason.CUTTER),
    (ERROR_CAUSE, 0x20, Reason.BROKEN),
    (ERROR_CAUSE, 0x40, Reason.OVERHEATED),
    (ERROR_CAUSE, 0x04, Reason.MECHANICAL),
    (OFFLINE_CAUSE, 0x40, Reason.ERROR),
    (OFFLINE_CAUSE, 0x08, Reason.FEEDING),
    (PRINTER, 0x28, Reason.OFFLINE),
)
_NEAR_END = 0x0C
_DRAWER_PIN = 0x04
_PORT_PAPER_OUT = 0x20


@dataclass(frozen=True, kw_only=True, slots=True)
class PrinterStatus:
    """``reason`` is a ``Reason``, or the last word of a ``DeviceError`` when there was no talk.

    ``drawer_open`` is None when nobody told. ``raw`` keeps the bytes as they came: ``(n, byte)``.
    """

    state: DeviceState
    reason: str | None = None
    paper_near_end: bool = False
    drawer_open: bool | None = None
    raw: tuple[tuple[int, int], ...] = ()


def decode(answers: Mapping[int, int], *, open_is_high: bool = True) -> PrinterStatus:
    """The status that ``answers`` (``n`` → byte) tell; no answers at all is ``unknown``.

    ``open_is_high``: the level of pin 3 that means the drawer is open, which depends on the drawer.
    """
    if not answers:
        return PrinterStatus(state=DeviceState.UNKNOWN, reason="no_answer")
    reason = trouble(answers)
    printer = answers.get(PRINTER)
    return PrinterStatus(
        state=DeviceState.READY if reason is None else DeviceState.ATTENTION,
        reason=reason,
        paper_near_end=bool(answers.get(PAPER, 0) & _NEAR_END),
        drawer_open=None if printer is None else bool(printer & _DRAWER_PIN) is open_is_high,
        raw=tuple(sorted(answers.items())),
    )


def trouble(answers: Mapping[int, int]) -> Reason | None:
    """The first thing wrong, or None."""
    for n, bits, reason in _TROUBLE:
        if answers.get(n, 0) & bits:
            return reason
    return None


def port_status(bits: int | None) -> PrinterStatus | None:
    """The status a printer port tells, None where it is not to be believed.

    Only "no paper" is: "no error" is what most printers say that do not support the question.
    """
    if bits is None or not bits & _PORT_PAPER_OUT:
        return None
    return PrinterStatus(state=DeviceState.ATTENTION, reason=Reason.PAPER_OUT)
