"""One side of a comparison, and how two are compared: in turns, so that both have the same luck."""

from __future__ import annotations

import asyncio
import json
from asyncio import StreamReader, StreamWriter
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.statistics import median

_ROOT = Path(__file__).resolve().parents[1]
_LARGEST_ANSWER = 2**20
#: Turns each side has, and how long each should take: 2 s for both together.
_TURNS = 20
_TURN_S = 0.05
_LEAST, _MOST = 2, 200


class SideFailed(Exception):
    """A measured process failed; the message is its traceback."""


class Side:
    """A process that times itself (``bench.stage``)."""

    def __init__(self, answers: StreamReader, requests: StreamWriter) -> None:
        self._answers = answers
        self._requests = requests

    @classmethod
    @asynccontextmanager
    async def started(cls, *command: str | Path) -> AsyncIterator[Side]:
        process = await asyncio.create_subprocess_exec(
            *command, stdin=PIPE, stdout=PIPE, cwd=_ROOT, limit=_LARGEST_ANSWER
        )
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield cls(process.stdout, process.stdin)
        finally:
            process.stdin.close()
            await process.wait()

    async def seconds(self, subject: str, times: int) -> list[float]:
        """How long each of ``times`` runs took."""
        answer = await self._ask(subject=subject, times=times)
        taken: list[float] = answer["seconds"]
        return taken

    async def show(self, subject: str) -> Any:
        """What one run gives."""
        return (await self._ask(subject=subject, show=True))["shown"]

    async def _ask(self, **request: Any) -> dict[str, Any]:
        self._requests.write(json.dumps(request).encode() + b"\n")
        answer: dict[str, Any] = json.loads(await self._answers.readline() or "{}")
        if "seconds" not in answer and "shown" not in answer:
            raise SideFailed(f"{request['subject']}: {answer.get('error', 'the process ended')}")
        return answer


@dataclass(frozen=True, slots=True)
class Measured:
    """What to run, and on which side."""

    side: Side
    subject: str

    async def runs_in(self, turn_s: float) -> int:
        """About how many runs fit into a turn."""
        once = median(await self.side.seconds(self.subject, _LEAST))
        return max(_LEAST, min(_MOST, round(turn_s / once)))


async def in_turns(
    *measured: Measured, turns: int = _TURNS, turn_s: float = _TURN_S
) -> list[list[float]]:
    """The seconds of every run of each: A B A B …, first one side's turn, then the other's."""
    lengths = [await each.runs_in(turn_s) for each in measured]
    taken: list[list[float]] = [[] for _ in measured]
    for _ in range(turns):
        for each, length, sofar in zip(measured, lengths, taken, strict=True):
            sofar.extend(await each.side.seconds(each.subject, length))
    return taken
