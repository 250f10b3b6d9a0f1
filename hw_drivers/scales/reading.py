"""What a scale says: a weight, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

_CENT = Decimal("0.01")


class ReadingState(StrEnum):
    STABLE = "stable"
    UNSTABLE = "unstable"
    OVERLOAD = "overload"
    NEGATIVE = "negative"
    NO_REPLY = "no_reply"


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """``weight`` is net kilograms, and only there when ``stable``: nothing else can be sold.

    ``reason`` says more where there is more to say: ``zero_capture``, ``calibration``, or the last
    word of a ``DeviceError``.
    """

    state: ReadingState
    weight: Decimal | None = None
    reason: str | None = None

    def __post_init__(self) -> None:
        if (self.weight is None) is (self.state is ReadingState.STABLE):
            raise ValueError("a weight stands with a stable reading and with no other")

    @classmethod
    def stable(cls, weight: Decimal) -> Reading:
        return cls(state=ReadingState.STABLE, weight=weight)

    def price(self, per_kg: Decimal) -> Decimal:
        """Rounded half up to the cent; ``ValueError`` when there is no weight to be sold."""
        if self.weight is None or self.weight <= 0:
            raise ValueError(f"nothing to sell: {self.state}")
        return (self.weight * per_kg).quantize(_CENT, ROUND_HALF_UP)


UNSTABLE = Reading(state=ReadingState.UNSTABLE)
OVERLOAD = Reading(state=ReadingState.OVERLOAD)
NEGATIVE = Reading(state=ReadingState.NEGATIVE)
