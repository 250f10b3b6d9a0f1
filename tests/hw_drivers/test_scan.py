"""From a scanner's bytes to scans."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hw_drivers.scanners.scan import Scan, ScanDecoder

EAN = Scan(text="7891000100103")


@pytest.mark.parametrize("suffix", [b"\r", b"\n", b"\r\n", b"\t"])
def test_every_usual_suffix_ends_a_scan(suffix: bytes) -> None:
    assert ScanDecoder().feed((b"7891000100103" + suffix) * 2, 0.0) == [EAN, EAN]


def test_a_scan_may_arrive_byte_by_byte() -> None:
    decoder = ScanDecoder()
    scans = []
    for i, byte in enumerate(b"7891000100103\r"):
        scans += decoder.feed(bytes([byte]), i * 0.05)
    assert scans == [EAN]


def test_half_a_scan_is_thrown_away_and_never_joined_with_the_next() -> None:
    decoder = ScanDecoder(gap=0.3)
    assert decoder.feed(b"78910001", 0.0) == []
    assert decoder.feed(b"7891000100103\r", 1.0) == [EAN]
    assert decoder.discarded == 1


@pytest.mark.parametrize(
    ("sent", "scan"),
    [
        (b"]E07891000100103", Scan(text="7891000100103", symbology="ean-13")),
        (b"]E478912342", Scan(text="78912342", symbology="ean-8")),
        (b"]C0ABC", Scan(text="ABC", symbology="code-128")),
        (b"]C1010789", Scan(text="010789", symbology="gs1-128")),
        (b"]Q1https://x.y/?p=1", Scan(text="https://x.y/?p=1", symbology="qr")),
        (b"]d201\x1d21", Scan(text="01\x1d21", symbology="gs1-datamatrix")),
        (b"]?0A", Scan(text="]?0A")),
        (b"A]E0", Scan(text="A]E0")),
    ],
)
def test_the_aim_identifier_becomes_the_symbology(sent: bytes, scan: Scan) -> None:
    assert ScanDecoder().feed(sent + b"\r", 0.0) == [scan]


def test_gs1_separators_are_kept_and_other_control_characters_are_not() -> None:
    assert ScanDecoder().feed(b"\x02\x00" + b"10ABC\x1d210001\x03\r", 0.0) == [
        Scan(text="10ABC\x1d210001")
    ]


def test_text_is_utf_8_or_else_latin_1() -> None:
    decoder = ScanDecoder()
    assert decoder.feed("pão\r".encode() + "pão\r".encode("latin-1"), 0.0) == [
        Scan(text="pão"),
        Scan(text="pão"),
    ]


def test_an_endless_scan_is_thrown_away_whole_with_its_tail() -> None:
    decoder = ScanDecoder()
    assert decoder.feed(b"9" * 10_000, 0.0) == []
    assert decoder.feed(b"9\r7891000100103\r", 0.1) == [EAN]
    assert decoder.discarded == 1


def test_empty_lines_are_no_scans() -> None:
    assert ScanDecoder().feed(b"\r\n\r\n\t", 0.0) == []


@given(
    st.lists(st.text("0123456789ABCDEF/-.", min_size=1, max_size=50), max_size=10),
    st.integers(1, 40),
)
def test_every_code_comes_out_as_it_was_read_however_the_bytes_are_cut(
    codes: list[str], size: int
) -> None:
    stream = b"".join(code.encode() + b"\r\n" for code in codes)
    decoder = ScanDecoder()
    pieces = [stream[start : start + size] for start in range(0, len(stream), size)]
    assert [scan.text for piece in pieces for scan in decoder.feed(piece, 0.0)] == codes
