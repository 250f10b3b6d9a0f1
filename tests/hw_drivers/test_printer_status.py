"""Status bytes and their meaning."""

from __future__ import annotations

import pytest

from hw_drivers.printers.status import Reason, decode
from hw_drivers.state import DeviceState


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ({1: 0x12, 2: 0x12, 4: 0x12}, None),
        ({1: 0x1A, 2: 0x16, 4: 0x12}, Reason.COVER_OPEN),
        ({1: 0x1A, 2: 0x36, 4: 0x72}, Reason.COVER_OPEN),
        ({1: 0x1A, 2: 0x32, 4: 0x72}, Reason.PAPER_OUT),
        ({1: 0x12, 2: 0x12, 4: 0x72}, Reason.PAPER_OUT),
        ({1: 0x1A, 2: 0x52, 3: 0x1A, 4: 0x12}, Reason.CUTTER),
        ({1: 0x1A, 2: 0x52, 3: 0x32, 4: 0x12}, Reason.BROKEN),
        ({1: 0x1A, 2: 0x52, 3: 0x52, 4: 0x12}, Reason.OVERHEATED),
        ({1: 0x1A, 2: 0x52, 3: 0x16, 4: 0x12}, Reason.MECHANICAL),
        ({1: 0x1A, 2: 0x52}, Reason.ERROR),
        ({1: 0x1A, 2: 0x1A, 4: 0x12}, Reason.FEEDING),
        ({1: 0x1A, 2: 0x12, 4: 0x12}, Reason.OFFLINE),
        ({1: 0x32, 2: 0x12, 4: 0x12}, Reason.OFFLINE),
    ],
)
def test_the_first_thing_a_person_must_mend_is_the_reason(
    answers: dict[int, int], reason: str | None
) -> None:
    status = decode(answers)
    assert status.reason == reason
    assert status.state is (DeviceState.READY if reason is None else DeviceState.ATTENTION)
    assert status.raw == tuple(sorted(answers.items()))


def test_a_mute_printer_is_unknown_and_not_broken() -> None:
    status = decode({})
    assert (status.state, status.drawer_open) == (DeviceState.UNKNOWN, None)


@pytest.mark.parametrize(
    ("byte", "open_is_high", "is_open"),
    [(0x16, True, True), (0x12, True, False), (0x16, False, False), (0x12, False, True)],
)
def test_which_level_means_open_depends_on_the_drawer(
    byte: int, open_is_high: bool, is_open: bool
) -> None:
    assert decode({1: byte}, open_is_high=open_is_high).drawer_open is is_open
