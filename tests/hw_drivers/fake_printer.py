"""A small printer on a TCP port, whose mood each test sets."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field

_TOKEN = re.compile(
    rb"\x10\x04(?P<n>.)|\x1d\(H\x06\x0000(?P<id>.{4})|(?P<barrier>\x1dr\x01)", re.DOTALL
)
_LONGEST = 12
HEALTHY = {1: 0x12, 2: 0x12, 3: 0x12, 4: 0x12}
PAPER_OUT = {1: 0x1A, 2: 0x32, 3: 0x12, 4: 0x72}


@dataclass
class FakePrinter:
    """``job`` is what it was sent besides questions; an empty ``status`` is a mute one.

    From ``runs_out_after`` bytes of the job on its paper is out; from ``hangs_up_after`` on it cuts
    the connection.
    """

    status: dict[int, int] = field(default_factory=lambda: dict(HEALTHY))
    echoes: bool = True
    echo: bytes | None = None
    answers_barrier: bool = True
    reads: bool = True
    runs_out_after: int | None = None
    hangs_up_after: int | None = None
    job: bytes = b""
    asked: list[int] = field(default_factory=list)
    connections: int = 0
    url: str = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        rest = b""
        try:
            while self.reads and (data := await reader.read(65536)):
                rest = self._take(rest + data, writer)
                if self._over(self.hangs_up_after):
                    break
            if not self.reads:
                await asyncio.Event().wait()
        except ConnectionError:
            return
        finally:
            writer.transport.abort()

    def _take(self, data: bytes, writer: asyncio.StreamWriter) -> bytes:
        while token := _TOKEN.search(data):
            self.job += data[: token.start()]
            data = data[token.end() :]
            if self._over(self.runs_out_after):
                self.status = dict(PAPER_OUT)
            writer.write(self._answer(token))
        self.job += data[:-_LONGEST]  # the end may be the beginning of a question
        return data[-_LONGEST:]

    def _answer(self, token: re.Match[bytes]) -> bytes:
        if token["n"]:
            n = token["n"][0]
            self.asked.append(n)
            return bytes([self.status[n]]) if n in self.status else b""
        if self.status.get(2, 0x12) != 0x12:
            return b""  # it has stopped
        if token["barrier"]:
            return b"\0" if self.answers_barrier else b""
        return b"\x37\x22" + (self.echo or token["id"]) + b"\0" if self.echoes else b""

    def _over(self, limit: int | None) -> bool:
        return limit is not None and len(self.job) >= limit
