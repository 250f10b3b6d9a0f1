"""``docs/asyncapi.yaml`` beside what is really said on the wire."""

from __future__ import annotations

import asyncio
import json
import re
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aiomqtt
import pytest
import yaml  # type: ignore[import-untyped]
from jsonschema_rs import Draft7Validator, ValidationError

from edge.journal.facts import Fact
from tests.journal.story import (
    concluded,
    document,
    event,
    event_signed,
    mode,
    sale,
    signed,
    task,
)

if TYPE_CHECKING:
    from sim.broker import Broker
    from sim.pki import Pki
    from tests.uplink.conftest import Shop

DOCUMENT: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parents[2] / "docs" / "asyncapi.yaml").read_text("utf-8")
)
FIRST, SECOND, THIRD = (f"352608123456780001956500100000000{n}1123456784" for n in "123")
EVENT = f"ID110111{FIRST}01"
STORY = (
    sale("s1"),
    signed(FIRST, of="s1", nNF=1),
    document("sent", FIRST),
    document("authorized", FIRST),
    concluded("s1", status="authorized", access_key=FIRST),
    event_signed(EVENT, about=FIRST),
    event("sent", EVENT),
    event("registered", EVENT),
    document("cancelled", FIRST),
    mode("contingency"),
    sale("s2"),
    signed(SECOND, of="s2", nNF=2),
    document("sent", SECOND),
    document("uncertain", SECOND),
    signed(THIRD, of="s2", nNF=3, tpEmis=9, replaces=SECOND),
    Fact(kind="document_superseded", subject=SECOND, body={"by": THIRD}),
    document("not_found", SECOND),
    document("sent", THIRD),
    document("rejected", THIRD),
    task("opened", "t1"),
    task("closed", "t1"),
)


@dataclass(frozen=True, kw_only=True)
class Captured:
    channel: str
    payload: Any
    properties: dict[str, Any]
    retain: bool


def channel_of(topic: str) -> str:
    """The one channel whose address fits."""
    fitting = [
        name
        for name, channel in DOCUMENT["channels"].items()
        if re.fullmatch(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(channel["address"])), topic)
    ]
    assert len(fitting) == 1, topic
    return str(fitting[0])


def captured(message: aiomqtt.Message) -> Captured:
    assert isinstance(message.payload, bytes)
    return Captured(
        channel=channel_of(str(message.topic)),
        payload=json.loads(message.payload),
        properties=vars(message.properties),
        retain=message.retain,
    )


def check(name: str, part: str, value: Any) -> None:
    """``value`` against the ``payload`` or ``headers`` of the message ``name``."""
    schema = DOCUMENT["components"]["messages"][name][part]
    whole = {**schema, "components": DOCUMENT["components"]}
    Draft7Validator(whole, validate_formats=True).validate(value)


def message_of(channel: str) -> str:
    [name] = DOCUMENT["channels"][channel]["messages"]
    return str(name)


def connect(broker: Broker, pki: Pki, cert: Path, key: Path) -> aiomqtt.Client:
    tls = ssl.create_default_context(cafile=str(pki.mqtt_ca))
    tls.load_cert_chain(cert, key)
    return aiomqtt.Client(
        broker.host, broker.port, protocol=aiomqtt.ProtocolVersion.V5, tls_context=tls
    )


async def capture(shop: Shop) -> list[Captured]:
    """Everything a box says in the course of the story."""
    await shop.hub.stop()
    messages: list[Captured] = []
    ear = connect(shop.broker, shop.pki, shop.pki.hub_cert, shop.pki.hub_key)
    kinds = {fact.kind for fact in STORY} - {"sale_accepted", "document_sent", "event_sent"}
    async with ear, asyncio.timeout(15):
        await ear.subscribe("fe1/#", qos=1, options=None)
        async with shop.running():
            await shop.journal.append(*STORY)
            async for message in ear.messages:
                messages.append(captured(message))
                if messages[-1].channel == "state":
                    command = DOCUMENT["components"]["messages"]["command"]["examples"][0]
                    desired = DOCUMENT["components"]["messages"]["desired"]["examples"][0]
                    for name, example in (("cmd/printer.test", command), ("desired/x", desired)):
                        await ear.publish(f"fe1/demo/box1/{name}", json.dumps(example["payload"]))
                heard = {m.payload.get("kind") for m in messages if m.channel == "events"}
                if heard == kinds and {m.channel for m in messages} >= {
                    "commandResults",
                    "reported",
                }:
                    break
        while messages[-1].channel != "state":
            messages.append(captured(await anext(aiter(ear.messages))))
    return messages


async def test_everything_a_box_says_is_as_documented(shop: Shop) -> None:
    messages = await capture(shop)
    assert {message.channel for message in messages} == {
        "state",
        "events",
        "commandResults",
        "reported",
    }
    for message in messages:
        name = message_of(message.channel)
        check(name, "payload", message.payload)
        assert message.properties["PayloadFormatIndicator"] == 1
        assert message.properties["ContentType"] == "application/json"
        if message.channel == "events":
            attributes = dict(message.properties["UserProperty"])
            check(name, "headers", attributes)
            assert attributes["subject"] == message.payload["subject"]
            assert attributes["type"].endswith(message.payload["kind"])


async def test_what_the_hub_says_is_as_documented(shop: Shop) -> None:
    async with shop.running() as uplink:
        await shop.happen("a")
        await shop.drained(uplink)
    async with connect(shop.broker, shop.pki, shop.pki.box_cert, shop.pki.box_key) as ear:
        await ear.subscribe("fe1/demo/box1/ack/+", qos=1)
        await shop.hub.stop()
        await shop.hub.start()  # says how far it is
        async with asyncio.timeout(15):
            message = captured(await anext(aiter(ear.messages)))
    assert message.channel == "acknowledgements"
    check("ack", "payload", message.payload)
    assert message.payload["acked"] == 1


@pytest.mark.parametrize("name", DOCUMENT["components"]["messages"])
def test_the_examples_are_as_documented(name: str) -> None:
    for example in DOCUMENT["components"]["messages"][name]["examples"]:
        for part, value in example.items():
            check(name, part, value)


@pytest.mark.parametrize(
    ("name", "payload"),
    [
        ("state", {"schema": "state/1", "status": "asleep"}),
        ("ack", {"acked": -1}),
        ("event", {"schema": "evt.fiscal/1", "kind": "document_signed", "subject": "1"}),
    ],
)
def test_the_schemas_refuse_what_is_not_documented(name: str, payload: Any) -> None:
    with pytest.raises(ValidationError):
        check(name, "payload", payload)


def test_every_reference_leads_somewhere() -> None:
    def references(node: Any) -> list[str]:
        match node:
            case {"$ref": str(target)}:
                return [target]
            case dict():
                return [each for value in node.values() for each in references(value)]
            case list():
                return [each for value in node for each in references(value)]
        return []

    for reference in references(DOCUMENT):
        node = DOCUMENT
        for step in reference.removeprefix("#/").split("/"):
            node = node[step]
