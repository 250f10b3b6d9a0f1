"""The whole status of the box, as ``/v1/status`` shows it."""

from __future__ import annotations

from typing import Any

from edge import __version__
from edge.clock import Clock
from edge.config import Config
from edge.journal.rows import TaskRow
from edge.journal.states import PrintState
from edge.journal.views import count_print_jobs, open_tasks
from edge.messages import render
from edge.rooms import Rooms

_PENDING = (PrintState.QUEUED, PrintState.SENDING)
_UNFINISHED = (*_PENDING, PrintState.UNCERTAIN)


class Status:
    """Gathers what the rooms know about themselves. Asks nothing of the outside."""

    def __init__(self, *, config: Config, rooms: Rooms, clock: Clock) -> None:
        self._config = config
        self._rooms = rooms
        self._clock = clock
        self._since = clock.now()

    async def whole(self) -> dict[str, Any]:
        rooms = self._rooms
        return {
            "box": {"id": self._config.box.id, "tenant": self._config.box.tenant},
            "version": __version__,
            "since": self._since.isoformat(),
            "now": self._clock.now().isoformat(),
            **rooms.checkup.as_json(),
            "journal": {"head": rooms.journal.head},
            "sefaz": await self._sefaz(),
            "signer": await self._signer(),
            "printers": await self._printers(),
            "scanners": {
                scanner.name: {"state": scanner.state.value, "reason": scanner.reason}
                for scanner in rooms.scanners
            },
            "uplink": await self._uplink(),
            "tasks": await self._tasks(),
        }

    async def _sefaz(self) -> dict[str, Any]:
        state = self._rooms.line.state
        owed = await self._rooms.backlog.owed()
        return {
            "mode": state.mode.value,
            "reason": state.reason,
            "since": None if state.since is None else state.since.isoformat(),
            "owed": await self._rooms.backlog.count(),
            "oldest_owed": owed[0].dhEmi if owed else None,
        }

    async def _signer(self) -> dict[str, Any]:
        status = await self._rooms.signer.status()
        return {"state": status.state.value, "reason": status.reason}

    async def _printers(self) -> dict[str, Any]:
        jobs = await self._rooms.journal.query(lambda reader: count_print_jobs(reader, _UNFINISHED))
        return {
            station.name: {
                "state": "unknown" if station.state is None else station.state.state.value,
                "reason": None if station.state is None else station.state.reason,
                "queued": sum(jobs.get((station.name, state), 0) for state in _PENDING),
                "uncertain": jobs.get((station.name, PrintState.UNCERTAIN), 0),
            }
            for station in self._rooms.stations
        }

    async def _uplink(self) -> dict[str, Any]:
        if self._rooms.uplink is None:
            return {"state": "off", "reason": None, "pending": 0}
        state = await self._rooms.uplink.state()
        return {
            "state": state.state.value,
            "since": state.since.isoformat(),
            "reason": state.reason,
            "next_try": None if state.next_try is None else state.next_try.isoformat(),
            "pending": state.pending,
        }

    async def _tasks(self) -> list[dict[str, Any]]:
        return [
            {
                "id": task.task_id,
                "code": task.code,
                "since": task.opened_at.isoformat(),
                "what_to_do": _what_to_do(task),
            }
            for task in await self._rooms.journal.query(open_tasks)
        ]


def _what_to_do(task: TaskRow) -> str:
    """The sentence of a task; its ``why`` may be a code with a sentence of its own."""
    params = dict(task.params)
    if isinstance(params.get("why"), str):
        params["why"] = render(params["why"], params)
    return render(task.code, params)
