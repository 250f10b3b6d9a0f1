"""The daemon under test: a child process, known only by its command line and its HTTP port."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import httpx

from sim.processes import Child

_ROOT = Path(__file__).resolve().parents[1]
_PATIENCE_S = 30.0
_POLL_S = 0.05


class DaemonFailed(Exception):
    """It ended, or did not answer in time; the message ends with the last lines of its log."""


class Daemon:
    """``python -m edge.cli run --config FILE``. It is ready when ``/v1/status`` answers 200."""

    def __init__(self, *, config: Path, log: Path, url: str, till_key: str) -> None:
        self.url = url
        self._command = [sys.executable, "-m", "edge.cli", "run", "--config", str(config)]
        self._log = log
        self._headers = {"Authorization": f"Bearer {till_key}"}
        self._child: Child | None = None

    @property
    def pid(self) -> int:
        """Raises ``DaemonFailed`` when it is not running."""
        if self._child is None or not self._child.running:
            raise DaemonFailed("the daemon is not running")
        return self._child.pid

    async def start(self) -> None:
        """Returns when it is ready; raises ``DaemonFailed``."""
        self._child = await Child.start(
            self._command, log=self._log, environment={"PYTHONUNBUFFERED": "1"}, directory=_ROOT
        )
        try:
            async with asyncio.timeout(_PATIENCE_S):
                await self._answering(self._child)
        except TimeoutError:
            await self._child.stop()
            raise self._failure(f"did not answer within {_PATIENCE_S:.0f} s") from None

    async def stop(self) -> None:
        """SIGTERM, as systemd does."""
        if self._child is not None:
            await self._child.stop()

    async def kill(self) -> None:
        """SIGKILL: as if the power had gone, for this process alone."""
        if self._child is not None:
            await self._child.kill()

    async def _answering(self, child: Child) -> None:
        async with httpx.AsyncClient(headers=self._headers, timeout=5.0) as client:
            while child.running:
                try:
                    answer = await client.get(f"{self.url}/v1/status")
                except httpx.TransportError:
                    await asyncio.sleep(_POLL_S)
                    continue
                if answer.status_code == httpx.codes.OK:
                    return
                await asyncio.sleep(_POLL_S)
        raise self._failure(f"ended with status {child.returncode}")

    def _failure(self, what: str) -> DaemonFailed:
        tail = self._child.tail() if self._child else ""
        return DaemonFailed(f"the daemon {what}; the end of {self._log}:\n{tail}")
