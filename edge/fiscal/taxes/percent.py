"""Percentages of money."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from edge.money import CENT

_HUNDREDTH = Decimal("0.01")


def percent_of(base: Decimal, rate: Decimal) -> Decimal:
    """``rate`` percent of ``base``, rounded half up to the centavo."""
    return (base * rate * _HUNDREDTH).quantize(CENT, ROUND_HALF_UP)


def less_percent(base: Decimal, reduction: Decimal) -> Decimal:
    """``base`` less ``reduction`` percent of it, not rounded."""
    return base - base * reduction * _HUNDREDTH
