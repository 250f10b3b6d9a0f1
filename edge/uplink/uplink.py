"""The uplink: connects, says who it is, sends what the cloud lacks, and comes back when cut off."""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

import aiomqtt
import structlog

from edge import config
from edge.clock import Clock
from edge.errors import EdgeError
from edge.journal.facts import Entry
from edge.journal.journal import Journal
from edge.uplink.connection import WINDOW, Connection, connect
from edge.uplink.events import event_attributes, event_payload
from edge.uplink.inbox import Inbox
from edge.uplink.outbox import Outbox
from edge.uplink.presence import Presence, Software
from edge.uplink.retry import Retry
from edge.uplink.session_id import ENTROPY_BYTES, session_id
from edge.uplink.timing import Timing
from edge.uplink.together import together
from edge.uplink.topics import Topics
from edge.uplink.trouble import code_of

log = structlog.get_logger(__name__)


class Link(StrEnum):
    CONNECTED = "connected"
    CONNECTING = "connecting"
    OFF = "off"


@dataclass(frozen=True, kw_only=True, slots=True)
class UplinkState:
    """How things stand with the cloud, and ``since`` when.

    ``reason`` is a code of ``messages/uplink.toml``; ``pending`` counts the events that the cloud
    has not acknowledged.
    """

    state: Link
    since: datetime
    reason: str | None = None
    next_try: datetime | None = None
    pending: int = 0


class Uplink:
    """Runs beside the till and never in its way: whatever happens here stays here."""

    def __init__(
        self,
        settings: config.Uplink,
        *,
        box: config.Box,
        journal: Journal,
        clock: Clock,
        software: Software,
        timing: Timing | None = None,
        draw: Callable[[float, float], float] = random.uniform,
        entropy: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self._settings = settings
        self._topics = Topics.of(box)
        self._journal = journal
        self._clock = clock
        self._software = software
        self._timing = timing or Timing()
        self._entropy = entropy
        self._retry = Retry(self._timing, clock=clock, draw=draw)
        self._outbox = Outbox(
            journal=journal,
            stream="fiscal",
            window=WINDOW,
            stall=self._timing.stall,
            longest=self._timing.longest_retry,
        )
        self._state = UplinkState(state=Link.OFF, since=clock.now())

    async def state(self) -> UplinkState:
        return replace(self._state, pending=await self._outbox.pending())

    async def run(self) -> None:
        """Keep the box connected until cancelled; then say goodbye. Nothing else ends it."""
        self._become(Link.CONNECTING)
        try:
            while True:
                await self._try()
        finally:
            self._become(Link.OFF)

    async def _try(self) -> None:
        """One connection, from the attempt to its end, and the wait before the next."""
        try:
            await self._converse()
        except (aiomqtt.MqttError, EdgeError, OSError, UnicodeError) as error:
            pause = self._retry.after(code_of(error))
            self._become(Link.CONNECTING, reason=pause.reason, wait=pause.seconds, why=str(error))
            await asyncio.sleep(pause.seconds)

    async def _converse(self) -> None:
        presence = Presence(
            software=self._software,
            journal=self._journal,
            session=session_id(self._clock.now(), self._entropy(ENTROPY_BYTES)),
        )
        async with connect(
            self._settings, topics=self._topics, will=presence.will(), timing=self._timing
        ) as connection:
            inbox = Inbox(connection=connection, topics=self._topics, outbox=self._outbox)
            try:
                await together(inbox.read(), self._be_present(connection, presence))
            except asyncio.CancelledError:
                with suppress(aiomqtt.MqttError, EdgeError, TimeoutError):
                    async with asyncio.timeout(self._timing.goodbye):
                        await self._say(connection, await presence.goodbye())
                raise

    async def _be_present(self, connection: Connection, presence: Presence) -> None:
        """Subscribe before the birth, so that no answer to it is missed; then send what is due."""
        await connection.subscribe()
        await self._say(connection, await presence.birth())
        self._retry.connected()
        self._become(Link.CONNECTED)
        await self._outbox.rewind()

        async def publish(n: int, entry: Entry) -> None:
            stream = self._outbox.stream
            attributes = event_attributes(
                n, entry, topics=self._topics, stream=stream, session=presence.session
            )
            await connection.publish(
                self._topics.event(stream), event_payload(entry), UserProperty=attributes
            )

        await self._outbox.pump(publish)

    async def _say(self, connection: Connection, payload: bytes) -> None:
        await connection.publish(self._topics.state, payload, retain=True)

    def _become(
        self, state: Link, *, reason: str | None = None, wait: float | None = None, why: str = ""
    ) -> None:
        """Note how things stand; one line in the log for each change, none for each attempt."""
        now, before = self._clock.now(), self._state
        self._state = UplinkState(
            state=state,
            since=before.since if state is before.state else now,
            reason=reason,
            next_try=None if wait is None else now + timedelta(seconds=wait),
        )
        if (state, reason) != (before.state, before.reason):
            log.info("uplink.state", state=state, reason=reason, why=why or None)
