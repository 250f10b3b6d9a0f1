"""The hub keeps every event once and acknowledges only what has no gap before it."""

from __future__ import annotations

import asyncio
import json
import signal
import ssl
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import aiomqtt
import pytest
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from sim.broker import Broker
from sim.hub import Hub
from sim.hub_events import HubEvents, StreamName
from sim.pki import Pki, make_pki

FISCAL = StreamName("demo", "box1", "fiscal")


@pytest.fixture(scope="module")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Pki:
    return make_pki(tmp_path_factory.mktemp("pki"), cnpj="12345678000195", company="MERCADO")


@pytest.fixture
async def broker(tmp_path: Path, pki: Pki) -> AsyncIterator[Broker]:
    broker = Broker(tmp_path / "broker", pki=pki)
    await broker.start()
    yield broker
    await broker.stop()


@pytest.fixture
async def hub(broker: Broker, pki: Pki, tmp_path: Path) -> AsyncIterator[Hub]:
    hub = Hub.of(pki, host=broker.host, port=broker.port, memory=tmp_path / "events.jsonl")
    await hub.start()
    await within(hub.ready())
    yield hub
    await hub.stop()


class Box:
    """Speaks as a box does, without any code of a box."""

    def __init__(self, broker: Broker, pki: Pki) -> None:
        tls = ssl.create_default_context(cafile=str(pki.mqtt_ca))
        tls.load_cert_chain(pki.box_cert, pki.box_key)
        self.client = aiomqtt.Client(
            broker.host, broker.port, protocol=aiomqtt.ProtocolVersion.V5, tls_context=tls
        )

    async def tell(self, seq: int, *, name: str | None = None) -> None:
        properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
        properties.UserProperty = [
            ("id", name or f"id-{seq}"),
            ("seq", str(seq)),
            ("type", "fe1.fiscal.document_signed"),
            ("time", "2026-08-22T13:05:00.000000Z"),
            ("session", "01J"),
        ]
        payload = {"kind": "document_signed", "subject": f"key-{seq}", "at": "", "body": {}}
        await self.client.publish(
            "fe1/demo/box1/evt/fiscal",
            json.dumps({**payload, "hash": f"sha256:{seq}"}),
            qos=1,
            properties=properties,
        )

    async def acked(self) -> int:
        """The next acknowledgement."""
        async for message in self.client.messages:
            assert isinstance(message.payload, bytes)
            return int(json.loads(message.payload)["acked"])
        raise AssertionError


@pytest.fixture
async def box(broker: Broker, pki: Pki) -> AsyncIterator[Box]:
    async with AsyncExitStack() as stack:
        box = Box(broker, pki)
        await stack.enter_async_context(box.client)
        await box.client.subscribe("fe1/demo/box1/ack/+", qos=1)
        yield box


