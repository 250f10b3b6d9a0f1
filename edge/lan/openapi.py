"""``/openapi.json``: the API described from the very types that check it (OpenAPI 3.1)."""

from __future__ import annotations

from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from edge import __version__
from edge.lan.problems import Problem
from edge.lan.shapes import CancelRequest, SaleAnswer
from edge.sales.request import SaleRequest

_JSON = "application/json"
_PROBLEMS = {
    400: "The body is not JSON, or a header is missing",
    401: "No key, or a wrong one",
    404: "There is no such thing",
    409: "The state does not allow it now",
    413: "The body is too large",
    422: "A field is wrong, or the Idempotency-Key was used for another body",
    426: "It is a WebSocket, and was not asked for as one",
    503: "It cannot be done now; the same call may be repeated",
}


def document() -> dict[str, Any]:
    """The whole description."""
    _, components = msgspec.json.schema_components(
        (SaleRequest, SaleAnswer, CancelRequest, Problem),
        ref_template="#/components/schemas/{name}",
    )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "White Edge: till API",
            "version": __version__,
            "description": "Sell at a shop's counter. Money and quantities are decimal strings.",
        },
        "security": [{"till": []}],
        "paths": {
            "/v1/sales": {"post": _sell()},
            "/v1/sales/{sale_id}": {
                "get": _read("Look at a sale as it stands now", _SALE_ID, _schema("SaleAnswer"))
            },
            "/v1/sales/{sale_id}/print": {"post": _print_again()},
            "/v1/sales/{sale_id}/cancel": {"post": _cancel()},
            **{f"/v1/documents/{{access_key}}.{form}": {"get": _file(form)} for form in _FILES},
            "/v1/status": {"get": _status()},
            "/v1/events": {"get": _events()},
        },
        "components": {
            "schemas": components,
            "securitySchemes": {
                "till": {"type": "http", "scheme": "bearer", "description": "The till's key"}
            },
        },
    }


def routes() -> list[Route]:
    body = msgspec.json.encode(document())

    async def show(_request: Request) -> Response:
        return Response(body, media_type=_JSON)

    return [Route("/openapi.json", show, methods=["GET"])]


_SALE_ID = {
    "name": "sale_id",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "format": "uuid"},
}
_ACCESS_KEY = {
    "name": "access_key",
    "in": "path",
    "required": True,
    "description": "chave de acesso, 44 characters",
    "schema": {"type": "string", "pattern": "^[0-9]{6}[0-9A-Z]{12}[0-9]{26}$"},
}
_FILES = {
    "xml": ("The document: nfeProc once authorised, the signed NFe before", "application/xml"),
    "png": ("DANFE NFC-e as a picture", "image/png"),
    "pdf": ("DANFE NFC-e as a PDF", "application/pdf"),
}


def _sell() -> dict[str, Any]:
    return {
        "summary": "Sell",
        "description": (
            "The same key and body again gives the same answer and no second document, also after "
            "a restart. The status uncertain is not an end: repeat the call to learn it."
        ),
        "parameters": [
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": True,
                "description": "Chosen by the till, a new one for every sale",
                "schema": {"type": "string", "pattern": "^[!-~]{1,120}$"},
            }
        ],
        "requestBody": {"required": True, "content": {_JSON: {"schema": _schema("SaleRequest")}}},
        "responses": {
            "201": {"description": "Sold", "content": {_JSON: {"schema": _schema("SaleAnswer")}}},
            **_problems(400, 401, 409, 413, 422, 503),
        },
    }


def _print_again() -> dict[str, Any]:
    return {
        "summary": "Print the customer's copy again, marked 2ª VIA",
        "parameters": [_SALE_ID],
        "responses": {
            "202": {
                "description": "Queued",
                "content": {_JSON: {"schema": _schema("SaleAnswer")}},
            },
            **_problems(401, 404, 409, 503),
        },
    }


def _cancel() -> dict[str, Any]:
    return {
        "summary": "Cancel a sale at SEFAZ, within 30 minutes or what the state allows",
        "description": (
            "A sale that is cancelled already is answered the same. After 503 with the code "
            "sales.cancel_uncertain the same call again tells what became of it; after any other "
            "503 nothing was done."
        ),
        "parameters": [_SALE_ID],
        "requestBody": {"required": True, "content": {_JSON: {"schema": _schema("CancelRequest")}}},
        "responses": {
            "200": {
                "description": "Cancelled",
                "content": {_JSON: {"schema": _schema("SaleAnswer")}},
            },
            **_problems(400, 401, 404, 409, 413, 422, 503),
        },
    }


def _read(summary: str, parameter: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "summary": summary,
        "parameters": [parameter],
        "responses": {
            "200": {"description": "Found", "content": {_JSON: {"schema": schema}}},
            **_problems(401, 404, 503),
        },
    }


def _file(form: str) -> dict[str, Any]:
    summary, media = _FILES[form]
    return {
        "summary": summary,
        "parameters": [_ACCESS_KEY],
        "responses": {
            "200": {"description": "Found", "content": {media: {}}},
            **_problems(401, 404, *(() if form == "xml" else (409,)), 503),
        },
    }


def _status() -> dict[str, Any]:
    return {
        "summary": "Whether everything is in order",
        "security": [],
        "responses": {
            "200": {
                "description": "Alive",
                "content": {_JSON: {"schema": {"type": "object"}}},
            },
            **_problems(503),
        },
    }


def _events() -> dict[str, Any]:
    return {
        "summary": "Follow scans, device states and the progress of sales (WebSocket)",
        "description": (
            'One JSON object a message: {"kind", "at", "data"}. A browser gives the key as the '
            "subprotocol bearer.<key>. What was missed while disconnected is not repeated."
        ),
        "responses": {"101": {"description": "The WebSocket is open"}, **_problems(401, 426)},
    }


def _problems(*statuses: int) -> dict[str, Any]:
    content = {"application/problem+json": {"schema": _schema("Problem")}}
    return {str(code): {"description": _PROBLEMS[code], "content": content} for code in statuses}


def _schema(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}
