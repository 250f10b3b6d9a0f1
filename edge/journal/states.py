"""The states of a document, an event and a print job, and which fact may follow which state.

The design's ``reserved`` cannot be seen here: a number is taken by the transaction that stores the
signed bytes.
"""

from __future__ import annotations

from enum import StrEnum


class DocumentState(StrEnum):
    SIGNED = "signed"  # tpEmis 1, ready to be sent
    ISSUED_OFFLINE = "issued_offline"  # tpEmis 9: valid, and owed to SEFAZ
    SENT = "sent"  # being sent; found so at start-up, it is uncertain
    UNCERTAIN = "uncertain"  # bytes may have arrived; the way out is a query by key
    AUTHORIZED = "authorized"
    REJECTED = "rejected"
    PARKED = "parked"  # tpEmis 9 and rejected: a person has to look
    DISCARDED = "discarded"  # its bytes never left; the number is free again
    UNUSED = "unused"  # SEFAZ does not have it and never will; the number is to be voided
    CANCELLED = "cancelled"  # 110111, or SEFAZ says so
    SUBSTITUTED = "substituted"  # 110112: another document stands for its sale
    VOIDED = "voided"  # its number can never be used; SEFAZ knows why


class EventState(StrEnum):
    """Of a request to cancel a document or to void its number."""

    SIGNED = "signed"
    SENT = "sent"  # being sent; found so at start-up, it is uncertain
    UNCERTAIN = "uncertain"  # bytes may have arrived; the way out is a query by the document's key
    REGISTERED = "registered"
    REJECTED = "rejected"
    DISCARDED = "discarded"  # SEFAZ does not hold it, and nobody will send it


class PrintState(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    PRINTED = "printed"
    NOT_PRINTED = "not_printed"
    UNCERTAIN = "uncertain"


_D = DocumentState
_E = EventState
_P = PrintState

DOCUMENT_MAY: dict[str, frozenset[DocumentState]] = {
    "document_discarded": frozenset({_D.SIGNED}),
    "document_sent": frozenset({_D.SIGNED, _D.ISSUED_OFFLINE, _D.PARKED}),
    "document_not_sent": frozenset({_D.SENT}),
    # UNUSED: asked once more before its number is voided.
    "document_uncertain": frozenset({_D.SENT, _D.UNCERTAIN, _D.UNUSED}),
    "document_not_found": frozenset({_D.UNCERTAIN, _D.UNUSED}),
    # UNUSED: SEFAZ may answer 217 while it is still busy, and turn out to have it after all.
    "document_authorized": frozenset({_D.SENT, _D.UNCERTAIN, _D.UNUSED}),
    "document_rejected": frozenset({_D.SENT, _D.UNCERTAIN}),
    "document_superseded": frozenset({_D.UNCERTAIN, _D.SIGNED}),
    "document_cancelled": frozenset({_D.AUTHORIZED}),
    "document_substituted": frozenset({_D.AUTHORIZED}),
    "document_voided": frozenset({_D.UNUSED, _D.REJECTED}),
}
"""From which states a fact about a document may come."""

EVENT_MOVES: dict[str, tuple[frozenset[EventState], EventState]] = {
    "event_sent": (frozenset({_E.SIGNED}), _E.SENT),
    "event_not_sent": (frozenset({_E.SENT}), _E.SIGNED),
    "event_uncertain": (frozenset({_E.SENT, _E.UNCERTAIN}), _E.UNCERTAIN),
    "event_not_found": (frozenset({_E.UNCERTAIN}), _E.SIGNED),
    "event_registered": (frozenset({_E.SENT, _E.UNCERTAIN}), _E.REGISTERED),
    "event_rejected": (frozenset({_E.SENT, _E.UNCERTAIN}), _E.REJECTED),
    "event_discarded": (frozenset({_E.SIGNED}), _E.DISCARDED),
}
"""From which states a fact about an event may come, and where it leads."""

EVENT_OVER = frozenset({_E.REJECTED, _E.DISCARDED})
"""It came to nothing: the same may be signed anew, under the same ``Id``."""

PRINT_MOVES: dict[str, tuple[frozenset[PrintState], PrintState]] = {
    "print_sending": (frozenset({_P.QUEUED}), _P.SENDING),
    "print_waiting": (frozenset({_P.QUEUED, _P.SENDING, _P.NOT_PRINTED}), _P.QUEUED),
    "print_printed": (frozenset({_P.SENDING, _P.UNCERTAIN}), _P.PRINTED),
    "print_not_printed": (frozenset({_P.QUEUED, _P.SENDING, _P.UNCERTAIN}), _P.NOT_PRINTED),
    "print_uncertain": (frozenset({_P.SENDING}), _P.UNCERTAIN),
}
"""From which states a fact about a print job may come, and where it leads."""


def next_document_state(
    kind: str, state: DocumentState, *, tpEmis: int, transmitted: bool, superseded: bool
) -> DocumentState | None:
    """The state after a fact of ``kind``; None when that fact cannot follow.

    ``transmitted``: bytes may once have left the box. Such a number is not used again, least of all
    in contingency (Ajuste SINIEF 19/16, clause 11, paragraph 2, I), so the document can no longer
    be discarded; once superseded, and not found at SEFAZ, its number is left to be voided.
    """
    if state not in DOCUMENT_MAY.get(kind, ()):
        return None
    offline = tpEmis == 9
    replaced = superseded and not offline
    as_before_sending = _D.ISSUED_OFFLINE if offline else _D.SIGNED
    leads_to: dict[str, DocumentState | None] = {
        "document_discarded": None if offline or transmitted else _D.DISCARDED,
        "document_sent": _D.SENT,
        "document_not_sent": as_before_sending,
        "document_uncertain": _D.UNCERTAIN,
        "document_not_found": _D.UNUSED if replaced else as_before_sending,
        "document_authorized": _D.AUTHORIZED,
        "document_rejected": _D.PARKED if offline else _D.REJECTED,
        "document_cancelled": _D.CANCELLED,
        "document_substituted": None if offline else _D.SUBSTITUTED,
        "document_voided": None if offline else _D.VOIDED,
        "document_superseded": _after_superseded(state, offline=offline, transmitted=transmitted),
    }
    return leads_to[kind]


def _after_superseded(
    state: DocumentState, *, offline: bool, transmitted: bool
) -> DocumentState | None:
    """What was issued offline stays owed to SEFAZ, and what never left is discarded instead."""
    if offline or not transmitted:
        return None
    return _D.UNUSED if state is _D.SIGNED else state
