"""The table of drivers."""

from __future__ import annotations

import pytest

from hw_drivers import registry
from hw_drivers.errors import DeviceMisnamed
from hw_drivers.printers.profiles import PROFILES


@pytest.mark.parametrize("name", PROFILES)
async def test_every_profile_has_a_driver(name: str) -> None:
    assert registry.printer("tcp://127.0.0.1:9100", name).profile is PROFILES[name]


def test_an_unknown_profile_is_refused_with_the_known_ones() -> None:
    with pytest.raises(DeviceMisnamed) as caught:
        registry.printer("tcp://127.0.0.1:9100", "laser")
    assert "generic-80" in str(caught.value.params["known"])


def test_an_unknown_kind_of_scanner_is_refused() -> None:
    with pytest.raises(DeviceMisnamed):
        registry.scanner("usb://1", on_state=print)
