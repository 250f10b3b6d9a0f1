"""Can the journal be written? It is asked to, durably; nothing less would tell."""

from __future__ import annotations

from typing import ClassVar

from edge.health.check import OK, Finding
from edge.journal.journal import Journal

_CURSOR = "health.journal"


class JournalCheck:
    """Moves a cursor of its own, which writes and syncs. Raises what the journal raises."""

    name: ClassVar = "journal"

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    async def run(self) -> Finding:
        seen = await self._journal.cursor(_CURSOR)
        await self._journal.move_cursor(_CURSOR, seen + 1)
        return OK
