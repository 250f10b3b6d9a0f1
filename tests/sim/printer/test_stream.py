from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.printer.epson import EPSON
from sim.printer.stream import Characters, Command, Parser, Piece, Stray


def parse(data: bytes) -> list[Piece]:
    return list(Parser(EPSON.framing).feed(data))


@pytest.mark.parametrize(
    ("data", "code", "args"),
    [
        ("1b 40", "1b 40", ""),
        ("1b 74 10", "1b 74", "10"),
        ("1b 70 00 19 fa", "1b 70", "00 19 fa"),
        ("1d 56 00", "1d 56", "00"),
        ("1d 56 42 03", "1d 56", "42 03"),
        ("1d 28 6b 03 00 31 51 30", "1d 28 6b", "03 00 31 51 30"),
        ("1d 76 30 00 02 00 01 00 1b 40", "1d 76 30", "00 02 00 01 00 1b 40"),
        ("1d 38 4c 02 00 00 00 30 32", "1d 38 4c", "02 00 00 00 30 32"),
        ("1d 6b 43 02 41 42", "1d 6b", "43 02 41 42"),
        ("1d 6b 00 41 42 00", "1d 6b", "00 41 42 00"),
        ("1b 2a 21 01 00 0a 0b 0c", "1b 2a", "21 01 00 0a 0b 0c"),
        ("1b 44 08 10 00", "1b 44", "08 10 00"),
        ("10 04 01", "10 04", "01"),
        ("10 14 01 00 05", "10 14", "01 00 05"),
    ],
)
def test_a_command_is_taken_whole_and_nothing_after_it(data: str, code: str, args: str) -> None:
    whole = bytes.fromhex(data)
    expected = Command(code=bytes.fromhex(code), args=bytes.fromhex(args))
    assert parse(whole + b"ok\n") == [expected, Characters(data=b"ok"), Command(code=b"\n")]


@pytest.mark.parametrize("data", ["1b", "1d 28 6b 03", "1d 76 30 00 02 00 01 00 ff", "1d 6b 00 41"])
def test_a_command_whose_end_has_not_come_waits(data: str) -> None:
    assert parse(bytes.fromhex(data)) == []


def test_bytes_that_begin_no_command_are_reported_and_the_rest_is_read_on() -> None:
    assert parse(b"a\x07b\x1b\xff\x1b@") == [
        Characters(data=b"a"),
        Stray(data=b"\x07"),
        Characters(data=b"b"),
        Stray(data=b"\x1b\xff"),
        Command(code=b"\x1b@"),
    ]


@given(st.lists(st.binary(max_size=40), max_size=8))
def test_how_the_bytes_were_split_does_not_matter(chunks: list[bytes]) -> None:
    parser = Parser(EPSON.framing)
    pieces = [piece for chunk in chunks for piece in parser.feed(chunk)]
    assert _unsplit(pieces) == _unsplit(parse(b"".join(chunks)))


@given(st.binary(max_size=200))
def test_no_byte_is_skipped(data: bytes) -> None:
    taken = b"".join(
        piece.code + piece.args if isinstance(piece, Command) else piece.data
        for piece in parse(data)
    )
    assert data.startswith(taken)
    assert parse(data[len(taken) :]) == []


def _unsplit(pieces: list[Piece]) -> list[Piece]:
    """Characters that came in two parts are the same as in one."""
    joined: list[Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if isinstance(piece, Characters) and isinstance(last, Characters):
            joined[-1] = Characters(data=last.data + piece.data)
        else:
            joined.append(piece)
    return joined
