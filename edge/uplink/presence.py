"""Who the box says it is: birth, goodbye and will of one connection."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from msgspec import UNSET

from edge.journal.journal import Journal
from edge.uplink.messages import ClockTrust, Head, State, Status, encode


@dataclass(frozen=True, kw_only=True, slots=True)
class Software:
    """What is running: its version and the id of this boot of the machine.

    ``trust`` says what the box thinks of its own clock.
    """

    version: str
    boot: str
    trust: Callable[[], ClockTrust]


class Presence:
    """Payloads of the topic ``state``, all with the session id of one connection."""

    def __init__(self, *, software: Software, journal: Journal, session: str) -> None:
        self._software = software
        self._journal = journal
        self.session = session

    def will(self) -> bytes:
        """What the broker says for a box that has gone without a word."""
        return self._payload(Status.LOST, head=None)

    async def birth(self) -> bytes:
        return self._payload(Status.ONLINE, head=await self._head())

    async def goodbye(self) -> bytes:
        return self._payload(Status.OFFLINE, head=await self._head())

    async def _head(self) -> Head | None:
        newest = await self._journal.read(after=self._journal.head - 1, limit=1)
        return Head(seq=newest[0].seq, hash=f"sha256:{newest[0].hash.hex()}") if newest else None

    def _payload(self, status: Status, *, head: Head | None) -> bytes:
        return encode(
            State(
                status=status,
                session=self.session,
                boot=self._software.boot,
                sw=self._software.version,
                clock=self._software.trust(),
                head=head or UNSET,
            )
        )
