"""The rows of the projections, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from edge.journal.states import DocumentState, EventState, PrintState


@dataclass(frozen=True, kw_only=True, slots=True)
class SaleRow:
    """``request`` and ``answer`` are the JSON values that were journaled. Times are UTC."""

    sale_id: str
    till: str
    idempotency_key: str
    request_sha256: str
    request: Any
    status: str | None
    access_key: str | None
    answer: dict[str, Any] | None
    accepted_at: datetime
    concluded_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class DocumentRow:
    """``xml`` and ``proc`` name blobs; ``dhEmi`` and ``vNF`` are as in the layout.

    ``transmitted``: bytes may once have left the box, so the number is never used again.
    ``attempts`` counts the times it was sent. ``seq`` is that of its ``document_signed``.
    """

    access_key: str
    seq: int
    sale_id: str
    model: int
    serie: int
    nNF: int
    tpEmis: int
    tpAmb: int
    dhEmi: str
    vNF: str
    digest: str
    xml: str
    state: DocumentState
    reason: str | None
    since: datetime
    cStat: str | None
    xMotivo: str | None
    nProt: str | None
    dhRecbto: str | None
    proc: str | None
    replaces: str | None
    superseded_by: str | None
    attempts: int
    transmitted: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class EventRow:
    """A request about the document ``access_key``, to ``cancel``, ``substitute`` or ``void`` it.

    ``event_id`` is its ``Id``; ``substitute`` the key of the document that stands for the sale.
    ``xml`` and ``proc`` name blobs. ``seq`` is that of the newest ``event_signed`` under this
    ``Id``. ``dhRegistro`` is when SEFAZ registered it, in its own text.
    """

    event_id: str
    seq: int
    kind: str
    access_key: str
    substitute: str | None
    xJust: str
    digest: str
    xml: str
    state: EventState
    reason: str | None
    since: datetime
    cStat: str | None
    xMotivo: str | None
    nProt: str | None
    dhRegistro: str | None
    proc: str | None
    attempts: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PrintJobRow:
    """``copy`` is ``consumer`` or ``store``; ``reason`` of a printed job is its evidence."""

    job_id: str
    queued_seq: int
    access_key: str | None
    sale_id: str | None
    copy: str
    printer: str
    drawer: bool
    second_copy: bool
    state: PrintState
    reason: str | None
    since: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class ModeRow:
    """``mode`` is ``normal`` or ``contingency``; ``since`` as journaled, None before any switch."""

    mode: str
    reason: str | None
    since: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskRow:
    task_id: str
    code: str
    params: Any
    opened_at: datetime
    closed_at: datetime | None
    closed_by: str | None
    reason: str | None
