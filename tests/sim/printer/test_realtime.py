from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.printer.realtime import (
    AskStatus,
    ClearBuffers,
    PulseDrawer,
    RealTime,
    Recover,
    Scanner,
)

CLEAR = bytes.fromhex("10 14 08 01 03 14 01 06 02 08")


def scan(data: bytes) -> list[RealTime]:
    return [command for _, command in Scanner().feed(data)]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\x10\x04\x01", [AskStatus(n=1)]),
        (b"\x10\x04\x04\x10\x04\x02", [AskStatus(n=4), AskStatus(n=2)]),
        (b"\x10\x05\x02", [Recover(clear=True)]),
        (b"\x10\x14\x01\x00\x05", [PulseDrawer()]),
        (CLEAR, [ClearBuffers()]),
        (b"\x10\x10\x04\x01", [AskStatus(n=1)]),
        (b"\x10\x04\x09", []),
        (b"\x10\x14\x01\x00\x09", []),
        (b"abc\x10", []),
    ],
)
def test_real_time_commands_are_found(data: bytes, expected: list[RealTime]) -> None:
    assert scan(data) == expected


def test_they_are_found_inside_image_data() -> None:
    raster = b"\x1dv0\x00\x03\x00\x01\x00" + b"\x10\x04\x01"
    assert scan(raster) == [AskStatus(n=1)]


_BITS = st.sampled_from([b"\x10", b"\x04", b"\x14", b"\x01", b"\x05", b"a", CLEAR, CLEAR[:5]])


@given(st.lists(_BITS, max_size=30), st.data())
def test_where_a_read_ends_does_not_matter(bits: list[bytes], data: st.DataObject) -> None:
    stream = b"".join(bits)
    cut = data.draw(st.integers(0, len(stream)))
    scanner = Scanner()
    in_two = [
        *scanner.feed(stream[:cut]),
        *((cut + end, command) for end, command in scanner.feed(stream[cut:])),
    ]
    assert in_two == list(Scanner().feed(stream))


def test_a_command_is_executed_where_its_last_byte_came() -> None:
    assert list(Scanner().feed(b"ab\x10\x04\x01cd" + CLEAR)) == [
        (5, AskStatus(n=1)),
        (17, ClearBuffers()),
    ]
