"""A box's way to the cloud, with a real Mosquitto, a real journal and a cable that can be cut."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from edge import config
from edge.clock import SystemClock
from edge.journal.facts import Fact
from edge.journal.journal import Journal
from edge.uplink.messages import ClockTrust
from edge.uplink.presence import Software
from edge.uplink.timing import Timing
from edge.uplink.uplink import Link, Uplink
from sim.broker import Broker
from sim.hub import Hub
from sim.pki import Pki, make_pki

PATIENCE_S = 15.0
QUICK = Timing(
    first_retry=0.02,
    longest_retry=0.2,
    refused_retry=60,
    stall=0.4,
    puback=5,
    connect=5,
    will_delay=0,
    settled=0,
)


class Cable:
    """A TCP line to the broker that can be cut, frozen and mended."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._writers: set[asyncio.StreamWriter] = set()
        self._flowing = asyncio.Event()
        self._whole = True
        self.host, self.port = host, 0

    @asynccontextmanager
    async def laid(self) -> AsyncIterator[Cable]:
        self._flowing.set()
        server = await asyncio.start_server(self._carry, self.host, 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            self.cut()
            server.close()

    def cut(self) -> None:
        self._whole = False
        for writer in self._writers:
            writer.transport.abort()

    def freeze(self) -> None:
        """Nothing is lost and nothing arrives: a half-open connection."""
        self._flowing.clear()

    def mend(self) -> None:
        self._whole = True
        self._flowing.set()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self._whole:
            writer.transport.abort()
            return
        there, back = await asyncio.open_connection(*self._target)
        self._writers |= {writer, back}
        try:
            await asyncio.gather(self._pour(reader, back), self._pour(there, writer))
        finally:
            self._writers -= {writer, back}

    async def _pour(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(65536):
                await self._flowing.wait()
                writer.write(data)
                await writer.drain()
        writer.close()


@dataclass(frozen=True, kw_only=True)
class Shop:
    """Everything around one box."""

    journal: Journal
    broker: Broker
    hub: Hub
    cable: Cable
    pki: Pki
    box: config.Box

    quick: Timing = QUICK

    def uplink(
        self, timing: Timing = QUICK, *, ca_file: Path | None = None, port: int | None = None
    ) -> Uplink:
        return Uplink(
            config.Uplink(
                host=self.cable.host,
                port=port or self.cable.port,
                ca_file=ca_file or self.pki.mqtt_ca,
                cert_file=self.pki.box_cert,
                key_file=self.pki.box_key,
            ),
            box=self.box,
            journal=self.journal,
            clock=SystemClock(),
            software=Software(version="0.1.0", boot="b7", trust=lambda: ClockTrust.TRUSTED),
            timing=timing,
        )

    @asynccontextmanager
    async def running(self, uplink: Uplink | None = None) -> AsyncIterator[Uplink]:
        uplink = uplink or self.uplink()
        running = asyncio.create_task(uplink.run())
        try:
            yield uplink
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                async with asyncio.timeout(PATIENCE_S):
                    await running

    async def happen(self, *subjects: str) -> None:
        """Journal a fact about each of ``subjects`` that the cloud must hear."""
        for subject in subjects:
            await self.journal.append(
                Fact(kind="task_opened", subject=subject, body={"code": "test", "params": {}})
            )

    async def cursor(self) -> int:
        return await self.journal.cursor("uplink.fiscal")

    def subjects(self) -> list[str]:
        """What the hub has heard of, in order."""
        return [event["subject"] for event in self.hub.events()]

    def statuses(self) -> list[str]:
        topic = f"fe1/{self.box.tenant}/{self.box.id}/state"
        said = self.hub.messages
        return [each["payload"]["status"] for each in said if each["topic"] == topic]

    async def heard(self, condition: Callable[[], bool]) -> None:
        """Until ``condition``, asked whenever the hub hears something."""
        async with asyncio.timeout(PATIENCE_S):
            await self.hub.until(condition)

    async def comes(self, condition: Callable[[], Awaitable[bool]]) -> None:
        """Until ``condition``, asked again and again."""
        async with asyncio.timeout(PATIENCE_S):
            while not await condition():
                await asyncio.sleep(0.005)

    async def link(self, uplink: Uplink, state: Link) -> None:
        async def reached() -> bool:
            return (await uplink.state()).state is state

        await self.comes(reached)

    async def drained(self, uplink: Uplink) -> None:
        async def nothing_pending() -> bool:
            return (await uplink.state()).pending == 0

        await self.comes(nothing_pending)


@pytest.fixture(scope="session")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Pki:
    return make_pki(tmp_path_factory.mktemp("pki"), cnpj="12345678000195", company="MERCADO")


@pytest.fixture
async def journal(tmp_path: Path) -> AsyncIterator[Journal]:
    journal = await Journal.open(tmp_path / "journal.db", clock=SystemClock())
    yield journal
    await journal.close()


@pytest.fixture
async def shop(tmp_path: Path, pki: Pki, journal: Journal) -> AsyncIterator[Shop]:
    broker = Broker(tmp_path / "broker", pki=pki)
    await broker.start()
    hub = Hub.of(pki, host=broker.host, port=broker.port)
    await hub.start()
    await asyncio.wait_for(hub.ready(), PATIENCE_S)
    async with Cable(broker.host, broker.port).laid() as cable:
        yield Shop(
            journal=journal,
            broker=broker,
            hub=hub,
            cable=cable,
            pki=pki,
            box=config.Box(tenant="demo", id="box1", data_dir=tmp_path),
        )
    await hub.stop()
    await broker.stop()
