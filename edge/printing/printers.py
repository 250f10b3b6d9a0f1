"""Which printer prints for which till."""

from __future__ import annotations

from collections.abc import Mapping

from edge.config import Printer


class Printers:
    """The configured receipt printers, by id."""

    def __init__(self, printers: Mapping[str, Printer]) -> None:
        self._printers = dict(printers)

    def for_till(self, till: str) -> str | None:
        """The till's own printer, else the first that serves every till; None without one."""
        own = [name for name, printer in self._printers.items() if printer.till == till]
        shared = [name for name, printer in self._printers.items() if printer.till is None]
        return next(iter([*own, *shared]), None)
