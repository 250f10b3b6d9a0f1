"""Elgin Vox: writes as Epson's do, with the older cut, and tells its status by ENQ alone.

Of its QR commands no reference at hand gives the whole layout: here it draws none.
"""

from __future__ import annotations

from dataclasses import replace

from sim.printer.condition import State, bits
from sim.printer.epson import EPSON
from sim.printer.realtime import Questions
from sim.printer.style import initial

_ENQ = b"\x05"
_NONE_OF_ITS_OWN = {b"\x1d(k", b"\x1d(H", b"\x1da", b"\x1dr", b"\x1dI", b"\x1dV", b"\x10\x14"}


def _status(_: bytes, state: State, printing: bool) -> bytes:  # noqa: ARG001, FBT001
    """One byte: 01h stands for on-line and 08h for a closed cover; whether it prints, none."""
    return bits(
        (state.online, 0x01),
        (state.out, 0x02),
        (state.drawer_open, 0x04),
        (not state.cover_open, 0x08),
        (state.near_end, 0x10),
    ).to_bytes()


VOX = replace(
    EPSON,
    name="vox",
    codec="cp850",
    framing=replace(EPSON.framing, controls=EPSON.framing.controls | {0x05}),
    setters=dict(EPSON.setters) | {b"\x1b@": initial("cp850")},
    actions={code: act for code, act in EPSON.actions.items() if code not in _NONE_OF_ITS_OWN},
    quiet=EPSON.quiet | {_ENQ},
    urgent=lambda: Questions(_ENQ),
    status=_status,
)
