"""HTTPS posts of which one knows afterwards whether anything has left the box.

With httpcore, the inside of httpx, alone: the process starts a quarter of a second sooner and is
3 MB smaller; redirects, cookies and decoding would not be used anyway.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable, Mapping
from typing import Any

import httpcore

from edge.errors import NotSent, Uncertain
from edge.signer.types import HttpAnswer

#: TCP and TLS each. A token takes a second to sign, a busy server more.
_CONNECT_S = 10.0
#: Longer than a lull between two customers, shorter than most servers keep a silent connection.
_KEEPALIVE_S = 55.0
#: httpcore tells of this before it writes the first byte of a request.
_LEAVING = "http11.send_request_headers.started"

#: Lets the kernel notice within 35 s that a router has forgotten an idle connection; otherwise the
#: next sale would find out, by being uncertain.
_SOCKET_OPTIONS = (
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
    (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 20),
    (socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 5),
    (socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 3),
)
_FAILURES = (
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.TimeoutException,
    httpcore.UnsupportedProtocol,
    TimeoutError,
)


class _Withdrawn(Exception):
    """The daemon took the permit back; the request must not leave any more."""


class HttpsClient:
    """Keeps connections open between posts: a new one costs a signature by the token.

    HTTP/1.1 only: hosts that ask for the certificate by renegotiation refuse HTTP/2.
    """

    def __init__(self, context: ssl.SSLContext) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=context,
            keepalive_expiry=_KEEPALIVE_S,
            socket_options=_SOCKET_OPTIONS,
        )

    async def post(
        self,
        url: str,
        *,
        headers: Mapping[str, str],
        body: bytes,
        deadline: float,
        permit: Callable[[], bool],
    ) -> HttpAnswer:
        """The answer, if it is whole before ``deadline`` (the event loop's time).

        ``permit`` is asked once, right before the first byte leaves. Raises ``NotSent`` when it was
        not asked yet or said no, and ``Uncertain`` from then on. A kept connection that the server
        closed at the very moment of our writing is uncertain too: it may have read the request.
        """
        leaving = False

        async def trace(event: str, _: Mapping[str, Any]) -> None:
            nonlocal leaving
            if event == _LEAVING:
                if not permit():
                    raise _Withdrawn
                leaving = True

        try:
            async with asyncio.timeout_at(deadline):
                answer = await self._pool.request(
                    "POST",
                    url,
                    headers=[("User-Agent", "white-edge"), *headers.items()],
                    content=body,
                    extensions={"trace": trace, "timeout": {"connect": _CONNECT_S}},
                )
        except (*_FAILURES, _Withdrawn) as error:
            code, why = _cause(error)
            if leaving:
                raise Uncertain("signer.no_answer", url=url, why=why) from None
            raise NotSent(code, url=url, why=why) from None
        return HttpAnswer(
            status=answer.status,
            headers={
                name.decode("latin-1").lower(): value.decode("latin-1")
                for name, value in answer.headers
            },
            body=answer.content,
        )

    async def close(self) -> None:
        await self._pool.aclose()


def _cause(error: Exception) -> tuple[str, str]:
    """Why no connection came about: a code, and the words of the innermost error."""
    while (deeper := _below(error)) is not None:
        error = deeper
    why = str(error) or type(error).__name__
    match error:
        case ssl.SSLCertVerificationError():
            return "signer.server_not_trusted", error.verify_message
        case ssl.SSLError() if "EVP lib" in why:
            # Whatever goes wrong with the token in a handshake comes out of OpenSSL as these words.
            return "signer.key_failed", why
        case ssl.SSLError():
            return "signer.tls_failed", why
        case _:
            return "signer.unreachable", why


def _below(error: Exception) -> Exception | None:
    if isinstance(error, ExceptionGroup):
        first: Exception = error.exceptions[0]
        return first
    deeper = error.__cause__ or error.__context__
    return deeper if isinstance(deeper, Exception) else None
