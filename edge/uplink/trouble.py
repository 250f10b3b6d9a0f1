"""Why the broker is away: what the libraries tell, as codes that a technician can act upon."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator

import aiomqtt
from paho.mqtt.reasoncodes import ReasonCode

from edge.errors import EdgeError

TAKEN_OVER = "uplink.taken_over"
NOT_AUTHORIZED = "uplink.not_authorized"

#: MQTT 5.0 section 2.4, reason codes.
_REASONS = {
    0x85: NOT_AUTHORIZED,  # client identifier not valid
    0x86: NOT_AUTHORIZED,  # bad user name or password
    0x87: NOT_AUTHORIZED,
    0x88: "uplink.server_busy",  # server unavailable
    0x89: "uplink.server_busy",
    0x8A: NOT_AUTHORIZED,  # banned
    0x8B: "uplink.server_busy",  # server shutting down
    0x8E: TAKEN_OVER,
    0x95: "uplink.packet_too_large",
    0x97: "uplink.server_busy",  # quota exceeded
}

_CAUSES: tuple[tuple[type[Exception], str], ...] = (
    (ssl.SSLCertVerificationError, "uplink.broker_untrusted"),
    (ssl.SSLError, "uplink.tls_failed"),
    (socket.gaierror, "uplink.unknown_host"),
    (UnicodeError, "uplink.unknown_host"),  # a name that cannot be looked up at all
    (TimeoutError, "uplink.no_answer"),
    (OSError, "uplink.unreachable"),
)


def code_of(error: Exception) -> str:
    """The code of the first thing in the chain of causes that says something.

    aiomqtt hides the cause (``raise MqttError(...) from None``) but Python keeps it as the context.
    """
    for each in _chain(error):
        if isinstance(each, EdgeError):
            return each.code
        if isinstance(each, aiomqtt.MqttCodeError) and isinstance(each.rc, ReasonCode):
            return _REASONS.get(each.rc.value, "uplink.connection_lost")
        for kind, code in _CAUSES:
            if isinstance(each, kind):
                return code
    return "uplink.connection_lost"


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
