"""One connection to the broker: MQTT 5, mutual TLS, client id = box id."""

from __future__ import annotations

import asyncio
import math
import ssl
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any

import aiomqtt
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from edge.config import Uplink
from edge.errors import ConfigProblem, NotAllowed
from edge.uplink.properties import connect_properties, json_properties, will_properties
from edge.uplink.timing import Timing
from edge.uplink.topics import Topics

#: Unanswered QoS 1 messages in either direction, and what the outbox holds in memory.
WINDOW = 16
LARGEST_PACKET = 128 * 1024
_INCOMING = 64
_HEARD = (
    ("ack/+", SubscribeOptions.RETAIN_SEND_IF_NEW_SUB),
    ("desired/+", SubscribeOptions.RETAIN_SEND_ON_SUBSCRIBE),
    ("desired/res", SubscribeOptions.RETAIN_SEND_IF_NEW_SUB),
    ("cmd/+", SubscribeOptions.RETAIN_SEND_IF_NEW_SUB),
)


def tls_context(settings: Uplink) -> ssl.SSLContext:
    """TLS with the box's certificate, trusting only the broker's own authority.

    Reads the files anew, so that a renewed certificate is used at the next connection. Blocking.
    Raises ``ConfigProblem("uplink.bad_certificate")``.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    file = settings.ca_file
    try:
        context.load_verify_locations(file)
        file = settings.cert_file
        context.load_cert_chain(file, settings.key_file)
    except OSError as error:  # ssl.SSLError is one
        raise ConfigProblem("uplink.bad_certificate", file=str(file), why=str(error)) from None
    return context


class Connection:
    """What the uplink needs of an MQTT client, and no more.

    Deadlines are kept here, with ``asyncio.timeout``. aiomqtt would keep them with
    ``asyncio.wait_for``, which up to Python 3.11 can swallow a cancellation that comes together
    with the broker's answer: the daemon would not stop.
    """

    def __init__(self, client: aiomqtt.Client, *, topics: Topics, timing: Timing) -> None:
        self._client = client
        self._topics = topics
        self._timing = timing

    @property
    def messages(self) -> AsyncIterator[aiomqtt.Message]:
        """What arrives; raises ``aiomqtt.MqttError`` when the connection ends."""
        return aiter(self._client.messages)

    async def publish(
        self, topic: str, payload: bytes, *, retain: bool = False, **properties: Any
    ) -> None:
        """Returns when the broker has it (PUBACK).

        Raises ``TimeoutError`` or ``aiomqtt.MqttError``; then the connection is of no more use.
        """
        async with asyncio.timeout(self._timing.puback):
            await self._client.publish(
                topic,
                payload,
                qos=1,
                retain=retain,
                properties=json_properties(**properties),
                timeout=math.inf,
            )

    async def subscribe(self) -> None:
        """Hear acknowledgements, desired sections and commands; nothing else.

        Retained messages come only with a new subscription, desired sections every time.
        Raises ``NotAllowed("uplink.not_authorized")`` when the broker refuses one.
        """
        wanted = [
            (
                f"{self._topics.prefix}/{name}",
                SubscribeOptions(qos=1, noLocal=True, retainHandling=retained),
            )
            for name, retained in _HEARD
        ]
        async with asyncio.timeout(self._timing.puback):
            codes = await self._client.subscribe(wanted, timeout=math.inf)
        for (topic, _), code in zip(wanted, codes, strict=True):
            if not isinstance(code, ReasonCode) or code.is_failure:
                raise NotAllowed("uplink.not_authorized", topic=topic)


@asynccontextmanager
async def connect(
    settings: Uplink, *, topics: Topics, will: bytes, timing: Timing
) -> AsyncIterator[Connection]:
    """Connect, and disconnect at the end.

    aiomqtt connects in a thread, which a cancellation does not stop; so the attempt is given a
    moment to end before the cancellation goes on, and no socket is left behind. What cannot be
    closed politely is dead already: that must hide neither the error nor the cancellation that
    ended it.
    """
    tls = await asyncio.to_thread(tls_context, settings)
    client = _new_client(settings, topics=topics, tls=tls, will=will, timing=timing)
    stack = AsyncExitStack()
    attempt = asyncio.create_task(stack.enter_async_context(client))
    try:
        await asyncio.shield(attempt)
        client.timeout = math.inf
        yield Connection(client, topics=topics, timing=timing)
    finally:
        await asyncio.wait({attempt}, timeout=timing.goodbye)
        attempt.cancel()
        with suppress(aiomqtt.MqttError, TimeoutError):
            async with asyncio.timeout(timing.goodbye):
                await stack.aclose()


def _new_client(
    settings: Uplink, *, topics: Topics, tls: ssl.SSLContext, will: bytes, timing: Timing
) -> aiomqtt.Client:
    """A client for one connection. It is never used again: nothing may linger in its queues."""
    made = aiomqtt.Client(
        settings.host,
        settings.port,
        identifier=topics.box,
        protocol=aiomqtt.ProtocolVersion.V5,
        clean_start=False,
        keepalive=timing.keepalive,
        timeout=timing.connect,
        properties=connect_properties(
            SessionExpiryInterval=timing.session,
            ReceiveMaximum=WINDOW,
            MaximumPacketSize=LARGEST_PACKET,
        ),
        tls_context=tls,
        will=aiomqtt.Will(
            topics.state,
            will,
            qos=1,
            retain=True,
            properties=will_properties(WillDelayInterval=timing.will_delay),
        ),
        max_inflight_messages=WINDOW,
        max_queued_incoming_messages=_INCOMING,
    )
    made.pending_calls_threshold = WINDOW
    return made
