"""The bytes of a ticket, checked against python-escpos and against what a printer would do."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hw_drivers.printers import qr
from hw_drivers.printers.page import encode
from hw_drivers.printers.profiles import PROFILES, Profile
from hw_drivers.printers.ticket import Align, Cut, Element, Feed, OpenDrawer, Qr, Rule, Text, Ticket

P80 = PROFILES["generic-80"]
P58 = PROFILES["generic-58"]


def bytes_of(*elements: Element, profile: Profile = P80) -> bytes:
    return encode(Ticket(elements=elements), profile)


def test_a_whole_ticket_byte_for_byte() -> None:
    assert bytes_of(
        OpenDrawer(),
        Text(text="PÃO", align=Align.CENTER, bold=True, wide=True, tall=True),
        Text(text="miúdo", small=True),
        Text(text="fim"),
        Rule(),
        Feed(lines=2),
        Cut(),
    ) == (
        b"\x1b@\x1bt\x02"
        b"\x1bp\x00\x19\xfa"
        b"\x1ba\x01\x1d!\x11\x1bE\x01P\xc7O\n"
        b"\x1ba\x00\x1bM\x01\x1d!\x00\x1bE\x00mi\xa3do\n"
        b"\x1bM\x00fim\n" + b"-" * 48 + b"\n"
        b"\x1bd\x02"
        b"\x1dV\x42\x03"
    )


# Recorded from python-escpos 3.1, Dummy(): qr(url, native=True, size=5, ec=QR_ECLEVEL_M),
# cashdraw([27, 112, 0, 25, 250]), charcode("CP850"), charcode("CP1252"), print_and_feed(3).
PEER_QR = bytes.fromhex(
    "1d286b0400314132001d286b03003143051d286b03003145311d286b1400315030"
    "68747470733a2f2f782e792f713f703d311d286b0300315130"
)


def test_the_printers_own_qr_code_is_asked_for_as_python_escpos_does() -> None:
    assert qr.native(b"https://x.y/q?p=1", 5) == PEER_QR


@pytest.mark.parametrize(
    ("made", "peer"),
    [
        (P80.drawer, b"\x1bp\x00\x19\xfa"),
        (bytes_of(), b"\x1b@\x1bt\x02"),
        (bytes_of(profile=PROFILES["epson-tm-t20"]), b"\x1b@\x1bt\x10"),
        (bytes_of(Feed(lines=3)), b"\x1b@\x1bt\x02\x1bd\x03"),
    ],
)
def test_simple_commands_are_those_of_python_escpos(made: bytes, peer: bytes) -> None:
    assert made == peer


@given(st.text(max_size=80), st.sampled_from(list(PROFILES.values())))
def test_no_text_can_smuggle_a_command_to_the_printer(text: str, profile: Profile) -> None:
    body = bytes_of(Text(text=text), profile=profile).removeprefix(bytes_of(profile=profile))
    assert all(byte >= 0x20 for byte in body.replace(b"\n", b""))


@given(st.text("abc ã", max_size=200), st.booleans(), st.booleans(), st.sampled_from([P80, P58]))
def test_no_line_is_wider_than_the_paper(
    text: str, wide: bool, small: bool, profile: Profile
) -> None:
    plain = bytes_of(Text(text="", wide=wide, small=small), profile=profile)[:-1]
    body = bytes_of(Text(text=text, wide=wide, small=small), profile=profile)
    columns = profile.small_columns if small else profile.columns
    lines = body.removeprefix(plain).split(b"\n")
    assert all(len(line) <= columns // (2 if wide else 1) for line in lines)


def test_a_rule_is_as_wide_as_the_paper() -> None:
    assert b"=" * 32 + b"\n" in bytes_of(Rule(character="="), profile=P58)


def test_a_printer_that_cannot_draw_a_code_gets_a_picture() -> None:
    raster = bytes_of(Qr(data="https://x.y/q?p=1"), profile=PROFILES["generic-80-raster"])
    assert b"\x1dv0\x00" in raster
    assert b"\x1d(k" not in raster


def test_text_after_a_code_is_back_at_the_left() -> None:
    assert bytes_of(Qr(data="x" * 100), Text(text="depois")).endswith(b"\n\x1ba\x00depois\n")


def test_a_code_too_large_for_the_paper_is_refused_before_anything_is_printed() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        bytes_of(Qr(data="x" * 2000), profile=replace(P58, dots=96))
