"""One writer: a lock that the kernel lets go of when its holder dies, however it dies."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from edge.errors import Conflict, StorageFailed


def take_lock(journal: Path) -> int:
    """Lock ``journal`` for writing (``journal.db`` by ``journal.lock``); close what comes back.

    Raises ``Conflict("journal.in_use")`` when another writer has it.
    """
    path = journal.with_suffix(".lock")
    try:
        handle = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StorageFailed("journal.unreadable", path=str(path), why=str(error)) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(handle)
        raise Conflict("journal.in_use", path=str(journal)) from error
    return handle
