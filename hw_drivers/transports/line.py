"""How a serial line is set: speed, framing, flow control, and the terminal put into raw mode."""

from __future__ import annotations

import termios
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import parse_qsl

from hw_drivers.errors import DeviceMisnamed

_BAUD = {
    speed: getattr(termios, f"B{speed}")
    for speed in (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400)
}
_BITS = {7: termios.CS7, 8: termios.CS8}
_PARITY = {"N": 0, "E": termios.PARENB, "O": termios.PARENB | termios.PARODD}
_STOP = {1: 0, 2: termios.CSTOPB}
_CHOICES: dict[str, Iterable[int | str]] = {
    "baud": _BAUD,
    "bits": _BITS,
    "parity": _PARITY,
    "stop": _STOP,
    "flow": ("none", "rtscts", "xonxoff"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class LineSettings:
    """``baud`` in bit/s; ``parity`` N, E or O; ``flow`` none, rtscts or xonxoff."""

    baud: int = 9600
    bits: int = 8
    parity: str = "N"
    stop: int = 1
    flow: str = "none"

    @classmethod
    def from_query(cls, query: str, *, url: str) -> Self:
        """``baud=9600&parity=N``; raises ``DeviceMisnamed`` naming what is not known."""
        chosen: dict[str, Any] = {}
        for name, value in parse_qsl(query, keep_blank_values=True):
            choices = {str(choice): choice for choice in _CHOICES.get(name, ())}
            if value not in choices:
                raise DeviceMisnamed("device.bad_url", url=url, why=f"{name}={value}")
            chosen[name] = choices[value]
        return cls(**chosen)

    def apply(self, fd: int) -> None:
        """Sets the terminal ``fd`` at once, without waiting for what it is still sending."""
        *_, cc = termios.tcgetattr(fd)
        cc[termios.VMIN], cc[termios.VTIME] = 1, 0  # a read of 0 bytes then means: hung up
        iflag = termios.INPCK if self.parity != "N" else 0
        iflag |= termios.IXON | termios.IXOFF if self.flow == "xonxoff" else 0
        # HUPCL stays off: closing between jobs must not drop DTR, which resets some devices.
        cflag = termios.CREAD | termios.CLOCAL | _BITS[self.bits]
        cflag |= _PARITY[self.parity] | _STOP[self.stop]
        cflag |= termios.CRTSCTS if self.flow == "rtscts" else 0
        speed = _BAUD[self.baud]
        termios.tcsetattr(fd, termios.TCSANOW, [iflag, 0, cflag, 0, speed, speed, cc])
