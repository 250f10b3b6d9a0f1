"""Is SEFAZ reached, and is nothing owed to it for too long?"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import ClassVar

from edge.clock import Clock
from edge.health.check import OK, Finding, attention, failing
from edge.journal.rows import DocumentRow
from edge.sefaz.line import LineState, Mode

#: What was issued offline is due at the end of the next business day (Ajuste SINIEF 19/16, clause
#: 11 §1 II), which states take as 24 hours; this leaves time to act.
_LONG = timedelta(hours=20)


class SefazCheck:
    """``line`` gives the mode, ``owed`` the documents SEFAZ does not have yet, oldest first."""

    name: ClassVar = "sefaz"

    def __init__(
        self,
        *,
        line: Callable[[], LineState],
        owed: Callable[[], Awaitable[Sequence[DocumentRow]]],
        clock: Clock,
    ) -> None:
        self._line = line
        self._owed = owed
        self._clock = clock

    async def run(self) -> Finding:
        owed = await self._owed()
        if owed and self._clock.now() - datetime.fromisoformat(owed[0].dhEmi) > _LONG:
            return failing("health.sefaz_owed", dhEmi=owed[0].dhEmi, access_key=owed[0].access_key)
        line = self._line()
        if line.mode is Mode.CONTINGENCY:
            since = None if line.since is None else line.since.isoformat()
            return attention("health.sefaz_contingency", reason=line.reason, since=since)
        return OK
