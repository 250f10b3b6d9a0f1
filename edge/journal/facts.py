"""What rooms hand to the journal, and what the journal hands back."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

BLOB_FIELDS = ("xml", "proc")
"""Fields of a body whose value is the name of stored bytes. The bytes must be there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """Something that happened, not yet written.

    ``body`` is JSON-ready (str, int, bool, None, list, dict; floats are refused: money and
    quantities are decimal strings). Big bytes go in ``blobs`` and are named in the body by
    ``digest_name``.
    """

    kind: str
    subject: str
    body: dict[str, Any] = field(default_factory=dict)
    blobs: tuple[bytes, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A fact as it stands in the journal. ``at`` is UTC, never earlier than the entry before."""

    seq: int
    at: datetime
    kind: str
    subject: str
    body: dict[str, Any]
    hash: bytes


def digest_name(data: bytes) -> str:
    """The name of ``data``: ``sha256:<64 hex digits>``."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def utc_text(at: datetime) -> str:
    """``2026-08-22T13:05:00.000000Z``: fixed width, so that text order is time order."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def utc_time(text: str) -> datetime:
    """The time that ``utc_text`` wrote."""
    return datetime.fromisoformat(text)
