"""Filizola: ``05`` is answered as Toledo's protocol B is, by some models with CR for ETX."""

from __future__ import annotations

import re

from hw_drivers.scales.protocol import Protocol
from hw_drivers.scales.toledo import FRAMED, LONGEST, read_framed

FILIZOLA = Protocol(
    name="filizola",
    request=b"\x05",
    frame=re.compile(FRAMED.pattern.removesuffix(rb"\x03") + rb"[\x03\r]"),
    longest=LONGEST,
    read=read_framed,
)
