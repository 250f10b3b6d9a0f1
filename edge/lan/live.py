"""``/v1/events``: scans, device states and the progress of sales, as they happen, over a WebSocket.

One JSON object a message: ``{"kind", "at", "data"}``. What was missed while disconnected is not
repeated; what matters is asked for over HTTP.
"""

from __future__ import annotations

import asyncio

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from edge.clock import Clock
from edge.errors import BadInput, NotAllowed
from edge.events import Bus
from edge.lan.access import Keyring, accepted_subprotocol
from edge.lan.problems import problem


def routes(bus: Bus, keyring: Keyring, clock: Clock) -> list[BaseRoute]:
    async def stream(socket: WebSocket) -> None:
        try:
            till = keyring.till(socket)
        except NotAllowed as error:
            await socket.send_denial_response(problem(error))
            return
        with bus.listen() as events:
            await socket.accept(accepted_subprotocol(socket))

            async def send() -> None:
                async for event in events:
                    if event.till in {None, till}:
                        message = {
                            "kind": event.kind,
                            "at": clock.now().isoformat(),
                            "data": event.data,
                        }
                        await socket.send_text(msgspec.json.encode(message).decode())

            sender = asyncio.create_task(send(), name=f"events to {till}")
            try:
                # Nothing is expected; this notices that the till went away.
                while (await socket.receive())["type"] != "websocket.disconnect":
                    continue
            finally:
                sender.cancel()
                await asyncio.gather(sender, return_exceptions=True)

    async def not_upgraded(request: Request) -> Response:
        keyring.till(request)
        raise BadInput("lan.websocket_only", path=request.url.path)

    return [
        WebSocketRoute("/v1/events", stream),
        Route("/v1/events", not_upgraded, methods=["GET"]),
    ]
