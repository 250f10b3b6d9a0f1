"""What systemd is told: ready, alive, stopping (sd_notify(3), sd_watchdog_enabled(3))."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress

import structlog

from edge.errors import EdgeError, StorageFailed
from edge.journal.journal import Journal

_MICROSECONDS = 1_000_000

log = structlog.get_logger(__name__)


class Notifier:
    """Says things to systemd; where nobody listens, says nothing.

    ``address`` is a socket's path, or ``@name`` for an abstract one. ``watchdog`` is the number of
    seconds after which systemd takes the daemon for hung; None when it does not watch.
    """

    def __init__(self, address: str | None = None, *, watchdog: float | None = None) -> None:
        self._address = re.sub("^@", "\0", address) if address else None
        self.watchdog = watchdog

    @classmethod
    def from_environment(cls, environment: Mapping[str, str], *, pid: int) -> Notifier:
        """By NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID: the last says whom systemd watches."""
        period = environment.get("WATCHDOG_USEC", "")
        watched = environment.get("WATCHDOG_PID", str(pid)) == str(pid)
        return cls(
            environment.get("NOTIFY_SOCKET"),
            watchdog=int(period) / _MICROSECONDS if period.isdecimal() and watched else None,
        )

    def ready(self, status: str) -> None:
        """Everything is up; ``status`` is what ``systemctl status`` shows."""
        self._say("READY=1", f"STATUS={status}")

    def status(self, status: str) -> None:
        self._say(f"STATUS={status}")

    def stopping(self) -> None:
        self._say("STOPPING=1")

    def alive(self) -> None:
        self._say("WATCHDOG=1")

    def _say(self, *lines: str) -> None:
        if self._address is None:
            return
        message = "\n".join(line.replace("\n", " ") for line in lines).encode()
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as line:
            try:
                line.sendto(message, self._address)
            except OSError as error:  # nobody to tell is no reason to stop selling
                log.warning("notify.failed", why=str(error))


async def keep_alive(notifier: Notifier, alive: Callable[[], Awaitable[bool]]) -> None:
    """Pat the watchdog at half its period, as long as ``alive`` says yes in good time. For ever.

    That this runs at all shows that the event loop turns. Where nobody watches it only waits.
    """
    if notifier.watchdog is None:
        await asyncio.Event().wait()
        return
    loop, half = asyncio.get_running_loop(), notifier.watchdog / 2
    while True:
        begun = loop.time()
        with suppress(TimeoutError):
            async with asyncio.timeout(half / 2):
                if await alive():
                    notifier.alive()
        await asyncio.sleep(begun + half - loop.time())


def journal_alive(journal: Journal) -> Callable[[], Awaitable[bool]]:
    """Whether the journal's threads answer.

    A full disk is an answer: a restart would not mend it, and the box must stay up to say so. A
    journal that is sealed after an I/O error is opened again only by a restart.
    """

    async def alive() -> bool:
        try:
            await journal.move_cursor("health.watchdog", journal.head)
        except StorageFailed as error:
            return error.code != "journal.sealed"
        except EdgeError:
            return True
        return True

    return alive
