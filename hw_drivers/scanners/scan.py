"""Bytes from a scanner into scans."""

from __future__ import annotations

from dataclasses import dataclass

from hw_drivers.scanners import aim

_SUFFIXES = b"\r\n\t"
_GROUP_SEPARATOR = 0x1D  # ends a variable GS1 field; part of the data
_LONGEST = 4096  # bytes; the largest QR code at the till, an NFC-e's, has about 600


@dataclass(frozen=True, kw_only=True, slots=True)
class Scan:
    """One code as it was read, GS1 separators (1Dh) included. ``symbology``: see ``aim``."""

    text: str
    symbology: str | None = None


class ScanDecoder:
    """Cuts the stream at CR, LF or TAB; a scan that pauses for ``gap`` seconds is thrown away.

    So half a code, left by a loose plug, is never joined with the next one. ``discarded`` counts
    what was thrown away: where it grows and nothing is read, the scanner sends no suffix.
    """

    def __init__(self, *, gap: float = 0.3) -> None:
        self.discarded = 0
        self._gap = gap
        self._pending = bytearray()
        self._latest = 0.0
        self._skipping = False

    def feed(self, data: bytes, now: float) -> list[Scan]:
        """Scans completed by ``data``, which arrived at ``now`` (monotonic seconds)."""
        if now - self._latest > self._gap and (self._pending or self._skipping):
            self._discard()
            self._skipping = False
        self._latest = now
        scans = []
        for byte in data:
            if byte in _SUFFIXES:
                if self._pending:
                    scans.append(_scan(bytes(self._pending)))
                self._pending.clear()
                self._skipping = False
            elif not self._skipping and (byte >= 0x20 or byte == _GROUP_SEPARATOR):
                self._pending.append(byte)
                if len(self._pending) > _LONGEST:
                    self._discard()
                    self._skipping = True  # until its suffix: its tail is no scan either
        return scans

    def _discard(self) -> None:
        self.discarded += bool(self._pending)
        self._pending.clear()


def _scan(data: bytes) -> Scan:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    text, symbology = aim.split(text)
    return Scan(text=text, symbology=symbology)
