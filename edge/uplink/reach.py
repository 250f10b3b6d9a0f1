"""Whether the broker would let the box in, without disturbing a daemon that is connected."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from edge.config import Uplink
from edge.errors import Unavailable
from edge.uplink.connection import tls_context
from edge.uplink.trouble import code_of

#: A broker that does not like the certificate says so at once; a silent one waits for us.
_OBJECTION_S = 1.0


async def reach(settings: Uplink, *, timeout: float = 10.0) -> None:
    """TLS with the box's certificate, and no further: an MQTT session would end the daemon's own.

    Raises ``Unavailable`` with the code of what is wrong, ``ConfigProblem`` for our own files.
    """
    tls = await asyncio.to_thread(tls_context, settings)
    try:
        async with asyncio.timeout(timeout):
            reader, writer = await asyncio.open_connection(settings.host, settings.port, ssl=tls)
    except (OSError, UnicodeError) as error:
        raise Unavailable(code_of(error)) from None
    try:
        with suppress(TimeoutError):
            async with asyncio.timeout(_OBJECTION_S):
                await reader.read(1)
                raise Unavailable("uplink.tls_failed")
    except OSError:  # the alert of TLS 1.3 comes when the handshake is over
        raise Unavailable("uplink.tls_failed") from None
    finally:
        writer.transport.abort()
