"""The signer process: ``python -m edge.signer.process PARENT SOCKET PERMIT…`` (file descriptors).

One thread: PKCS#11 modules are called from here and only here. It ends when the daemon closes the
socket, and the kernel ends it when the daemon is killed.
"""

from __future__ import annotations

import asyncio
import ctypes
import os
import resource
import signal
import socket
import sys
from asyncio import StreamReader, StreamWriter, Task
from collections.abc import Sequence
from functools import partial

from edge.errors import Uncertain
from edge.signer.service import Service
from edge.signer.wire import REQUESTS, Answer, Cancel, Failure, Opened, Setup, frame, read_frame

_PR_SET_PDEATHSIG = 1  # prctl(2)
#: Nobody reads it: who cancels has made up their mind.
_CANCELLED = Uncertain("signer.cancelled")


async def serve(daemon: socket.socket, permits: Sequence[int]) -> None:
    """Answer requests until the daemon goes."""
    reader, writer = await asyncio.open_unix_connection(sock=daemon)
    first = await read_frame(reader, REQUESTS)
    if first is None or not isinstance(first.call, Setup):
        return
    service = Service(first.call, permits)
    service.open()
    writer.write(frame(Answer(id=first.id, value=Opened())))
    await _Conversation(service, reader, writer).run()


class _Conversation:
    """Every request gets exactly one answer, also one that was cancelled."""

    def __init__(self, service: Service, reader: StreamReader, writer: StreamWriter) -> None:
        self._service = service
        self._reader = reader
        self._writer = writer
        self._tasks: dict[int, Task[Answer]] = {}

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            while (request := await read_frame(self._reader, REQUESTS)) is not None:
                match request.call:
                    case Cancel(request=number):
                        if number in self._tasks:
                            self._tasks[number].cancel()
                    case Setup():
                        raise TypeError(request.call)
                    case call:
                        task = group.create_task(self._service.answer(request.id, call))
                        self._tasks[request.id] = task
                        task.add_done_callback(partial(self._reply, request.id))
            for task in self._tasks.values():
                task.cancel()
        await self._service.close()

    def _reply(self, number: int, task: Task[Answer]) -> None:
        del self._tasks[number]
        if task.cancelled():
            self._writer.write(frame(Answer(id=number, value=Failure.of(_CANCELLED))))
        elif task.exception() is None:
            self._writer.write(frame(task.result()))


def main(arguments: Sequence[str]) -> None:
    parent, daemon, *permits = map(int, arguments)
    die_with(parent)
    # The daemon decides when its signer ends, not who sends a signal to a whole group of processes.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    # There is a PIN or a key in this memory.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    asyncio.run(serve(socket.socket(fileno=daemon), permits))
    # Some modules crash in their own exit handlers (SoftHSM with OpenSSL 3). Nothing is left to do.
    os._exit(0)


def die_with(parent: int) -> None:
    """Have the kernel kill this process when ``parent`` ends; end now if it has already."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
        sys.exit(f"prctl: {os.strerror(ctypes.get_errno())}")
    if os.getppid() != parent:
        sys.exit("the daemon has gone")


if __name__ == "__main__":
    main(sys.argv[1:])
