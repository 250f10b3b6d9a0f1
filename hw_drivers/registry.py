"""Which driver serves which device: one table a kind, nothing registers itself."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from hw_drivers.displays.display import Display
from hw_drivers.displays.vfd import Vfd
from hw_drivers.errors import DeviceMisnamed
from hw_drivers.printers.printer import Printer
from hw_drivers.printers.profiles import profile_named
from hw_drivers.scales.scale import Scale
from hw_drivers.scales.table import protocol_named
from hw_drivers.scanners.serial import SerialScanner
from hw_drivers.state import DeviceState

# A scanner behind a serial-to-network converter speaks the same bytes.
SCANNERS = {"serial": SerialScanner, "tcp": SerialScanner}


def printer(url: str, profile: str) -> Printer:
    """The driver for the printer at ``url``; raises ``DeviceMisnamed`` for an unknown profile."""
    return Printer(url, profile_named(profile))


def display(url: str, *, behind_printer: bool = False) -> Display:
    """The driver for the customer display at ``url``."""
    return Display(url, Vfd(behind_printer=behind_printer))


def scale(url: str, protocol: str) -> Scale:
    """The driver for the scale at ``url``; raises ``DeviceMisnamed`` for an unknown protocol."""
    return Scale(url, protocol_named(protocol))


def scanner(url: str, *, on_state: Callable[[DeviceState, str | None], None]) -> SerialScanner:
    """The driver for the scanner at ``url``; raises ``DeviceMisnamed`` for an unknown scheme."""
    try:
        driver = SCANNERS[urlsplit(url).scheme]
    except (KeyError, ValueError):
        known = ", ".join(f"{scheme}://" for scheme in SCANNERS)
        raise DeviceMisnamed("device.bad_url", url=url, why=known) from None
    return driver(url, on_state=on_state)
