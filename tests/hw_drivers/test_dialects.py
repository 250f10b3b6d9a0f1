"""The bytes of each dialect, as the makers' manuals give them, and what answers mean."""

from __future__ import annotations

import pytest

from hw_drivers.printers.dialects import bema, daruma, vox
from hw_drivers.printers.dialects.table import DIALECTS
from hw_drivers.printers.page import encode
from hw_drivers.printers.polled_talk import Polling
from hw_drivers.printers.profiles import PROFILES
from hw_drivers.printers.status import Reason
from hw_drivers.printers.ticket import Align, Cut, Feed, OpenDrawer, Qr, Text, Ticket
from hw_drivers.state import DeviceState

TICKET = Ticket(
    elements=(
        OpenDrawer(),
        Text(text="PÃO", align=Align.CENTER, bold=True, wide=True),
        Text(text="miúdo", small=True),
        Feed(lines=2),
        Qr(data="https://x.y"),
        Cut(),
    )
)


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        (
            "bematech-mp4200",
            (
                b"\x1d\xf9\x20\x00\x1b@\x1bt\x02"
                b"\x1bvd"
                b"\x1ba\x01\x1bW1\x1bEP\xc7O\n"
                b"\x1ba\x00\x0f\x1bW0\x1bFmi\xa3do\n"
                b"\n\n"
                b"\x1ba\x01\x1bH\n\x1dkQ\x01\x10\x00\x01\x0b\x00https://x.y\n"
                b"\x1bm"
            ),
        ),
        (
            "daruma-dr800",
            (
                b"\x1b@"
                b"\x1bp"
                b"\x1bj\x01\x1bW\x01\x1bEP\xc7O\n"
                b"\x1bj\x00\x0f\x1bW\x00\x1bFmi\xa3do\n"
                b"\n\n"
                b"\x1bj\x01\x12\n\x1b\x81\x0d\x00\x07Mhttps://x.y\n"
                b"\x1bm"
            ),
        ),
    ],
)
def test_a_whole_ticket_byte_for_byte(profile: str, expected: bytes) -> None:
    assert encode(TICKET, PROFILES[profile]) == expected


def test_a_printer_without_a_code_of_its_own_gets_a_picture() -> None:
    job = encode(TICKET, PROFILES["elgin-vox"])
    assert b"\x1dv0\x00" in job
    assert b"\x1d(k" not in job


def test_a_daruma_is_never_sent_more_than_it_can_draw() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        encode(Ticket(elements=(Qr(data="x" * 701),)), PROFILES["daruma-dr800"])


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_every_profile_speaks_a_dialect_that_exists(profile: object) -> None:
    assert getattr(profile, "dialect", None) in DIALECTS


@pytest.mark.parametrize("name", PROFILES)
def test_every_profile_draws_the_largest_code_of_an_nfce(name: str) -> None:
    """Version 17: what an offline receipt's address, with its signature, needs."""
    assert encode(Ticket(elements=(Qr(data="x" * 504),)), PROFILES[name])


@pytest.mark.parametrize(
    ("polling", "answer", "reason"),
    [
        (bema.POLLING, "00 90 00 00 00", None),
        (bema.POLLING, "10 90 00 00 00", None),
        (bema.POLLING, "08 10 00 00 00", Reason.COVER_OPEN),
        (bema.POLLING, "08 b4 00 00 00", Reason.PAPER_OUT),
        (bema.POLLING, "08 d0 00 00 00", Reason.ERROR),
        (bema.POLLING, "08 90 00 00 00", Reason.OFFLINE),
        (daruma.POLLING, "10 10", None),
        (daruma.POLLING, "11 10", None),
        (daruma.POLLING, "80 08", Reason.COVER_OPEN),
        (daruma.POLLING, "20 1a", Reason.PAPER_OUT),
        (daruma.POLLING, "08 58", Reason.ERROR),
        (daruma.POLLING, "00 10", Reason.OFFLINE),
        (vox.POLLING, "09", None),
        (vox.POLLING, "00", Reason.COVER_OPEN),
        (vox.POLLING, "0a", Reason.PAPER_OUT),
        (vox.POLLING, "08", Reason.OFFLINE),
    ],
)
def test_a_status_answer_tells_what_to_mend_first(
    polling: Polling, answer: str, reason: Reason | None
) -> None:
    status = polling.decode(bytes.fromhex(answer))
    assert status.reason == reason
    assert status.state is (DeviceState.ATTENTION if reason else DeviceState.READY)


@pytest.mark.parametrize(
    ("polling", "near_end", "drawer_open"),
    [
        (bema.POLLING, "00 92 00 00 00", "00 80 00 00 00"),
        (daruma.POLLING, "10 11", "10 90"),
        (vox.POLLING, "19", "0d"),
    ],
)
def test_little_paper_and_an_open_drawer_are_told(
    polling: Polling, near_end: str, drawer_open: str
) -> None:
    assert polling.decode(bytes.fromhex(near_end)).paper_near_end
    status = polling.decode(bytes.fromhex(drawer_open))
    assert status.drawer_open
    assert not status.paper_near_end
    assert not polling.decode(bytes.fromhex(drawer_open), inverted_drawer=True).drawer_open


def test_silence_is_unknown_and_not_broken() -> None:
    status = daruma.POLLING.decode(b"")
    assert (status.state, status.reason) == (DeviceState.UNKNOWN, "no_answer")
