"""The HTTP server inside the daemon's own event loop."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import uvicorn
from starlette.applications import Starlette

from edge.errors import ConfigProblem

#: How long answers that are under way may take when the daemon stops.
_GRACE_S = 5
#: Bytes of a WebSocket message: a till has nothing to say there.
_MOST_WORDS = 64 * 1024


class _Server(uvicorn.Server):
    """uvicorn without its signal handlers: the daemon decides when it stops."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def serve(app: Starlette, *, host: str, port: int) -> AsyncIterator[None]:
    """Serve while the context is open; raises ``ConfigProblem`` when the port cannot be had."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        loop="asyncio",
        http="h11",
        ws="websockets-sansio",
        ws_max_size=_MOST_WORDS,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE_S,
    )
    server = _Server(config)
    try:
        socket = config.bind_socket()
    except SystemExit:  # how uvicorn says that the address cannot be had
        raise ConfigProblem("lan.port_taken", field="lan.port", host=host, port=port) from None
    task = asyncio.create_task(server.serve(sockets=[socket]), name="http")
    while not server.started:
        if task.done():
            await task
        await asyncio.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        await task
        socket.close()
