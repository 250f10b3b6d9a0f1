"""Everything that runs in the box, by name."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from edge.events import Bus
from edge.health.checkup import Checkup
from edge.journal.journal import Journal
from edge.printing.queue import PrintQueue
from edge.printing.station import PrintStation
from edge.sales.cancelling import CancelDesk
from edge.sales.desk import SaleDesk
from edge.sales.recovery import Recovery
from edge.sales.scanning import ScanDesk
from edge.sefaz.backlog import Backlog
from edge.sefaz.leftovers import Leftovers
from edge.sefaz.line import Line
from edge.signer import Signer
from edge.uplink.uplink import Uplink


@dataclass(frozen=True, kw_only=True, slots=True)
class Rooms:
    """Everything that runs."""

    journal: Journal
    signer: Signer
    bus: Bus
    line: Line
    backlog: Backlog
    leftovers: Leftovers
    desk: SaleDesk
    cancels: CancelDesk
    queue: PrintQueue
    stations: tuple[PrintStation, ...]
    scanners: tuple[ScanDesk, ...]
    recovery: Recovery
    uplink: Uplink | None
    checkup: Checkup

    def followers(self) -> dict[str, Callable[[], Coroutine[Any, Any, None]]]:
        """What goes on for as long as the daemon runs, by name."""
        running: dict[str, Callable[[], Coroutine[Any, Any, None]]] = {
            "line": self.line.run,
            "backlog": self.backlog.run,
            "leftovers": self.leftovers.run,
            "recovery": self.recovery.run,
            "print queue": self.queue.run,
            "checkup": self.checkup.run,
        }
        running |= {f"printer {station.name}": station.run for station in self.stations}
        running |= {f"scanner {scanner.name}": scanner.run for scanner in self.scanners}
        if self.uplink is not None:
            running["uplink"] = self.uplink.run
        return running
