"""What went wrong is named so that a technician knows where to look."""

from __future__ import annotations

import socket
import ssl

import aiomqtt
import pytest
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.reasoncodes import ReasonCode

from edge.errors import StorageFailed
from edge.messages import render
from edge.uplink import trouble
from edge.uplink.trouble import code_of


def hidden(cause: Exception) -> Exception:
    """As aiomqtt raises what went wrong while connecting."""
    error = aiomqtt.MqttError("no")
    error.__context__ = cause
    error.__suppress_context__ = True  # raise … from None
    return error


def told(identifier: int) -> Exception:
    """As aiomqtt raises what the broker said when it hung up."""
    code = ReasonCode(PacketTypes.DISCONNECT, identifier=identifier)
    error = aiomqtt.MqttError("Disconnected during message iteration")
    error.__cause__ = aiomqtt.MqttCodeError(code, "Unexpected disconnection")
    return error


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (hidden(ConnectionRefusedError()), "uplink.unreachable"),
        (hidden(socket.gaierror()), "uplink.unknown_host"),
        (hidden(UnicodeError()), "uplink.unknown_host"),
        (hidden(TimeoutError()), "uplink.no_answer"),
        (hidden(ssl.SSLCertVerificationError()), "uplink.broker_untrusted"),
        (hidden(ssl.SSLError()), "uplink.tls_failed"),
        (told(0x87), "uplink.not_authorized"),
        (told(0x89), "uplink.server_busy"),
        (told(0x8E), "uplink.taken_over"),
        (told(0x80), "uplink.connection_lost"),
        (TimeoutError(), "uplink.no_answer"),
        (aiomqtt.MqttError("?"), "uplink.connection_lost"),
        (StorageFailed("journal.sealed"), "journal.sealed"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_a_cause_has_a_code(error: Exception, code: str) -> None:
    assert code_of(error) == code


def test_every_code_has_a_sentence() -> None:
    codes = {*trouble._REASONS.values(), *(code for _, code in trouble._CAUSES)}
    for code in codes | {"uplink.duplicate_identity", "uplink.connection_lost"}:
        for language in ("pt", "en"):
            assert render(code, {}, lang=language) != code
