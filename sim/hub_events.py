"""What a hub keeps: every event once, by box, stream and number."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple


class StreamName(NamedTuple):
    tenant: str
    box: str
    stream: str


class HubEvents:
    """Events in the order they first came.

    ``memory`` is a file of JSON lines, one for each event: what a hub started again still knows.
    """

    def __init__(self, memory: Path | None = None) -> None:
        self._memory = memory
        self._events: list[dict[str, Any]] = []
        self._by_number: dict[StreamName, dict[int, dict[str, Any]]] = {}
        self._acked: dict[StreamName, int] = {}
        if memory is not None and memory.exists():
            for line in memory.read_text("utf-8").splitlines():
                self._take(json.loads(line))

    def keep(self, event: dict[str, Any]) -> None:
        """Keep ``event`` unless its number is known; then count it.

        ``duplicates``: how often it came again. ``conflicts``: ids of other events that came under
        the same number; there should be none.
        """
        if self._take(event) and self._memory is not None:
            with self._memory.open("a", encoding="utf-8") as file:
                file.write(json.dumps(event) + "\n")

    def all(self) -> list[dict[str, Any]]:
        return [dict(event) for event in self._events]

    def streams(self) -> list[StreamName]:
        return list(self._acked)

    def acked(self, name: StreamName) -> int:
        """The number up to which no event is missing."""
        return self._acked[name]

    def _take(self, event: dict[str, Any]) -> bool:
        """Whether it was new."""
        name = StreamName(event["tenant"], event["box"], event["stream"])
        kept = self._by_number.setdefault(name, {})
        known = kept.get(event["seq"])
        if known is not None:
            known["duplicates"] += 1
            if known["id"] != event["id"]:
                known["conflicts"].append(event["id"])
            return False
        new = kept[event["seq"]] = {**event, "duplicates": 0, "conflicts": []}
        self._events.append(new)
        self._acked.setdefault(name, 0)
        while self._acked[name] + 1 in kept:
            self._acked[name] += 1
        return True
