"""Errors as problem+json (RFC 9457): a code, parameters, and a sentence for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from edge.errors import (
    BadInput,
    ConfigProblem,
    Conflict,
    EdgeError,
    NotAllowed,
    NotFound,
    PinProblem,
    Rejected,
    StorageFailed,
    Unavailable,
    Uncertain,
)
from edge.messages import render

log = structlog.get_logger(__name__)

#: The first class that fits decides. What is not here is the box's own trouble: 500.
_STATUS: tuple[tuple[type[EdgeError], int], ...] = (
    (BadInput, 422),
    (NotAllowed, 401),
    (NotFound, 404),
    (Conflict, 409),
    (Rejected, 422),
    (Unavailable, 503),
    (Uncertain, 503),
    (PinProblem, 503),
    (StorageFailed, 503),
    (ConfigProblem, 500),
)
#: Codes whose HTTP meaning is narrower than that of their class.
_STATUS_OF_CODE = {
    "lan.not_json": 400,
    "lan.body_too_large": 413,
    "lan.idempotency_key_missing": 400,
    "lan.method_not_allowed": 405,
    "lan.websocket_only": 426,
    "sales.key_reused": 422,
    "sales.still_uncertain": 409,
}
_HEADERS: dict[int, dict[str, str]] = {
    401: {"WWW-Authenticate": "Bearer"},
    426: {"Upgrade": "websocket", "Connection": "Upgrade"},
    503: {"Retry-After": "5"},
}


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """``code`` is stable and meant for programs; ``detail`` says in Portuguese what to do."""

    type: str
    title: str
    status: int
    code: str
    params: dict[str, Any]
    detail: str


def http_status(error: EdgeError) -> int:
    if error.code in _STATUS_OF_CODE:
        return _STATUS_OF_CODE[error.code]
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 500)


def problem(error: EdgeError, headers: Mapping[str, str] | None = None) -> Response:
    """``headers`` are sent besides those that belong to the status."""
    status = http_status(error)
    body = Problem(
        type=f"urn:white-edge:{error.code}",
        title=render(error.code, error.params, lang="en"),
        status=status,
        code=error.code,
        params=error.params,
        detail=render(error.code, error.params, lang="pt"),
    )
    if status >= 500:
        log.warning("http.problem", status=status, why=str(error))
    return Response(
        msgspec.json.encode(body, order="deterministic"),
        status_code=status,
        media_type="application/problem+json",
        headers={**_HEADERS.get(status, {}), **(headers or {})},
    )


async def edge_error(_request: Request, error: Exception) -> Response:
    """The handler the application calls for every ``EdgeError``."""
    assert isinstance(error, EdgeError)
    return problem(error)


async def no_such_path(request: Request, _error: Exception) -> Response:
    return problem(NotFound("lan.no_such_path", path=request.url.path))


async def wrong_method(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    refusal = BadInput("lan.method_not_allowed", method=request.method, path=request.url.path)
    return problem(refusal, error.headers)


async def failed(_request: Request, error: Exception) -> Response:
    """For what nobody foresaw; it is raised again after this, into the log."""
    return problem(EdgeError("lan.failed", why=type(error).__name__))
