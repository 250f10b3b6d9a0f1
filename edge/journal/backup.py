"""A second copy, taken while the journal is in use, and proven before it counts."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from edge.errors import Conflict, StorageFailed, Untrusted
from edge.journal.database import connect_reader, why
from edge.journal.verify import VerifyReport, verify


def backup(journal: Path, copy: Path) -> VerifyReport:
    """Copy ``journal`` to ``copy`` by SQLite's online backup; the name appears when it is whole.

    Copying the file itself would tear it: half of a journal in use stands in its write-ahead log.
    Raises ``Conflict("journal.copy_exists")``, ``StorageFailed``, and
    ``Untrusted("journal.chain_broken")`` when what was copied is not whole.
    """
    if copy.exists():
        raise Conflict("journal.copy_exists", path=str(copy))
    part = copy.with_name(f"{copy.name}.part")
    try:
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        with closing(connect_reader(journal)) as source, closing(sqlite3.connect(part)) as target:
            source.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")  # one file; its opener turns WAL on
        report = verify(part)
        if report.broken is not None:
            raise Untrusted("journal.chain_broken", seq=report.broken.seq, why=report.broken.why)
        _sync(part)
        part.rename(copy)
        _sync(copy.parent)
    except sqlite3.Error as error:
        raise StorageFailed("journal.write_failed", why=why(error)) from error
    except OSError as error:
        raise StorageFailed("journal.write_failed", why=str(error)) from error
    finally:
        part.unlink(missing_ok=True)
    return report


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
