"""An HTTPS server in SEFAZ's manner: TLS 1.2, a client certificate is required.

It understands just enough HTTP to count what arrives; ``respond`` decides what comes back.
"""

from __future__ import annotations

import asyncio
import ssl
from asyncio import IncompleteReadError, StreamReader, StreamWriter
from collections.abc import Awaitable, Callable

from sim.pki import Pki

Respond = Callable[[StreamReader, StreamWriter], Awaitable[None]]


def answer(status: str = "200 OK", body: bytes = b"<ok/>") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/xml\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


async def answer_well(_: StreamReader, writer: StreamWriter) -> None:
    writer.write(answer())


class TlsServer:
    """``subjects``: who connected, one entry a handshake. ``bodies``: what arrived whole."""

    def __init__(self, pki: Pki) -> None:
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.maximum_version = ssl.TLSVersion.TLSv1_2
        self.context.load_cert_chain(pki.sefaz_cert, pki.sefaz_key)
        self.context.load_verify_locations(pki.icp_ca)
        self.context.verify_mode = ssl.CERT_REQUIRED
        self.respond: Respond = answer_well
        self.subjects: list[str] = []
        self.bodies: list[bytes] = []
        self.arrived = asyncio.Event()
        self._connections: dict[asyncio.Task[None], StreamWriter] = {}

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self.context)
        self.port = self._server.sockets[0].getsockname()[1]
        self.url = f"https://localhost:{self.port}/ws"

    async def stop(self) -> None:
        self._server.close()
        await self.drop()

    async def drop(self) -> None:
        """Close every connection; returns when they are closed."""
        for connection, writer in tuple(self._connections.items()):
            writer.transport.abort()
            await asyncio.wait([connection])

    async def _serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        self.subjects.append(_common_name(writer))
        connection = asyncio.current_task()
        assert connection is not None
        self._connections[connection] = writer
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                self.bodies.append(await reader.readexactly(_length(head)))
                self.arrived.set()
                await self.respond(reader, writer)
                await writer.drain()
        except (IncompleteReadError, ConnectionError, ssl.SSLError):
            return
        finally:
            del self._connections[connection]
            writer.close()


def _common_name(writer: StreamWriter) -> str:
    subject = writer.get_extra_info("peercert")["subject"]
    return str(dict(pair for part in subject for pair in part)["commonName"])


def _length(head: bytes) -> int:
    lines = head.decode("latin-1").split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines[1:] if line)
    return int(headers["content-length"])
