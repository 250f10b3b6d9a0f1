"""What a dialect has to say for itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from hw_drivers.printers.memory import Memory
from hw_drivers.printers.outcome import PrintOutcome
from hw_drivers.printers.patience import Patience
from hw_drivers.printers.profiles import Profile
from hw_drivers.printers.status import PrinterStatus
from hw_drivers.printers.ticket import Align
from hw_drivers.transports.transport import Transport


@dataclass(frozen=True, kw_only=True, slots=True)
class Language:
    """How a ticket is written. Pairs are ``(off, on)``.

    ``start`` leaves no style of an earlier job and selects a code page by its number, where there
    is one to select. ``size`` takes ``wide, tall``; a dialect without the one prints plain.
    ``symbol`` draws a QR code of so many dots a module, ``largest_module`` at most, with error
    correction M; None where it cannot.
    """

    start: Callable[[int | None], bytes]
    align: Mapping[Align, bytes]
    bold: tuple[bytes, bytes]
    small: tuple[bytes, bytes]
    size: Callable[[bool, bool], bytes]
    feed: Callable[[int], bytes]
    symbol: Callable[[bytes, int], bytes] | None = None
    largest_module: int = 8


class Talk(Protocol):
    """One conversation with one printer. Everything here may raise ``DeviceError``."""

    async def look(self) -> PrinterStatus:
        """Its state; ``unknown`` when it does not answer."""

    async def prepare(self) -> str | None:
        """Makes sure that the next byte begins a command; the reason why it cannot be, or None."""

    async def send(self, data: bytes, *, job: str) -> None:
        """The job, and whatever makes its end provable."""

    async def proof(self) -> PrintOutcome:
        """Waits for the printer's word; who calls sets the limit."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Dialect:
    name: str
    language: Language
    talk: Callable[[Transport, Profile, Patience, Memory], Talk]
