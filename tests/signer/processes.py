"""The signer processes of this test process, seen from outside."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def children() -> list[int]:
    """Signer processes that are alive, oldest first."""
    listed = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return [int(pid) for pid in listed if is_signer(int(pid))]


def is_signer(pid: int) -> bool:
    try:
        return b"edge.signer.process" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return False


def only_child() -> int:
    (pid,) = children()
    return pid


@contextmanager
def stopped(pid: int) -> Iterator[int]:
    """A process that does nothing, as one whose token does not answer."""
    os.kill(pid, signal.SIGSTOP)
    yield pid
    if is_signer(pid):
        os.kill(pid, signal.SIGCONT)
