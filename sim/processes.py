"""Child processes that never outlive the shop: tethered, in their own session, logged to a file."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Mapping, Sequence
from pathlib import Path

from sim import tether


class Child:
    """A running command. The kernel kills it when this process dies (see ``sim.tether``).

    It has a session of its own, so that Ctrl-C in a terminal reaches only the shop, which then
    stops its children in order.
    """

    def __init__(self, process: Process, log: Path) -> None:
        self._process = process
        self.log = log

    @classmethod
    async def start(
        cls,
        command: Sequence[str],
        *,
        log: Path,
        environment: Mapping[str, str] | None = None,
        directory: Path | None = None,
    ) -> Child:
        """Start ``command`` in ``directory``; what it writes is appended to ``log``.

        ``environment`` is added to this process's own. Raises ``OSError`` when ``log`` cannot be
        written; a command that does not exist ends at once and says so in the log.
        """
        tethered = [sys.executable, "-IS", tether.__file__, str(os.getpid()), *command]
        with log.open("ab") as output:
            process = await asyncio.create_subprocess_exec(
                *tethered,
                stdin=DEVNULL,
                stdout=output,
                stderr=output,
                env={**os.environ, **(environment or {})},
                cwd=directory,
                start_new_session=True,
            )
        return cls(process, log)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process.returncode is None

    @property
    def returncode(self) -> int | None:
        """None while it runs; negative: the signal that ended it."""
        return self._process.returncode

    async def wait(self) -> int:
        return await self._process.wait()

    async def kill(self) -> None:
        """End it as a power cut would (SIGKILL), and only it."""
        self._signal(signal.SIGKILL)
        await self._process.wait()

    async def stop(self, *, patience_s: float = 5.0) -> None:
        """Ask it to end (SIGTERM); after ``patience_s``, and for what it leaves behind, SIGKILL."""
        self._signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(self._process.wait(), patience_s)
        except TimeoutError:
            self._signal(signal.SIGKILL)
            await self._process.wait()
        finally:
            self._end_session()

    def tail(self, lines: int = 20) -> str:
        """The last lines of the log."""
        text = self.log.read_text("utf-8", errors="replace") if self.log.exists() else ""
        return "\n".join(text.splitlines()[-lines:])

    def _signal(self, number: signal.Signals) -> None:
        if self.running:
            self._process.send_signal(number)

    def _end_session(self) -> None:
        """Children of the child share its process group unless they asked for their own."""
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
