"""Telling apart what a printer sends back."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from hw_drivers.printers.answers import AnswerParser, Buffered, Printed, RealTime

STREAM = (
    b"\x12\x11\x13"  # real-time status, XON, XOFF
    b"\x38\x00\x0c\x00"  # automatic status: cover open, paper out
    b"\x37\x22AB12\x00"  # echo of a process id
    b"\x37\x25\x00"  # buffers cleared
    b"\x5fTM-T20\x00"  # model name
    b"\x03"  # answer to GS r 1: near end
    b"\xff\x80"  # noise
    b"\x72"
)
ANSWERS = [RealTime(0x12), Printed(b"AB12"), Buffered(0x03), RealTime(0x72)]


def test_each_kind_of_answer_is_known_by_its_bits() -> None:
    assert AnswerParser().feed(STREAM) == ANSWERS


@given(st.lists(st.integers(1, len(STREAM) - 1)))
def test_answers_are_the_same_however_the_bytes_are_cut(cuts: list[int]) -> None:
    parser = AnswerParser()
    edges = [0, *sorted(cuts), len(STREAM)]
    pieces = [STREAM[a:b] for a, b in pairwise(edges)]
    assert [answer for piece in pieces for answer in parser.feed(piece)] == ANSWERS


@given(st.binary(max_size=300))
def test_no_noise_stops_the_parser_from_hearing_again(noise: bytes) -> None:
    parser = AnswerParser()
    parser.feed(noise)
    silence = b"\x00" * 100  # ends whatever the noise began
    parser.feed(silence)
    assert parser.feed(b"\x37\x22AB12\x00") == [Printed(b"AB12")]
