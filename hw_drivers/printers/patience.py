"""How long to wait for a printer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Patience:
    """Seconds. A job may take ``job``, and its bytes at ``bytes_per_second``.

    The speed is half of 9600 baud, which also covers text on paper that moves at 50 mm/s.
    ``settle``: a printer whose only proof is that it stopped printing must have stopped for so
    long; at 9600 baud the pause that a QR code makes between two lines is 0.6 s.
    """

    answer: float = 1.0
    poll: float = 0.5
    job: float = 5.0
    settle: float = 1.5
    bytes_per_second: int = 480

    def for_job(self, size: int) -> float:
        return self.job + size / self.bytes_per_second


USUAL = Patience()
