"""Topics and session ids."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.uplink.session_id import session_id
from edge.uplink.topics import Topics

TOPICS = Topics(tenant="demo", box="box1")


@pytest.mark.parametrize(
    ("topic", "heard"),
    [
        ("fe1/demo/box1/ack/fiscal", ("ack", "fiscal")),
        ("fe1/demo/box1/cmd/printer.test", ("cmd", "printer.test")),
        ("fe1/demo/box1/state", None),
        ("fe1/demo/box1/cmd/a/b", None),
        ("fe1/demo/box10/ack/fiscal", None),
        ("fe2/demo/box1/ack/fiscal", None),
    ],
)
def test_only_what_is_addressed_to_the_box_is_heard(
    topic: str, heard: tuple[str, str] | None
) -> None:
    assert TOPICS.heard(topic) == heard


def test_a_session_id_has_the_time_in_it() -> None:
    """The example of the ULID specification: 1469918176385 is 01ARYZ6S41."""
    at = datetime.fromtimestamp(1469918176.385, UTC)
    assert session_id(at, b"\xff" * 10) == "01ARYZ6S41ZZZZZZZZZZZZZZZZ"


@given(st.integers(0, 200 * 365 * 86400))
def test_session_ids_sort_by_time(seconds: int) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    later = at + timedelta(milliseconds=2)
    assert session_id(at, os.urandom(10)) < session_id(later, os.urandom(10))