async def within(waiting: asyncio.Future[None] | object, seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        await waiting  # type: ignore[misc]


async def test_what_is_kept_is_acknowledged(hub: Hub, box: Box) -> None:
    await box.tell(1)
    assert await box.acked() == 1
    await box.tell(2)
    assert await box.acked() == 2
    assert [(e["seq"], e["kind"], e["subject"], e["id"]) for e in hub.events()] == [
        (1, "document_signed", "key-1", "id-1"),
        (2, "document_signed", "key-2", "id-2"),
    ]


async def test_an_event_that_comes_again_is_counted_and_acknowledged_again(
    hub: Hub, box: Box
) -> None:
    for _ in range(3):
        await box.tell(1)
        assert await box.acked() == 1
    assert [event["duplicates"] for event in hub.events()] == [2]


async def test_an_event_after_a_gap_waits_for_the_gap(hub: Hub, box: Box) -> None:
    await box.tell(1)
    await box.tell(3)
    assert [await box.acked(), await box.acked()] == [1, 1]
    await box.tell(2)
    assert await box.acked() == 3
    assert [event["seq"] for event in hub.events()] == [1, 3, 2]


async def test_another_event_under_the_same_number_is_a_conflict(hub: Hub, box: Box) -> None:
    await box.tell(1)
    await box.tell(1, name="another")
    await box.acked()
    await box.acked()
    assert [event["conflicts"] for event in hub.events()] == [["another"]]


async def test_a_mute_hub_keeps_and_does_not_acknowledge_until_it_is_cleared(
    hub: Hub, box: Box
) -> None:
    hub.set_fault("mute")
    await box.tell(1)
    await within(hub.until(lambda: len(hub.events()) == 1))
    await box.tell(2)
    await within(hub.until(lambda: len(hub.events()) == 2))
    hub.clear_faults()
    assert await box.acked() == 2  # the first acknowledgement of all


async def test_a_deaf_hub_keeps_nothing(hub: Hub, box: Box) -> None:
    hub.set_fault("deaf")
    await box.tell(1)
    await box.client.publish("fe1/demo/box1/state", "{}", qos=1)  # comes after, and is heard
    await within(hub.until(lambda: bool(hub.messages)))
    assert hub.events() == []


async def test_what_cannot_be_read_is_set_aside(hub: Hub, box: Box) -> None:
    await box.client.publish("fe1/demo/box1/evt/fiscal", b"\xff{", qos=1)
    await box.client.publish("fe1/demo/box1/evt/fiscal", b"{}", qos=1)
    await box.tell(1)
    assert await box.acked() == 1
    assert len(hub.refused) == 2


async def test_a_hub_started_again_remembers_and_says_what_it_has(
    hub: Hub, box: Box, broker: Broker, pki: Pki, tmp_path: Path
) -> None:
    await box.tell(1)
    await box.tell(2)
    assert [await box.acked(), await box.acked()] == [1, 2]
    await hub.stop()
    again = Hub.of(pki, host=broker.host, port=broker.port, memory=tmp_path / "events.jsonl")
    await again.start()
    assert await box.acked() == 2
    assert [event["seq"] for event in again.events()] == [1, 2]
    await again.stop()


async def test_a_hub_comes_back_after_the_broker_was_down(
    hub: Hub, broker: Broker, pki: Pki
) -> None:
    broker.set_fault("down")
    await broker.settled()
    broker.clear_faults()
    await broker.settled()
    box = Box(broker, pki)
    async with box.client:
        await box.client.subscribe("fe1/demo/box1/ack/+", qos=1)
        async with asyncio.timeout(10):
            while not hub.events():  # until the hub is back, nobody hears this
                await box.tell(1)
        assert await box.acked() == 1


async def test_events_are_followed_as_they_come(hub: Hub, box: Box) -> None:
    await box.tell(1)
    following = hub.follow()
    assert (await anext(following))["seq"] == 1
    await box.tell(2)
    assert (await anext(following))["seq"] == 2


def test_boxes_and_streams_are_numbered_each_for_itself() -> None:
    events = HubEvents()
    for box, seq in (("box1", 1), ("box2", 1), ("box1", 2)):
        events.keep({"tenant": "demo", "box": box, "stream": "fiscal", "seq": seq, "id": f"{seq}"})
    assert events.acked(FISCAL) == 2
    assert events.acked(FISCAL._replace(box="box2")) == 1


async def test_it_runs_by_itself_and_shows_what_it_hears(
    broker: Broker, box: Box, pki: Pki, tmp_path: Path
) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "sim", "hub"),
        *("--port", str(broker.port), "--pki", str(pki.folder), "--memory", str(tmp_path / "m")),
        stdout=PIPE,
    )
    try:
        assert process.stdout is not None
        showing = asyncio.create_task(process.stdout.readline())
        async with asyncio.timeout(20):
            while not showing.done():  # until the hub is there, nobody hears this
                await box.tell(1)
        assert json.loads(showing.result())["subject"] == "key-1"
    finally:
        process.send_signal(signal.SIGINT)
        assert await asyncio.wait_for(process.wait(), 20) == 0
