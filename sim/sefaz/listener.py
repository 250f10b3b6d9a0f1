"""A listening port that can be shut and opened again without losing its number."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Coroutine
from typing import Any

_BACKLOG = 128


class Listener:
    """Accepts connections and runs ``serve`` on each, in a task of its own.

    ``shut`` closes the listening socket and binds another to the same port without listening on it:
    connections are refused, and nobody else can take the port.
    """

    def __init__(
        self, host: str, port: int, serve: Callable[[socket.socket], Coroutine[Any, Any, None]]
    ) -> None:
        self._host = host
        self._port = port
        self._serve = serve
        self._socket: socket.socket | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._listening = False

    @property
    def port(self) -> int:
        """The number; 0 was replaced by a free one when it was opened."""
        return self._port

    def open(self) -> None:
        """Listen. Call it on the running loop. Raises ``OSError`` when the port is taken."""
        if self._listening:
            return
        bound = self._socket or self._bind()
        bound.listen(_BACKLOG)
        asyncio.get_running_loop().add_reader(bound, self._accept, bound)
        self._socket = bound
        self._listening = True

    def shut(self) -> None:
        """Refuse connections and drop those there are."""
        if self._listening:
            self._stop_listening()
            self._socket = self._bind()
        for task in self._tasks:
            task.cancel()

    async def close(self) -> None:
        """End everything and give the port back."""
        if self._listening:
            self._stop_listening()
        elif self._socket is not None:
            self._socket.close()
        self._socket = None
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _bind(self) -> socket.socket:
        bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.settimeout(0)
        try:
            bound.bind((self._host, self._port))
        except OSError:
            bound.close()
            raise
        self._port = bound.getsockname()[1]
        return bound

    def _stop_listening(self) -> None:
        if self._socket is not None:
            asyncio.get_running_loop().remove_reader(self._socket)
            self._socket.close()
        self._listening = False

    def _accept(self, bound: socket.socket) -> None:
        try:
            connection, _ = bound.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return
        connection.settimeout(0)
        task = asyncio.get_running_loop().create_task(self._serve(connection))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
