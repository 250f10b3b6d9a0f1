"""The cloud's end of MQTT: keeps every event of every box and acknowledges what it keeps.

An acknowledgement is a high-water mark: everything up to and including ``acked`` is kept. An event
that comes again is counted, not kept twice; one that comes too early is kept but not acknowledged
until the gap before it is filled.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import ssl
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import aiomqtt

from sim.hub_events import HubEvents, StreamName
from sim.pki import Pki

_HEARD = ("evt/+", "state", "reported/+", "cmd-res", "tel")
_RETRY_S = 0.2
_TIMEOUT_S = 5.0


class Hub:
    """An MQTT client with the hub's certificate; comes back by itself when the broker was away.

    ``memory`` is a file of JSON lines, one for each event: what a hub started again still knows.
    ``messages`` holds everything else that boxes said, in order: ``{topic, payload, retain}``.
    ``refused`` holds events that could not be kept, with why; ``missed`` counts those that came
    while it was deaf.
    """

    FAULTS: ClassVar = {
        "mute": "events are kept and never acknowledged",
        "deaf": "events are neither kept nor acknowledged",
    }

    def __init__(
        self, *, host: str, port: int, ca: Path, cert: Path, key: Path, memory: Path | None = None
    ) -> None:
        self._host, self._port = host, port
        self._files = (ca, cert, key)
        self._events = HubEvents(memory)
        self._faults: set[str] = set()
        self._outgoing: asyncio.Queue[tuple[str, dict[str, Any], bool]] = asyncio.Queue()
        self._news = asyncio.Event()
        self._running: asyncio.Task[None] | None = None
        self._connected = False
        self._on = False
        self.messages: list[dict[str, Any]] = []
        self.refused: list[dict[str, str]] = []
        self.missed = 0

    @classmethod
    def of(cls, pki: Pki, *, host: str, port: int, memory: Path | None = None) -> Hub:
        return cls(
            host=host,
            port=port,
            ca=pki.mqtt_ca,
            cert=pki.hub_cert,
            key=pki.hub_key,
            memory=memory,
        )

    async def start(self) -> None:
        """Returns at once, whether or not the broker is there; ``ready`` waits for it."""
        self._on = True
        self._running = asyncio.create_task(self._run())

    async def stop(self) -> None:
        self._on = False
        if self._running is None:
            return
        while not self._running.done():  # asyncio.wait_for in aiomqtt can swallow a cancellation
            self._running.cancel()
            await asyncio.wait({self._running}, timeout=1)

    def set_fault(self, name: str) -> None:
        """Raises ``ValueError`` for a name that is not in ``FAULTS``."""
        if name not in self.FAULTS:
            raise ValueError(f"a hub has no fault {name!r}; it has {', '.join(self.FAULTS)}")
        self._faults.add(name)

    def clear_faults(self) -> None:
        self._faults.clear()
        self._acknowledge_all()

    def events(self) -> list[dict[str, Any]]:
        """In the order they first came, each with its number of ``duplicates``."""
        return self._events.all()

    async def follow(self) -> AsyncIterator[dict[str, Any]]:
        """Every event, from the first, as it comes; never ends."""
        shown = 0
        while True:
            await self.until(partial(self._has_more_than, shown))
            for event in self._events.all()[shown:]:
                shown += 1
                yield event

    def say(
        self, name: str, payload: dict[str, Any], *, tenant: str, box: str, retain: bool = False
    ) -> None:
        """Send a box something: ``say("cmd/printer.test", {"id": "1"}, tenant=…, box=…)``."""
        self._outgoing.put_nowait((f"fe1/{tenant}/{box}/{name}", payload, retain))

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait for ``condition``, which is asked whenever something was heard."""
        while not condition():
            self._news.clear()
            await self._news.wait()

    async def ready(self) -> None:
        """Until the hub hears the boxes."""
        await self.until(lambda: self._connected)

    def _has_more_than(self, count: int) -> bool:
        return len(self._events.all()) > count

    async def _run(self) -> None:
        while self._on:
            with suppress(aiomqtt.MqttError):
                await self._converse()
            self._connected = False
            await asyncio.sleep(_RETRY_S)

    async def _converse(self) -> None:
        ca, cert, key = self._files
        tls = ssl.create_default_context(cafile=str(ca))
        tls.load_cert_chain(cert, key)
        client = aiomqtt.Client(
            self._host,
            self._port,
            identifier="hub",
            protocol=aiomqtt.ProtocolVersion.V5,
            clean_start=True,
            keepalive=10,
            timeout=_TIMEOUT_S,
            tls_context=tls,
        )
        async with client:
            await client.subscribe([(f"fe1/+/+/{topic}", 1) for topic in _HEARD])
            self._acknowledge_all()
            self._connected = True
            self._news.set()
            speaking = asyncio.create_task(self._speak(client))
            try:
                async for message in client.messages:
                    self._hear(message)
            finally:
                speaking.cancel()
                await asyncio.gather(speaking, return_exceptions=True)

    async def _speak(self, client: aiomqtt.Client) -> None:
        while True:
            topic, payload, retain = await self._outgoing.get()
            # No deadline: asyncio.wait_for, which would keep it, can swallow a cancellation (up to
            # Python 3.11). When the connection ends, this task is cancelled.
            with suppress(aiomqtt.MqttError):
                await client.publish(
                    topic, json.dumps(payload), qos=1, retain=retain, timeout=math.inf
                )

    def _hear(self, message: aiomqtt.Message) -> None:
        _, tenant, box, kind, *rest = str(message.topic).split("/")
        payload = bytes(message.payload) if isinstance(message.payload, bytes) else b""
        try:
            content = json.loads(payload)
            if kind == "evt":
                self._receive(StreamName(tenant, box, rest[0]), message, content)
            else:
                self.messages.append(
                    {"topic": str(message.topic), "payload": content, "retain": message.retain}
                )
        except (ValueError, KeyError, TypeError) as error:
            self.refused.append({"topic": str(message.topic), "why": repr(error)})
        self._news.set()

    def _receive(self, name: StreamName, message: aiomqtt.Message, content: dict[str, Any]) -> None:
        if "deaf" in self._faults:
            self.missed += 1
            return
        attributes = dict(getattr(message.properties, "UserProperty", []))
        event = {
            **name._asdict(),
            "seq": int(attributes["seq"]),
            **{field: content[field] for field in ("kind", "subject", "at", "body", "hash")},
            **{field: attributes[field] for field in ("id", "type", "time", "session")},
        }
        self._events.keep(event)
        self._acknowledge(name)

    def _acknowledge(self, name: StreamName) -> None:
        if not self._faults:
            answer = {"acked": self._events.acked(name), "rejected": []}
            self.say(f"ack/{name.stream}", answer, tenant=name.tenant, box=name.box)

    def _acknowledge_all(self) -> None:
        for name in self._events.streams():
            self._acknowledge(name)


def run(arguments: Sequence[str]) -> int:
    """``python -m sim hub``: acknowledge events until Ctrl-C; each is written as a JSON line."""
    parser = argparse.ArgumentParser(prog="python -m sim hub", description=run.__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument(
        "--pki", type=Path, required=True, help="the broker's folder of certificates"
    )
    parser.add_argument("--memory", type=Path, help="a file that keeps the events")
    options = parser.parse_args(arguments)

    async def serve() -> None:
        pki = Pki.within(options.pki.resolve())
        hub = Hub.of(pki, host=options.host, port=options.port, memory=options.memory)
        await hub.start()
        try:
            async for event in hub.follow():
                sys.stdout.write(json.dumps(event, ensure_ascii=False) + "\n")
                sys.stdout.flush()
        finally:
            await hub.stop()

    try:
        asyncio.run(serve())
    except KeyboardInterrupt:
        return 0
    return 0
