"""What a shop keeps in its directory from one opening to the next."""

from __future__ import annotations

import fcntl
import json
import random
import secrets
import socket
from contextlib import ExitStack
from pathlib import Path

_PORTS = range(20000, 30000)  # below the kernel's own range: nobody is given one of them by chance


class Kept:
    """The till's key and the daemon's port, the same each time; a port that is taken is changed."""

    def __init__(self, file: Path) -> None:
        known = json.loads(file.read_text()) if file.exists() else {}
        self.till_key: str = known.get("till_key") or secrets.token_urlsafe(24)
        port = known.get("port")
        self.port: int = port if port and _is_free(port) else _free_port()
        write_secret(file, json.dumps({"till_key": self.till_key, "port": self.port}))


def lock(directory: Path) -> ExitStack | None:
    """One shop a directory: None when another one holds it.

    The kernel gives the lock back however the process ends.
    """
    with ExitStack() as stack:
        file = stack.enter_context((directory / "lock").open("w"))
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return None
        return stack.pop_all()


def write_secret(file: Path, text: str) -> None:
    """Readable by the owner alone, from the moment it exists."""
    file.touch(mode=0o600)
    file.write_text(text)


def _free_port() -> int:
    return next(port for port in random.sample(_PORTS, k=100) if _is_free(port))


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
