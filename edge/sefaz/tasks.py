"""Work that only a person can do, journaled so that it is neither lost nor said twice."""

from __future__ import annotations

from edge.journal.facts import Fact
from edge.journal.journal import Journal
from edge.journal.rows import DocumentRow
from edge.journal.views import open_tasks


def task(code: str, row: DocumentRow, **params: object) -> Fact:
    """The fact that opens task ``code`` about a document."""
    return Fact(
        kind="task_opened",
        subject=f"{code}:{row.access_key}",
        body={"code": code, "params": {"access_key": row.access_key, "nNF": row.nNF, **params}},
    )


async def open_task(journal: Journal, code: str, row: DocumentRow, **params: object) -> None:
    """Open task ``code`` about a document, unless it is open already."""
    fact = task(code, row, **params)
    if all(known.task_id != fact.subject for known in await journal.query(open_tasks)):
        await journal.append(fact)


async def close_task(journal: Journal, task_id: str, *, reason: str) -> None:
    """The box has done it itself, or it has become another task: ``reason`` is a code."""
    if any(known.task_id == task_id for known in await journal.query(open_tasks)):
        body = {"by": "box", "reason": reason}
        await journal.append(Fact(kind="task_closed", subject=task_id, body=body))
