"""The daemon's end of one signer process: starting it, asking it, ending it."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from asyncio import Future, StreamReader, StreamWriter
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Callable

from edge.config import Pkcs11, SignerConfig
from edge.errors import NotSent, Uncertain
from edge.signer.permits import Permits
from edge.signer.wire import (
    ANSWERS,
    Answer,
    Call,
    Cancel,
    Post,
    Request,
    Setup,
    frame,
    read_frame,
)

#: The process keeps the deadline of a request itself; when it is so late, it is stuck.
_GRACE_S = 0.2
#: How long a process may take to end once it was told to.
_STOP_S = 3.0


class WorkerGone(Exception):
    """The process ended before it answered. ``hung``: it was ended for not answering this."""

    def __init__(self, *, hung: bool) -> None:
        super().__init__(hung)
        self.hung = hung


class Worker:
    """One running process, and the requests it has not answered yet.

    ``on_leaving`` is called once, when nothing new can be asked of it: it is dead, or worn.
    ``ended`` is done when the process has gone.
    """

    def __init__(
        self,
        process: Process,
        streams: tuple[StreamReader, StreamWriter],
        *,
        permits: Permits,
        on_leaving: Callable[[Worker], None],
        setup: Setup,
        opening_s: float,
    ) -> None:
        self._process = process
        self._reader, self._writer = streams
        self._permits = permits
        self._on_leaving = on_leaving
        self._pending: dict[int, Future[Answer]] = {}
        self._last_id = 0
        self._leaving = False
        self.dead = False
        self._hung_on: int | None = None
        self._opening = self._send(setup, opening_s)
        self.ended = asyncio.create_task(self._read())

    @classmethod
    async def start(
        cls,
        setup: Setup,
        permits: Permits,
        *,
        opening_s: float,
        on_leaving: Callable[[Worker], None],
    ) -> Worker:
        """A new process, which has ``opening_s`` seconds to open its certificate.

        Raises ``OSError`` when the system refuses one.
        """
        ours, theirs = socket.socketpair()
        with theirs:
            fds = (theirs.fileno(), *permits.fds)
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "edge.signer.process", str(os.getpid()), *map(str, fds)),
                stdin=DEVNULL,
                pass_fds=fds,
                env={**os.environ, **_environment(setup.config)},
                # Ctrl-C in a terminal is for the daemon, which ends its signer when it is done.
                start_new_session=True,
            )
        return cls(
            process,
            await asyncio.open_unix_connection(sock=ours),
            permits=permits,
            on_leaving=on_leaving,
            setup=setup,
            opening_s=opening_s,
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    async def ask(self, call: Call, *, patience_s: float) -> Answer:
        """Its answer to ``call``. A process that is silent for ``patience_s`` seconds is ended.

        Raises ``WorkerGone``.
        """
        await asyncio.shield(self._opening)
        return await asyncio.shield(self._send(call, patience_s))

    async def admit(self) -> int:
        """A permit for one request, once the process is open. Raises ``WorkerGone``."""
        await asyncio.shield(self._opening)
        return await self._permits.grant()

    async def post(self, post: Post, *, patience_s: float) -> Answer:
        """Its answer to ``post``; ``NotSent`` or ``Uncertain`` when there is none in time.

        Raises ``WorkerGone`` only when nothing was sent.
        """
        answer = self._send(post, post.timeout + patience_s)
        try:
            await asyncio.wait([answer], timeout=post.timeout + _GRACE_S)
        finally:
            unsent = self._permits.take_back(post.permit)
            # Only when the process has done with it may the permit be given to another request.
            answer.add_done_callback(lambda _: self._permits.free(post.permit))
            if not answer.done():
                self._cancel(answer)
        if not answer.done():
            verdict = NotSent if unsent else Uncertain
            raise verdict("signer.no_answer_in_time", url=post.url, seconds=post.timeout)
        try:
            return answer.result()
        except WorkerGone:
            if unsent:
                raise
            raise Uncertain("signer.died", url=post.url) from None

    def retire(self) -> None:
        """Ask nothing more of it; it ends when it has answered what it was asked."""
        if not self._leaving:
            self._leaving = True
            self._on_leaving(self)
        if not self._pending:
            self._writer.close()

    async def stop(self) -> None:
        """End it now: in order if it listens, by force if it does not."""
        self.retire()
        self._writer.close()
        await asyncio.wait([self.ended])

    def _send(self, call: Setup | Call, patience_s: float) -> Future[Answer]:
        loop = asyncio.get_running_loop()
        answer: Future[Answer] = loop.create_future()
        answer.add_done_callback(_look_at)
        if self.dead:
            answer.set_exception(WorkerGone(hung=False))
            return answer
        self._last_id += 1
        self._pending[self._last_id] = answer
        alarm = loop.call_later(patience_s, self._end_hung, self._last_id)
        answer.add_done_callback(lambda _: alarm.cancel())
        self._writer.write(frame(Request(id=self._last_id, call=call)))
        return answer

    def _cancel(self, answer: Future[Answer]) -> None:
        found = next(number for number, each in self._pending.items() if each is answer)
        self._writer.write(frame(Request(id=0, call=Cancel(request=found))))

    def _end_hung(self, request: int) -> None:
        self._hung_on = request
        self._process.kill()

    async def _read(self) -> None:
        """Hand out answers until the process has gone; then tell those who still wait."""
        while (answer := await read_frame(self._reader, ANSWERS)) is not None:
            self._pending.pop(answer.id).set_result(answer)
            if answer.worn or self._leaving:
                self.retire()
        await self._bury()
        self.dead = True
        for request, waiting in self._pending.items():
            waiting.set_exception(WorkerGone(hung=request == self._hung_on))
        self._pending.clear()
        self.retire()

    async def _bury(self) -> None:
        """Only a process that is dead for certain sends nothing any more."""
        try:
            async with asyncio.timeout(_STOP_S):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()


def _environment(config: SignerConfig) -> dict[str, str]:
    """What the PKCS#11 modules want to find in their environment."""
    certificates = (config.document, config.transport)
    wanted = [each.environment for each in certificates if isinstance(each, Pkcs11)]
    return {name: value for environment in wanted for name, value in environment.items()}


def _look_at(answer: Future[Answer]) -> None:
    """So that asyncio does not complain of an answer nobody waits for any more."""
    if not answer.cancelled():
        answer.exception()
