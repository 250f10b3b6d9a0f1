"""The approximate tax burden that a receipt must show (``vTotTrib``, Lei 12.741/2012)."""

from __future__ import annotations

from decimal import Decimal

from edge.fiscal.tax_profile import ApproxTax
from edge.fiscal.taxes.percent import percent_of


def assess(tax: ApproxTax | None, value: Decimal) -> Decimal | None:
    """The burden on an item worth ``value`` after discounts; None where no rates were given."""
    if tax is None:
        return None
    return percent_of(value, tax.federal + tax.state + tax.municipal)
