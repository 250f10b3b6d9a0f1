"""What is said and heard, byte by byte."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.errors import BadInput
from edge.uplink.messages import (
    Ack,
    ClockTrust,
    Refusal,
    State,
    Status,
    decode_ack,
    decode_command,
    decode_desired,
    encode,
)


def test_a_will_has_no_head() -> None:
    will = State(status=Status.LOST, session="01J", boot="b7", sw="0.1.0", clock=ClockTrust.SUSPECT)
    assert json.loads(encode(will)) == {
        "schema": "state/1",
        "status": "lost",
        "session": "01J",
        "boot": "b7",
        "sw": "0.1.0",
        "clock": "suspect",
    }


def test_fields_of_a_later_version_are_ignored() -> None:
    payload = b'{"schema":"ack/9","acked":7,"rejected":[{"seq":3,"code":"x","park":true}],"new":1}'
    assert decode_ack(payload) == Ack(acked=7, rejected=(Refusal(seq=3, code="x"),))


@pytest.mark.parametrize(
    "payload",
    [b"", b"7", b"{}", b'{"acked":-1}', b'{"acked":"7"}', b'{"acked":true}', b'{"acked":1.5}'],
)
def test_an_acknowledgement_is_a_whole_number_that_is_not_negative(payload: bytes) -> None:
    with pytest.raises(BadInput, match=r"uplink\.malformed"):
        decode_ack(payload)


_JSON = st.recursive(st.none() | st.integers() | st.text(), st.lists)


@given(st.binary() | _JSON.map(lambda value: json.dumps(value).encode()))
def test_nonsense_is_bad_input_and_nothing_else(payload: bytes) -> None:
    for decode in (decode_ack, decode_command, decode_desired):
        with pytest.raises(BadInput):
            decode(payload)
