"""Exact money and quantities: ``Decimal`` only, rounded half up as the layouts do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from edge.errors import BadInput

CENT = Decimal("0.01")
ZERO = Decimal("0.00")

_DECIMAL = re.compile(r"(0|[1-9][0-9]*)(\.[0-9]+)?")


def cents(value: Decimal) -> Decimal:
    """``value`` rounded half up to two places."""
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


def places(value: Decimal, digits: int) -> Decimal:
    """``value`` rounded half up to ``digits`` places."""
    return value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def parse_decimal(text: str, *, field: str, digits: int, most: Decimal) -> Decimal:
    """A non-negative decimal string (``"0.432"``: dot, no sign, no exponent, no thousands mark).

    Raises ``BadInput("number.malformed" | "number.too_precise" | "number.too_large")``
    naming ``field``.
    """
    if len(text) > 32 or not _DECIMAL.fullmatch(text):
        raise BadInput("number.malformed", field=field, value=text[:32])
    if len(text.partition(".")[2].rstrip("0")) > digits:
        raise BadInput("number.too_precise", field=field, value=text, digits=digits)
    value = Decimal(text)
    if value > most:
        raise BadInput("number.too_large", field=field, value=text, most=str(most))
    return value


def apportion(total: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """``total`` (a whole number of centavos) split in proportion to ``weights``, no centavo lost.

    Largest remainder: every share is rounded down, and the centavos left over go to the shares that
    lost most, the earlier one on a tie. All weights zero: all of it goes to the first.
    """
    if not weights:
        raise ValueError("nothing to apportion to")
    whole = sum(weights)
    if not whole:
        return [total, *(ZERO for _ in weights[1:])]
    units = int(total / CENT)
    exact = [Decimal(units) * weight / whole for weight in weights]
    shares = [int(share) for share in exact]
    by_loss = sorted(range(len(weights)), key=lambda i: (shares[i] - exact[i], i))
    for i in by_loss[: units - sum(shares)]:
        shares[i] += 1
    return [CENT * share for share in shares]
