"""Scans on their way to the tills that are bound to the scanner."""

from __future__ import annotations

from contextlib import aclosing

import structlog

from edge.config import Scanner
from edge.events import Bus, Event
from hw_drivers import registry
from hw_drivers.state import DeviceState

log = structlog.get_logger(__name__)


class ScanDesk:
    """Listens to one scanner and publishes what it reads as events of kind ``scan``."""

    def __init__(self, *, name: str, settings: Scanner, bus: Bus) -> None:
        self.name = name
        self.state = DeviceState.UNKNOWN
        self.reason: str | None = None
        self._till = settings.till
        self._bus = bus
        self._driver = registry.scanner(settings.url, on_state=self._changed)

    async def run(self) -> None:
        """Listen for ever. Cancel to stop."""
        async with aclosing(self._driver.scans()) as scans:
            async for scan in scans:
                data = {"scanner": self.name, "text": scan.text, "symbology": scan.symbology}
                self._bus.publish(Event(kind="scan", data=data, till=self._till))

    def _changed(self, state: DeviceState, reason: str | None) -> None:
        self.state, self.reason = state, reason
        log.info("scanner.state", scanner=self.name, state=state, reason=reason)
        data = {"device": self.name, "type": "scanner", "state": state.value, "reason": reason}
        self._bus.publish(Event(kind="device.state", data=data))
