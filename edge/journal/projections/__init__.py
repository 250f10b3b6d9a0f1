"""The projections: tables that follow from the journal, folded in the transaction that appends.

Folds read and write the tables of ``projections.sql`` and nothing else: no clock, no blob, no other
entry. That is what makes ``rebuild`` able to prove them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from edge.journal.facts import Entry
from edge.journal.projections import documents, events, mode, print_jobs, sales, streams, tasks

TABLES = ("sales", "documents", "events", "print_jobs", "mode", "tasks", "streams")


def _nothing(connection: sqlite3.Connection, entry: Entry) -> None:
    """For a fact that is only history."""


_FOLDS: dict[str, Callable[[sqlite3.Connection, Entry], None]] = {
    "boot": _nothing,
    "sale_accepted": sales.accept,
    "sale_concluded": sales.conclude,
    "document_signed": documents.sign,
    "document_discarded": documents.move,
    "document_sent": documents.move,
    "document_not_sent": documents.move,
    "document_uncertain": documents.move,
    "document_not_found": documents.move,
    "document_authorized": documents.move,
    "document_rejected": documents.move,
    "document_superseded": documents.move,
    "document_cancelled": documents.move,
    "document_substituted": documents.move,
    "document_voided": documents.move,
    "event_signed": events.sign,
    "event_sent": events.move,
    "event_not_sent": events.move,
    "event_uncertain": events.move,
    "event_not_found": events.move,
    "event_registered": events.move,
    "event_rejected": events.move,
    "event_discarded": events.move,
    "sefaz_mode": mode.switch,
    "print_queued": print_jobs.queue,
    "print_sending": print_jobs.move,
    "print_waiting": print_jobs.move,
    "print_printed": print_jobs.move,
    "print_not_printed": print_jobs.move,
    "print_uncertain": print_jobs.move,
    "task_opened": tasks.open_task,
    "task_closed": tasks.close_task,
}


def fold(connection: sqlite3.Connection, entry: Entry) -> None:
    """Take ``entry`` into the projections.

    Raises ``Conflict("journal.illegal_transition")`` when it cannot follow the state its subject is
    in, ``NotFound("journal.unknown_subject")`` when it has no subject, ``sqlite3.IntegrityError``
    when it breaks a key, and ``ValueError`` for a kind that is not in the table above.
    """
    if entry.kind not in _FOLDS:
        raise ValueError(f"not a kind of fact: {entry.kind}")
    _FOLDS[entry.kind](connection, entry)
    streams.number(connection, entry)
