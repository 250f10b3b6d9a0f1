"""The states of a fiscal document and of a print job, and which fact may follow which state.

The design's ``reserved`` cannot be seen here: a number is taken by the transaction that stores the
signed bytes. ``cancelled``, ``substituted`` and ``voided`` come with the events that make them.
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


class PrintState(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    PRINTED = "printed"
    NOT_PRINTED = "not_printed"
    UNCERTAIN = "uncertain"


_D = DocumentState
_P = PrintState

DOCUMENT_MAY: dict[str, frozenset[DocumentState]] = {
    "document_discarded": frozenset({_D.SIGNED}),
    "document_sent": frozenset({_D.SIGNED, _D.ISSUED_OFFLINE, _D.PARKED}),
    "document_not_sent": frozenset({_D.SENT}),
    "document_uncertain": frozenset({_D.SENT, _D.UNCERTAIN}),
    "document_not_found": frozenset({_D.UNCERTAIN}),
    # UNUSED: SEFAZ may answer 217 while it is still busy, and turn out to have it after all.
    "document_authorized": frozenset({_D.SENT, _D.UNCERTAIN, _D.UNUSED}),
    "document_rejected": frozenset({_D.SENT, _D.UNCERTAIN}),
    "document_superseded": frozenset({_D.UNCERTAIN, _D.SIGNED}),
}
"""From which states a fact about a document may come."""

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
