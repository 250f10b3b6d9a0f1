"""MQTT 5 properties, by the specification's own names (section 2.2.2.2, without the spaces)."""

from __future__ import annotations

from typing import Any

from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

_JSON = {"PayloadFormatIndicator": 1, "ContentType": "application/json"}


def connect_properties(**values: Any) -> Properties:
    return _properties(PacketTypes.CONNECT, values)


def will_properties(**values: Any) -> Properties:
    """Of a will that is UTF-8 JSON."""
    return _properties(PacketTypes.WILLMESSAGE, _JSON | values)


def json_properties(**values: Any) -> Properties:
    """Of a message that is UTF-8 JSON."""
    return _properties(PacketTypes.PUBLISH, _JSON | values)


def _properties(packet: int, values: dict[str, Any]) -> Properties:
    made = Properties(packet)  # type: ignore[no-untyped-call]  # paho's constructor has no types
    for name, value in values.items():
        setattr(made, name, value)
    return made
