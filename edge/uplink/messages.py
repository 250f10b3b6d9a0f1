"""What is said over MQTT, as JSON (``docs/asyncapi.yaml``). Pure: values in, bytes out, and back.

Times are RFC 3339 in UTC. ``schema`` is the name and major version of a payload. Readers ignore
fields they do not know.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import UNSET, Meta, UnsetType

from edge.errors import BadInput

T = TypeVar("T")
Identifier = Annotated[str, Meta(min_length=1, max_length=128)]


class Status(StrEnum):
    """``lost`` is said by the broker, for a box that did not say goodbye."""

    ONLINE = "online"
    OFFLINE = "offline"
    LOST = "lost"


class ClockTrust(StrEnum):
    TRUSTED = "trusted"
    SUSPECT = "suspect"
    UNTRUSTED = "untrusted"


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """An error: the same codes as on the LAN."""

    code: str
    path: str | UnsetType = UNSET
    params: dict[str, Any] = {}


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """The newest journal entry: what a restored or doubled box cannot forge."""

    seq: int
    hash: str


class State(msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="state/1"):
    """Birth, goodbye and will carry one session id; a will of an older session counts for nothing.

    The will has no ``head``: it is written before anything happens.
    """

    status: Status
    session: str
    boot: str
    sw: str
    clock: ClockTrust
    head: Head | UnsetType = UNSET


class Event(msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="evt.fiscal/1"):
    """One journal entry of the fiscal stream. Its number in the stream is a user property."""

    kind: str
    subject: str
    at: str
    body: dict[str, Any]
    hash: str


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """An event the cloud has and cannot use. It counts as acknowledged."""

    seq: Annotated[int, Meta(ge=1)]
    code: str


class Ack(msgspec.Struct, frozen=True, kw_only=True):
    """Everything up to and including ``acked`` is durable in the cloud."""

    acked: Annotated[int, Meta(ge=0)]
    rejected: tuple[Refusal, ...] = ()


class Command(msgspec.Struct, frozen=True, kw_only=True):
    id: Identifier


class CommandResult(msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="cmd-res/1"):
    id: str
    status: str
    error: Problem


class Desired(msgspec.Struct, frozen=True, kw_only=True):
    """A whole section. ``revision`` is given by the cloud and never used twice."""

    revision: Annotated[int, Meta(ge=0)]


class Reported(msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="reported/1"):
    desired_rev: int
    applied_rev: int | None
    status: str
    errors: tuple[Problem, ...]


def encode(message: State | Event | CommandResult | Reported) -> bytes:
    """Compact UTF-8 JSON."""
    return msgspec.json.encode(message)


def decode_ack(payload: bytes) -> Ack:
    """Raises ``BadInput("uplink.malformed")``, as the other decoders do."""
    return _decode(payload, Ack)


def decode_command(payload: bytes) -> Command:
    return _decode(payload, Command)


def decode_desired(payload: bytes) -> Desired:
    return _decode(payload, Desired)


def _decode(payload: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(payload, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadInput("uplink.malformed", why=str(error)) from None
