"""A serial device on a pseudo-terminal, that can be unplugged and plugged in again.

It is found by a symbolic link that stays the same, as a udev link does; the terminal behind it
changes.
"""

from __future__ import annotations

import os
import tty
from collections.abc import Callable
from pathlib import Path


class SerialPort:
    """``device`` is the link."""

    def __init__(self, device: Path) -> None:
        self.device = device
        self._ends: tuple[int, int] | None = None

    @property
    def plugged(self) -> bool:
        return self._ends is not None

    def plug(self) -> int:
        """The controlling end of a new terminal, or of the one that is plugged in already.

        Raw from the start: what is sent before anyone opens it is not echoed.
        """
        if self._ends is None:
            self.device.parent.mkdir(parents=True, exist_ok=True)
            controller, terminal = os.openpty()
            tty.setraw(terminal)
            os.set_blocking(controller, False)
            self.device.unlink(missing_ok=True)
            self.device.symlink_to(os.ttyname(terminal))
            self._ends = controller, terminal
        return self._ends[0]

    def unplug(self, forget: Callable[[int], object] = lambda _: None) -> None:
        """Whoever has it open reads the end of it; ``forget`` gets our end before it is closed."""
        if self._ends is not None:
            self.device.unlink(missing_ok=True)
            forget(self._ends[0])
            for end in self._ends:
                os.close(end)
            self._ends = None

    def send(self, data: bytes) -> None:
        """Raises ``ConnectionError`` when unplugged, or when nobody has read the last 4 KB."""
        if self._ends is None:
            raise ConnectionError(f"{self.device.name} is unplugged")
        try:
            os.write(self._ends[0], data)
        except BlockingIOError:
            raise ConnectionError(f"nobody reads {self.device.name}") from None
