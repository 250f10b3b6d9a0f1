"""A journal entry as a CloudEvent: attributes as MQTT user properties, the entry as the payload."""

from __future__ import annotations

from edge.journal.facts import Entry, utc_text
from edge.uplink.messages import Event, encode
from edge.uplink.topics import Topics


def event_payload(entry: Entry) -> bytes:
    return encode(
        Event(
            kind=entry.kind,
            subject=entry.subject,
            at=utc_text(entry.at),
            body=entry.body,
            hash=f"sha256:{entry.hash.hex()}",
        )
    )


def event_attributes(
    n: int, entry: Entry, *, topics: Topics, stream: str, session: str
) -> list[tuple[str, str]]:
    """CloudEvents 1.0, MQTT binding, binary mode; ``seq`` and ``session`` are extensions.

    ``id`` is the entry's hash: the same event has the same id however often it is sent, and a box
    whose journal was replaced does not pass for the one before.
    """
    return [
        ("specversion", "1.0"),
        ("id", entry.hash.hex()),
        ("source", topics.source),
        ("type", f"fe1.{stream}.{entry.kind}"),
        ("time", utc_text(entry.at)),
        ("subject", entry.subject),
        ("seq", str(n)),
        ("session", session),
    ]
