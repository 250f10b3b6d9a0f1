"""From many timings to one figure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import median

__all__ = ["median", "percentile"]


def percentile(samples: Sequence[float], percent: float) -> float:
    """The least sample that ``percent`` of all do not exceed (nearest rank).

    Raises ``ValueError`` where there are none, or for a percentage outside 0 to 100.
    """
    if not samples or not 0 <= percent <= 100:
        raise ValueError(f"no {percent}th percentile of {len(samples)} samples")
    rank = max(1, math.ceil(len(samples) * percent / 100))
    return sorted(samples)[rank - 1]
