"""What ``edge journal …`` shows: plain dicts for ``--json``, and a table of them for people.

sqlite-utils is for this reading side only; the daemon never loads it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

from edge.journal.database import connect_reader
from edge.journal.rebuild import rebuild
from edge.journal.verify import verify

_WIDEST = 60
"""Characters of a cell in a table; ``--json`` shows all of it."""


def verify_report(path: Path) -> dict[str, Any]:
    """``{"whole": bool, "entries": n, "head": hex, "broken": {"seq", "why"} | None}``."""
    report = verify(path)
    return {"whole": report.broken is None, **asdict(report)}


def rebuild_report(path: Path, *, check: bool) -> dict[str, Any]:
    """``{"equal": bool, "entries": n, "differences": [{"table", "kind", "row"}], "replaced"}``."""
    report = rebuild(path, check=check)
    return {"equal": not report.differences, **asdict(report)}


def list_entries(
    path: Path,
    *,
    kind: str | None = None,
    subject: str | None = None,
    after: int = 0,
    limit: int = 100,
) -> Iterator[dict[str, Any]]:
    """Entries as ``{"seq", "at", "kind", "subject", "body", "hash"}``, in order.

    ``kind`` may end in ``*`` (``document_*``).
    """
    from sqlite_utils import Database

    with closing(connect_reader(path)) as connection:
        rows = Database(connection).query(
            "SELECT seq, at, kind, subject, body, lower(hex(hash)) AS hash FROM entries"
            " WHERE seq > :after AND (:kind IS NULL OR kind GLOB :kind)"
            " AND (:subject IS NULL OR subject = :subject) ORDER BY seq LIMIT :limit",
            {"after": after, "kind": kind, "subject": subject, "limit": limit},
        )
        for row in rows:
            yield {**row, "body": json.loads(row["body"])}


def as_table(rows: Iterable[Mapping[str, Any]]) -> str:
    """``rows`` in aligned columns under their names; empty when there are none."""
    cells = [{name: _cell(value) for name, value in row.items()} for row in rows]
    if not cells:
        return ""
    widths = {name: max(len(name), *(len(row[name]) for row in cells)) for name in cells[0]}
    lines = [{name: name for name in widths}, {name: "─" * widths[name] for name in widths}, *cells]
    return "\n".join(
        "  ".join(line[name].ljust(width) for name, width in widths.items()).rstrip()
        for line in lines
    )


def _cell(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 1]}…"
