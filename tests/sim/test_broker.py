"""The broker is a real Mosquitto; what a client may do follows from its certificate."""

from __future__ import annotations

import asyncio
import signal
import ssl
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from pathlib import Path

import aiomqtt
import pytest

from sim.broker import Broker
from sim.pki import Pki, make_pki


@pytest.fixture(scope="module")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Pki:
    return make_pki(tmp_path_factory.mktemp("pki"), cnpj="12345678000195", company="MERCADO")


@pytest.fixture
async def broker(tmp_path: Path, pki: Pki) -> AsyncIterator[Broker]:
    broker = Broker(tmp_path, pki=pki)
    await broker.start()
    yield broker
    await broker.stop()


def connect(
    broker: Broker, ca: Path, certificate: tuple[Path, Path] | None, name: str = "anyone"
) -> aiomqtt.Client:
    tls = ssl.create_default_context(cafile=str(ca))
    if certificate:
        tls.load_cert_chain(*certificate)
    return aiomqtt.Client(
        broker.host,
        broker.port,
        identifier=name,
        protocol=aiomqtt.ProtocolVersion.V5,
        tls_context=tls,
        timeout=5,
    )


def as_box(broker: Broker, pki: Pki) -> aiomqtt.Client:
    return connect(broker, pki.mqtt_ca, (pki.box_cert, pki.box_key))


def as_hub(broker: Broker, pki: Pki) -> aiomqtt.Client:
    return connect(broker, pki.mqtt_ca, (pki.hub_cert, pki.hub_key))


async def heard_until(client: aiomqtt.Client, last: str) -> list[str]:
    """The topics of what ``client`` hears, up to and without ``last``."""
    topics: list[str] = []
    async with asyncio.timeout(5):
        async for message in client.messages:
            if str(message.topic) == last:
                return topics
            topics.append(str(message.topic))
    raise AssertionError


async def test_nobody_comes_in_without_a_certificate(broker: Broker, pki: Pki) -> None:
    client = connect(broker, pki.mqtt_ca, None)
    client.timeout = 0.5
    with pytest.raises(aiomqtt.MqttError):
        async with client:
            pass


async def test_a_certificate_of_another_authority_does_not_come_in(
    broker: Broker, pki: Pki
) -> None:
    client = connect(broker, pki.mqtt_ca, (pki.company_chain, pki.company_key))
    client.timeout = 0.5
    with pytest.raises(aiomqtt.MqttError):
        async with client:
            pass


async def test_a_box_says_only_what_is_its_own(broker: Broker, pki: Pki) -> None:
    async with as_hub(broker, pki) as hub, as_box(broker, pki) as box:
        await hub.subscribe("fe1/#", qos=1)
        for topic in (
            "fe1/demo/box2/state",
            "fe1/other/box1/state",
            "fe1/demo/box1/ack/fiscal",
            "fe1/demo/box1/cmd/open",
            "fe1/demo/box1/desired/fiscal",
            "fe1/demo/box1/evt/fiscal",
            "fe1/demo/box1/state",
        ):
            await box.publish(topic, "{}", qos=1)
        assert await heard_until(hub, "fe1/demo/box1/state") == ["fe1/demo/box1/evt/fiscal"]


async def test_a_box_hears_only_what_is_its_own(broker: Broker, pki: Pki) -> None:
    async with as_hub(broker, pki) as hub, as_box(broker, pki) as box:
        await box.subscribe("#", qos=1)
        for topic in (
            "fe1/demo/box2/ack/fiscal",
            "fe1/other/box1/ack/fiscal",
            "fe1/demo/box1/evt/fiscal",
            "fe1/demo/box1/cmd/open",
            "fe1/demo/box1/ack/fiscal",
        ):
            await hub.publish(topic, "{}", qos=1)
        assert await heard_until(box, "fe1/demo/box1/ack/fiscal") == ["fe1/demo/box1/cmd/open"]


async def test_a_client_is_who_its_certificate_says_whatever_it_claims(
    broker: Broker, pki: Pki
) -> None:
    claimed = connect(broker, pki.mqtt_ca, (pki.box_cert, pki.box_key), "one")
    async with claimed, connect(broker, pki.mqtt_ca, (pki.box_cert, pki.box_key), "two"):
        with pytest.raises(aiomqtt.MqttError):  # the second took the session of the first
            await asyncio.wait_for(anext(aiter(claimed.messages)), 5)


async def test_a_broker_that_was_down_comes_back_on_the_same_port(broker: Broker, pki: Pki) -> None:
    port = broker.port
    broker.set_fault("down")
    await broker.settled()
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection(broker.host, port)
    broker.clear_faults()
    await broker.settled()
    assert broker.port == port
    async with as_box(broker, pki) as box:
        await box.publish("fe1/demo/box1/state", "{}", qos=1)


async def test_clearing_faults_that_are_not_there_changes_nothing(broker: Broker, pki: Pki) -> None:
    async with as_box(broker, pki) as box:
        broker.clear_faults()
        await broker.settled()
        await box.publish("fe1/demo/box1/state", "{}", qos=1)


async def test_an_unknown_fault_is_refused(broker: Broker) -> None:
    with pytest.raises(ValueError, match="no fault 'flood'"):
        broker.set_fault("flood")


async def test_a_broker_that_cannot_start_says_why(tmp_path: Path, pki: Pki) -> None:
    pki.broker_key.rename(pki.broker_key.with_suffix(".away"))
    try:
        with pytest.raises(RuntimeError, match="did not start"):
            await Broker(tmp_path, pki=pki).start()
    finally:
        pki.broker_key.with_suffix(".away").rename(pki.broker_key)


async def test_it_runs_by_itself_until_it_is_interrupted(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sim", "broker", "--dir", str(tmp_path), stdout=PIPE
    )
    try:
        assert process.stdout is not None
        url = (await asyncio.wait_for(process.stdout.readline(), 20)).decode().strip()
        broker = Pki.within(tmp_path / "pki")
        host, port = url.removeprefix("mqtts://").split(":")
        tls = ssl.create_default_context(cafile=str(broker.mqtt_ca))
        _, writer = await asyncio.open_connection(host, int(port), ssl=tls)
        writer.transport.abort()
    finally:
        process.send_signal(signal.SIGINT)
        assert await asyncio.wait_for(process.wait(), 20) == 0
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection(host, int(port))
