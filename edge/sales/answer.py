"""What a till is told about a sale."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

import msgspec

from edge.fiscal.reading import DocumentView
from edge.journal.rows import DocumentRow, EventRow, PrintJobRow
from edge.journal.states import DocumentState, PrintState


class Status(StrEnum):
    """``contingency`` is a valid document that SEFAZ is still owed; ``uncertain`` is not an end."""

    AUTHORIZED = "authorized"
    CONTINGENCY = "contingency"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    UNCERTAIN = "uncertain"


def status_of(row: DocumentRow) -> Status:
    match row.state:
        case DocumentState.AUTHORIZED:
            return Status.AUTHORIZED
        case DocumentState.REJECTED | DocumentState.VOIDED:
            return Status.REJECTED
        case DocumentState.CANCELLED | DocumentState.SUBSTITUTED:
            return Status.CANCELLED
        case _:
            return Status.CONTINGENCY if row.tpEmis == 9 else Status.UNCERTAIN


def compose_answer(
    *,
    sale_id: str,
    row: DocumentRow,
    view: DocumentView,
    jobs: Sequence[PrintJobRow] | None,
    cancellation: EventRow | None = None,
) -> dict[str, Any]:
    """The answer, JSON-ready. ``jobs`` is None where the shop has no printer for this till.

    ``cancellation`` is the request that cancelled the document, when the box made it.
    """
    status = status_of(row)
    answer: dict[str, Any] = {
        "sale_id": sale_id,
        "status": status.value,
        "access_key": row.access_key,
        "series": row.serie,
        "number": row.nNF,
        "protocol": row.nProt,
        "total": str(view.vNF),
        "change": str(view.change),
        "qr_code": view.qrCode,
        "print": print_summary(None if status is Status.REJECTED else jobs),
        "links": {
            "self": f"/v1/sales/{sale_id}",
            **{form: f"/v1/documents/{row.access_key}.{form}" for form in ("xml", "png", "pdf")},
        },
    }
    if row.cStat is not None:
        answer["sefaz"] = {"cStat": row.cStat, "xMotivo": row.xMotivo}
    if cancellation is not None:
        answer["cancellation"] = {
            "protocol": cancellation.nProt,
            "registered_at": cancellation.dhRegistro,
            "justification": cancellation.xJust,
        }
    return answer


def print_summary(jobs: Sequence[PrintJobRow] | None) -> dict[str, Any]:
    """The state of the customer's copy: ``none``, or a print job's state, with its reason.

    ``jobs`` is None where nothing will be printed.
    """
    if jobs is None:
        return {"status": "none"}
    first = next((job for job in jobs if job.copy == "consumer"), None)
    if first is None:
        return {"status": "queued"}
    summary: dict[str, Any] = {"status": first.state.value}
    if first.reason is not None and first.state is not PrintState.PRINTED:
        summary["reason"] = first.reason
    return summary


def encode(answer: dict[str, Any]) -> bytes:
    """JSON in one fixed order, so that the same answer is the same bytes."""
    return msgspec.json.encode(answer, order="deterministic")
