"""One HTTP/1.1 conversation, kept alive as long as the client likes (h11)."""

from __future__ import annotations

from dataclasses import dataclass

import h11

from sim.sefaz.tls import TlsConnection

_LARGEST_BODY = 4 * 1024 * 1024


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    method: str
    path: str
    content_type: str
    body: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Response:
    status: int
    content_type: str
    body: bytes


class Conversation:
    """Requests in, responses out, one after the other."""

    def __init__(self, connection: TlsConnection) -> None:
        self._connection = connection
        self._http = h11.Connection(h11.SERVER)

    async def next_request(self) -> Request | None:
        """None when the client has gone, or does not speak HTTP."""
        head: h11.Request | None = None
        body = bytearray()
        try:
            while True:
                event = self._http.next_event()
                if event is h11.NEED_DATA:
                    await self._receive()
                elif isinstance(event, h11.Request):
                    head = event
                elif isinstance(event, h11.Data):
                    body += event.data
                    if len(body) > _LARGEST_BODY:
                        return None
                elif isinstance(event, h11.EndOfMessage) and head is not None:
                    return _request(head, bytes(body))
                else:
                    return None
        except h11.RemoteProtocolError:
            return None

    async def respond(self, response: Response) -> bool:
        """Whether the connection stays open for another request."""
        headers = [
            ("Content-Type", response.content_type),
            ("Content-Length", str(len(response.body))),
            ("Server", "SEFAZ"),
        ]
        await self._send(
            h11.Response(status_code=response.status, headers=headers),
            h11.Data(data=response.body),
            h11.EndOfMessage(),
        )
        if self._http.our_state is not h11.DONE or self._http.their_state is not h11.DONE:
            return False
        self._http.start_next_cycle()
        return True

    async def wait_for_end(self) -> None:
        """Say nothing until the client gives up."""
        while await self._connection.read():
            pass

    async def _receive(self) -> None:
        if self._http.they_are_waiting_for_100_continue:
            await self._send(h11.InformationalResponse(status_code=100, headers=[]))
        self._http.receive_data(await self._connection.read())

    async def _send(self, *events: h11.Event) -> None:
        parts = (self._http.send(event) for event in events)
        await self._connection.write(b"".join(part for part in parts if part))


def _request(head: h11.Request, body: bytes) -> Request:
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in head.headers}
    return Request(
        method=head.method.decode("ascii"),
        path=head.target.decode("ascii").partition("?")[0],
        content_type=headers.get("content-type", ""),
        body=body,
    )
