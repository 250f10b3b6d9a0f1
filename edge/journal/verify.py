"""Is the journal what was written? A walk along the chain and the bytes it names."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edge.journal.chain import GENESIS, entry_hash
from edge.journal.database import connect_reader, why
from edge.journal.facts import BLOB_FIELDS, digest_name


@dataclass(frozen=True, kw_only=True, slots=True)
class Break:
    """The first entry that is not as it was written; ``why`` is for the log and the technician."""

    seq: int
    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class VerifyReport:
    """What was found whole: ``entries`` of them, up to the one with the hash ``head`` (hex).

    A cut-off tail leaves a shorter, whole chain: it shows only beside a head kept elsewhere.
    """

    entries: int
    head: str
    broken: Break | None


def verify(path: Path) -> VerifyReport:
    """Walk the whole journal at ``path``, beside a running daemon or without one.

    Raises ``StorageFailed`` when there is no journal to read at all.
    """
    with closing(connect_reader(path)) as connection:
        return walk(connection)


def walk(connection: sqlite3.Connection, *, after: int = 0) -> VerifyReport:
    """The entries with ``seq > after``; the one at ``after`` is taken as it stands."""
    seq, head, broken = after, GENESIS, None
    try:
        if after:
            head = connection.execute(
                "SELECT hash FROM entries WHERE seq = ?", (after,)
            ).fetchone()[0]
        # One statement is one snapshot, whatever is appended meanwhile. Texts come as the bytes
        # they are, since a damaged one may be no UTF-8.
        for row in connection.execute(
            "SELECT seq, CAST(at AS BLOB) AS at, CAST(kind AS BLOB) AS kind,"
            " CAST(subject AS BLOB) AS subject, CAST(body AS BLOB) AS body, hash"
            " FROM entries WHERE seq > ? ORDER BY seq",
            (after,),
        ):
            problem = _problem(connection, row, expected=seq + 1, previous=head)
            if problem is not None:
                broken = Break(seq=seq + 1, why=problem)
                break
            seq, head = row["seq"], row["hash"]
    except sqlite3.DatabaseError as error:
        broken = Break(seq=seq + 1, why=why(error))
    return VerifyReport(entries=seq - after, head=head.hex(), broken=broken)


def _problem(
    connection: sqlite3.Connection, row: sqlite3.Row, *, expected: int, previous: bytes
) -> str | None:
    if row["seq"] != expected:
        return "it is missing"
    texts = {name: row[name] for name in ("at", "kind", "subject", "body")}
    if not all(isinstance(text, bytes) for text in texts.values()):
        return "it is damaged"
    if entry_hash(previous, expected, **texts) != row["hash"]:
        return "its hash does not fit"
    body: dict[str, Any] = json.loads(texts["body"])
    for field, name in body.items():
        if isinstance(name, str) and name.startswith("sha256:"):
            problem = _blob_problem(connection, field, name)
            if problem is not None:
                return problem
    return None


def _blob_problem(connection: sqlite3.Connection, field: str, name: str) -> str | None:
    row = connection.execute("SELECT data FROM blobs WHERE name = ?", (name,)).fetchone()
    if row is None:
        return f"the bytes of its {field} are missing" if field in BLOB_FIELDS else None
    if digest_name(row["data"]) != name:
        return f"the bytes of its {field} are damaged"
    return None
