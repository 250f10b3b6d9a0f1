"""The printer as a whole: what arrives, what is executed, what comes out, what goes wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Literal

from sim.printer import realtime
from sim.printer.condition import (
    Condition,
    State,
    automatic_status,
    is_reported,
)
from sim.printer.faults import FAULTS, Voice
from sim.printer.head import Head
from sim.printer.mechanism import Mechanism
from sim.printer.modes import MODES
from sim.printer.paper import Geometry, Receipt, Strip
from sim.printer.port import Port
from sim.printer.stream import Parser, Piece
from sim.printer.tray import Tray
from sim.printer.troubles import Troubles

_BUFFER = 65536  # bytes received and not yet executed; beyond it the printer stops reading
_DRAWER_STAYS_OPEN_S = 3.0


class Printer:
    """A receipt printer on a TCP port. ``mode`` is the language it speaks (``MODES``).

    ``directory``: each receipt is also saved there as ``0001.txt`` and ``0001.png``.
    ``second_client``: one client is served at a time; another one waits, or is refused.
    ``idle_s``: paper that was printed and not cut is torn off after so long without work.
    ``seed`` makes its noise the same each time.
    """

    FAULTS: ClassVar = FAULTS

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        columns: int = 48,
        dots: int = 576,
        directory: Path | None = None,
        speed_mm_s: float = 2000.0,
        second_client: Literal["wait", "refuse"] = "wait",
        idle_s: float = 2.0,
        mode: str = "epson",
        seed: int = 0,
    ) -> None:
        self.condition = Condition()
        self.drawer_pulses = 0
        self._port = Port(
            host, port, second_client=second_client, attend=self._attend, receive=self._receive
        )
        self._head = Head(
            geometry=Geometry(dots=dots, columns=columns),
            condition=self.condition,
            speed_mm_s=speed_mm_s,
            deliver=self._deliver,
        )
        self._dialect = MODES[mode]
        self._mechanism = Mechanism(
            self._dialect,
            head=self._head,
            condition=self.condition,
            font_a=(dots // columns, 24),
            answer=self._answer,
            pulse=self._pulse,
        )
        self._tray = Tray(directory)
        self._idle_s = idle_s
        self._voice = Voice(seed)
        self._troubles = Troubles(
            port=self._port,
            condition=self.condition,
            mechanism=self._mechanism,
            voice=self._voice,
            switch_off=self._switch_off,
        )
        self._urgent = self._dialect.urgent()
        self._parser = Parser(self._dialect.framing)
        self._queue: asyncio.Queue[Piece] = asyncio.Queue()
        self._buffered = 0
        self._room = asyncio.Event()
        self._working: asyncio.Task[None] | None = None
        self._cut_for_client = False
        self.condition.listen(self._report)

    @property
    def url(self) -> str:
        return f"tcp://{self._port.host}:{self._port.number}"

    async def start(self) -> None:
        """Raises ``OSError`` when the port is taken."""
        self._port.open()
        self._work()

    async def stop(self) -> None:
        self._port.close()
        self._clear_buffers()
        if self._working:
            self._working.cancel()
        await self._port.closed()
        await self._tray.saved()

    def receipts(self) -> Sequence[Receipt]:
        """Everything that left the printer since it started, oldest first."""
        return self._tray.receipts()

    def last(self) -> Receipt | None:
        return next(reversed(self._tray.receipts()), None)

    async def received(self, count: int) -> Sequence[Receipt]:
        """Waits until so many receipts exist."""
        return await self._tray.received(count)

    def set_fault(
        self,
        name: str,
        *,
        after_mm: float | None = None,
        after_bytes: int = 0,
        bytes_per_second: float = 960.0,
    ) -> None:
        """Raises ``ValueError`` for a name that is not in ``FAULTS``."""
        self._troubles.set(
            name, after_mm=after_mm, after_bytes=after_bytes, bytes_per_second=bytes_per_second
        )

    def clear_faults(self) -> None:
        """New paper, cover closed, knife free, switched on, reading and answering."""
        self._troubles.clear()

    def _switch_off(self) -> None:
        self._port.close()
        self._clear_buffers()
        self._tear_off()

    def _attend(self) -> None:
        self._urgent = self._dialect.urgent()
        self._cut_for_client = False

    async def _receive(self, data: bytes) -> None:
        done = 0
        for end, request in self._urgent.feed(data):
            self._buffer(data[done:end])
            self._real_time(request)
            done = end
        self._buffer(data[done:])
        while self._buffered > _BUFFER:
            self._room.clear()
            await self._room.wait()

    def _buffer(self, data: bytes) -> None:
        for piece in self._parser.feed(data):
            if self._dialect.is_work(piece):
                self._buffered += piece.size
                self._queue.put_nowait(piece)

    def _real_time(self, request: realtime.RealTime) -> None:
        match request:
            case realtime.AskStatus(n=n):
                self._tell_status(b"\x10\x04" + bytes([n]))
            case realtime.Asked(question=question):
                self._tell_status(question)
            case realtime.Recover(clear=clear):
                if clear:
                    self._clear_buffers()
                self.condition.change(cutter_error=False)
            case realtime.PulseDrawer():
                self._pulse()
            case realtime.ClearBuffers():
                self._clear_buffers()
                self._answer(b"\x37\x25\x00")

    def _tell_status(self, question: bytes) -> None:
        state = self.condition.state
        printing = state.online and self._buffered > 0
        self._answer(self._dialect.status(question, state, printing))

    def _answer(self, data: bytes) -> None:
        self._port.send(self._voice.said(data))

    def _report(self, before: State, after: State) -> None:
        """Automatic Status Back."""
        if is_reported(before, after, self._mechanism.automatic_status):
            self._answer(automatic_status(after))

    def _clear_buffers(self) -> None:
        """What was received and not printed is lost; the mechanism starts anew."""
        self._parser.clear()
        self._queue = asyncio.Queue()
        self._buffered = 0
        self._room.set()
        self._mechanism.reset()
        self._work()

    def _work(self) -> None:
        if self._working:
            self._working.cancel()
        self._working = asyncio.get_running_loop().create_task(self._execute(self._queue))

    async def _execute(self, queue: asyncio.Queue[Piece]) -> None:
        while True:
            try:
                async with asyncio.timeout(self._idle_s):
                    piece = await queue.get()
            except TimeoutError:
                self._tear_off()
                piece = await queue.get()
            await self._mechanism.execute(piece)
            self._buffered -= piece.size
            self._room.set()

    def _pulse(self) -> None:
        """The drawer springs open, and somebody closes it after a while.

        A pulse after the cut belongs to the receipt that was cut.
        """
        self.drawer_pulses += 1
        if self._cut_for_client and not self._head.strip.printed:
            self._tray.add_pulse()
        else:
            self._head.strip.drawer_pulses += 1
        self.condition.change(drawer_open=True)
        loop = asyncio.get_running_loop()
        loop.call_later(_DRAWER_STAYS_OPEN_S, self._close_drawer)

    def _close_drawer(self) -> None:
        self.condition.change(drawer_open=False)

    def _tear_off(self) -> None:
        """A hand takes what hangs out, if anything does."""
        if self._head.strip.noted:
            self._head.eject(None)
        self._head.strip.drawer_pulses = 0

    def _deliver(self, strip: Strip, cut: str | None) -> None:
        self._tray.add(strip, cut)
        self._cut_for_client = cut is not None
