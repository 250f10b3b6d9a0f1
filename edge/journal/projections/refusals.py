"""Why a fact cannot be taken in."""

from __future__ import annotations

from edge.errors import Conflict, NotFound
from edge.journal.facts import Entry


def unknown_subject(entry: Entry) -> NotFound:
    return NotFound("journal.unknown_subject", kind=entry.kind, subject=entry.subject)


def illegal_transition(entry: Entry, *, state: str) -> Conflict:
    return Conflict(
        "journal.illegal_transition", kind=entry.kind, subject=entry.subject, state=state
    )
