"""What can be made to go wrong with a printer, by name."""

from __future__ import annotations

from sim.printer.condition import Paper

FAULTS = {
    "paper_out": "no paper; with after_mm it ends after so much more of it",
    "paper_near_end": "little paper left",
    "cover_open": "the cover is open",
    "cutter": "the knife is jammed",
    "absent": "switched off: connections are refused and the receive buffer is lost",
    "mute": "nothing is ever answered",
    "no_process_id": "the process id command is ignored",
    "stalled": "nothing more is read",
    "hang_up": "the connection is closed after_bytes from now, once",
}
#: Those that are a state of the printer, and what they change in it.
STATES: dict[str, dict[str, object]] = {
    "paper_out": {"paper": Paper.OUT},
    "paper_near_end": {"paper": Paper.NEAR_END},
    "cover_open": {"cover_open": True},
    "cutter": {"cutter_error": True},
}
