"""Can receipts be printed? A sale is valid without, but the customer wants one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from edge.health.check import OK, Finding, attention

#: Reasons with a sentence of their own.
_KNOWN = frozenset({"paper_out", "cover_open", "cutter", "broken", "overheated", "offline"})


class PrinterLook(Protocol):
    """What a driver tells of its printer; ``state`` is ready, attention, absent or unknown."""

    @property
    def state(self) -> str: ...
    @property
    def reason(self) -> str | None: ...
    @property
    def paper_near_end(self) -> bool: ...


class PrinterCheck:
    """``look`` gives what the printer's owner saw last, None when it has not looked yet.

    Nobody else may ask the printer: many serve one connection at a time.
    """

    def __init__(self, printer: str, look: Callable[[], PrinterLook | None]) -> None:
        self.name = f"printer {printer}"
        self._printer = printer
        self._look = look

    async def run(self) -> Finding:
        seen = self._look()
        match None if seen is None else seen.state:
            case "absent":
                return attention("health.printer_absent", printer=self._printer)
            case "attention" if seen is not None and seen.reason in _KNOWN:
                return attention(f"health.printer_{seen.reason}", printer=self._printer)
            case "attention":
                return attention("health.printer_attention", printer=self._printer)
            case "ready" if seen is not None and seen.paper_near_end:
                return attention("health.printer_paper_near_end", printer=self._printer)
            case _:  # also a printer that tells nothing: that is not the same as broken
                return OK
