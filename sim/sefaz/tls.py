"""The server's end of TLS over a socket, alerts included: a client is told why it is turned away.

The TLS of asyncio drops the alert of a handshake that fails.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

_CHUNK = 64 * 1024
_HANDSHAKE_S = 10.0

Result = TypeVar("Result")


class TlsConnection:
    """One connection. Its methods raise ``OSError`` (``ssl.SSLError`` is one) when it fails."""

    def __init__(self, connection: socket.socket, context: ssl.SSLContext) -> None:
        self._socket = connection
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_side=True)

    async def handshake(self) -> bytes:
        """The client's certificate, DER. Raises ``TimeoutError`` after 10 s."""
        async with asyncio.timeout(_HANDSHAKE_S):
            await self._carry(self._tls.do_handshake)
        return self._tls.getpeercert(binary_form=True) or b""

    async def read(self) -> bytes:
        """What comes next; empty at the end."""
        try:
            return await self._carry(lambda: self._tls.read(_CHUNK))
        except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
            return b""

    async def write(self, data: bytes) -> None:
        self._tls.write(data)
        await self._flush()

    async def _carry(self, step: Callable[[], Result]) -> Result:
        """Try ``step`` until it has all the bytes it needs."""
        while True:
            try:
                result = step()
            except ssl.SSLWantReadError:
                await self._flush()
                await self._fetch()
            except ssl.SSLError:
                await self._flush()
                raise
            else:
                await self._flush()
                return result

    async def _fetch(self) -> None:
        data = await asyncio.get_running_loop().sock_recv(self._socket, _CHUNK)
        if data:
            self._incoming.write(data)
        else:
            self._incoming.write_eof()

    async def _flush(self) -> None:
        if self._outgoing.pending:
            data = self._outgoing.read()
            await asyncio.get_running_loop().sock_sendall(self._socket, data)


def server_context(certificate: Path, key: Path, client_ca: Path) -> ssl.SSLContext:
    """TLS 1.2 and nothing else, as all authorisers; no client comes in without a certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(certificate, key)
    context.load_verify_locations(client_ca)
    context.verify_mode = ssl.CERT_REQUIRED
    return context
