"""``/v1/events``: scans, device states and the progress of sales, as they happen, over a WebSocket.

One JSON object a message: ``{"kind", "at", "data"}``. What was missed while disconnected is not
repeated; what matters is asked for over HTTP.
"""

from __future__ import annotations

import asyncio

import msgspec
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from edge.clock import Clock
from edge.errors import NotAllowed
from edge.events import Bus
from edge.lan.access import Keyring, accepted_subprotocol

_POLICY_VIOLATION = 1008


def routes(bus: Bus, keyring: Keyring, clock: Clock) -> list[WebSocketRoute]:
    async def stream(socket: WebSocket) -> None:
        try:
            till = keyring.till(socket)
        except NotAllowed as error:
            await socket.close(_POLICY_VIOLATION, error.code)
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
                while True:  # nothing is expected; this notices that the till went away
                    await socket.receive_text()
            except (WebSocketDisconnect, KeyError):
                pass
            finally:
                sender.cancel()
                await asyncio.gather(sender, return_exceptions=True)

    return [WebSocketRoute("/v1/events", stream)]
