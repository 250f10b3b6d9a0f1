"""Files that are nowhere: for libraries that take secrets only by path."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def memory_file(content: bytes) -> Iterator[Path]:
    """A path at which this process alone reads ``content``, until the end of the block.

    It lies in memory and never touches a disk, and nothing is left of it however the process ends.
    """
    fd = os.memfd_create("signer", os.MFD_CLOEXEC)
    try:
        with os.fdopen(fd, "wb", closefd=False) as file:
            file.write(content)
        yield Path(f"/proc/self/fd/{fd}")
    finally:
        os.close(fd)
