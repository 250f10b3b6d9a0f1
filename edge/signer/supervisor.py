"""Keeps one signer process running."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from edge.clock import Clock
from edge.errors import SignerProblem
from edge.signer.permits import Permits
from edge.signer.wire import Setup
from edge.signer.worker import Worker

#: A process that lived this long did not die of its start.
_STEADY_S = 10.0
_FIRST_REST_S = 0.5
_LONGEST_REST_S = 30.0
#: Shorter rests are waited for; during longer ones a till is told at once.
_TOO_LONG_TO_WAIT_S = 2.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Patience:
    """Seconds of silence after which a process is taken for hung, and ended.

    ``opening_s`` covers loading the module and logging in (pcscd alone takes two seconds to start);
    ``answering_s`` a few signatures, each of a second on slow tokens.
    """

    opening_s: float = 45.0
    answering_s: float = 15.0


class Supervisor:
    """Starts a process when there is none: at once, or after a rest when they keep dying."""

    def __init__(self, setup: Setup, permits: Permits, *, clock: Clock, patience: Patience) -> None:
        self._setup = setup
        self._permits = permits
        self._clock = clock
        self._patience = patience
        self._current: Worker | None = None
        self._workers: set[Worker] = set()
        self._running = asyncio.Event()
        self._vacant = asyncio.Event()
        self._closing = asyncio.Event()
        self._deaths = 0
        self._rest_s = 0.0
        self._started = 0.0
        self.next_try: datetime | None = None
        #: The first process is on its way, or the system has refused it.
        self.begun = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._vacant.set()
        self._task = asyncio.create_task(self._run())

    async def close(self) -> None:
        """End every process."""
        self._closing.set()
        self._vacant.set()
        if self._task is not None:
            # Not cancelled: a process that is just being started would be left behind.
            await asyncio.wait([self._task])
        for worker in tuple(self._workers):
            await worker.stop()
        self._running.set()  # for those who still wait: they are told that it is closed

    async def worker(self) -> Worker:
        """The process of now; waits for one that is being started.

        Raises ``SignerProblem`` when none will be started soon.
        """
        while self._current is None:
            if self._closing.is_set():
                raise SignerProblem("signer.closed")
            if self.next_try is not None:
                raise SignerProblem("signer.resting", next_try=self.next_try)
            await self._running.wait()
        return self._current

    async def _run(self) -> None:
        while not self._closing.is_set():
            await self._vacant.wait()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), self._rest_s)
                return
            self.next_try = None
            try:
                worker = await Worker.start(
                    self._setup,
                    self._permits,
                    opening_s=self._patience.opening_s,
                    on_leaving=self._vacate,
                )
            except OSError:
                self._count(self._deaths + 1)
                continue
            finally:
                self.begun.set()
            self._workers.add(worker)
            worker.ended.add_done_callback(partial(self._forget, worker))
            self._current = worker
            self._started = self._clock.monotonic()
            self._vacant.clear()
            self._running.set()

    def _vacate(self, worker: Worker) -> None:
        lived = self._clock.monotonic() - self._started
        self._count(self._deaths + 1 if worker.dead and lived < _STEADY_S else 0)
        self._current = None
        self._running.clear()
        self._vacant.set()

    def _count(self, deaths: int) -> None:
        """``deaths`` in a row: the first is forgiven at once."""
        self._deaths = deaths
        self._rest_s = min(_FIRST_REST_S * 2 ** (deaths - 2), _LONGEST_REST_S) if deaths > 1 else 0
        if self._rest_s >= _TOO_LONG_TO_WAIT_S:
            self.next_try = self._clock.now() + timedelta(seconds=self._rest_s)

    def _forget(self, worker: Worker, _: asyncio.Task[None]) -> None:
        self._workers.discard(worker)
