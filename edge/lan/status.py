"""``/v1/status``: is everything in order, and if not, what is it?"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

#: Gives the whole status, JSON-ready.
StatusSource = Callable[[], Awaitable[dict[str, Any]]]


def routes(status: StatusSource) -> list[Route]:
    async def show(_request: Request) -> Response:
        body = msgspec.json.encode(await status(), order="deterministic")
        return Response(body, media_type="application/json")

    return [Route("/v1/status", show, methods=["GET"])]
