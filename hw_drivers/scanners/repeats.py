"""One code read twice by a scanner that saw it twice is one scan."""

from __future__ import annotations

HAND_HELD = 0.3  # seconds
PRESENTATION = 0.7


class Repeats:
    """For one scanner: the same code at two scanners is two scans.

    Only the very same text is suppressed, within ``window`` seconds of the last time it was seen:
    a code that stays before a fixed scanner stays one scan. ``suppressed`` counts.
    """

    def __init__(self, window: float = HAND_HELD) -> None:
        self.suppressed = 0
        self._window = window
        self._text: str | None = None
        self._seen = 0.0

    def is_new(self, text: str, now: float) -> bool:
        """``now`` is monotonic seconds."""
        repeated = text == self._text and now - self._seen <= self._window
        self._text, self._seen = text, now
        self.suppressed += repeated
        return not repeated
