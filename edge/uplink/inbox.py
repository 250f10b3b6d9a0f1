"""What the cloud says to the box: acknowledgements, and for now nothing else that the box obeys.

Commands and desired sections are answered, truthfully: the box does not know them yet. What cannot
be read is logged and dropped; nothing that arrives can stop the uplink.
"""

from __future__ import annotations

import aiomqtt
import structlog
from paho.mqtt.properties import Properties

from edge.errors import BadInput
from edge.uplink.connection import Connection
from edge.uplink.messages import (
    CommandResult,
    Problem,
    Reported,
    decode_ack,
    decode_command,
    decode_desired,
    encode,
)
from edge.uplink.outbox import Outbox
from edge.uplink.topics import Topics

log = structlog.get_logger(__name__)

_REJECTED = "rejected"


class Inbox:
    """Reads every message of one connection."""

    def __init__(self, *, connection: Connection, topics: Topics, outbox: Outbox) -> None:
        self._connection = connection
        self._topics = topics
        self._outbox = outbox

    async def read(self) -> None:
        """Until the connection ends: raises ``aiomqtt.MqttError``."""
        async for message in self._connection.messages:
            try:
                await self._take(message)
            except BadInput as error:
                log.warning(error.code, topic=str(message.topic), **error.params)

    async def _take(self, message: aiomqtt.Message) -> None:
        payload = message.payload if isinstance(message.payload, bytes) else b""
        match self._topics.heard(str(message.topic)):
            case "ack", self._outbox.stream:
                await self._acknowledge(payload)
            case "cmd", name:
                await self._refuse_command(name, payload, message.properties)
            case "desired", "res":  # nothing was asked
                return
            case "desired", section if payload:  # an empty one clears a retained message
                await self._refuse_section(section, payload)
            case _:
                log.warning("uplink.unexpected", topic=str(message.topic))

    async def _acknowledge(self, payload: bytes) -> None:
        ack = decode_ack(payload)
        for refused in ack.rejected:
            log.error("uplink.event_refused", seq=refused.seq, code=refused.code)
        await self._outbox.acknowledged(ack.acked)

    async def _refuse_command(
        self, name: str, payload: bytes, properties: Properties | None
    ) -> None:
        result = CommandResult(
            id=decode_command(payload).id,
            status=_REJECTED,
            error=Problem(code="uplink.unknown_command", params={"name": name}),
        )
        correlation = getattr(properties, "CorrelationData", None)
        reply = {} if correlation is None else {"CorrelationData": correlation}
        await self._connection.publish(self._topics.command_result, encode(result), **reply)

    async def _refuse_section(self, section: str, payload: bytes) -> None:
        reported = Reported(
            desired_rev=decode_desired(payload).revision,
            applied_rev=None,
            status=_REJECTED,
            errors=(Problem(code="uplink.unknown_section", path=f"/{section}"),),
        )
        await self._connection.publish(
            self._topics.reported(section), encode(reported), retain=True
        )
