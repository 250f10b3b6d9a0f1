"""Numbers that no note may be made of: our own rules, before any of SEFAZ's."""

from __future__ import annotations

from decimal import Decimal

from edge.fiscal.note import Line, Note
from edge.fiscal.till_fields import refusal
from edge.money import CENT, ZERO, cents

#: The finest steps that the layout has room for (``qCom``, ``vUnCom``).
_QUANTITY_STEP = Decimal("0.0001")
_PRICE_STEP = Decimal("0.0000000001")


def no_items(note: Note) -> None:
    """There is something to sell."""
    if not note.lines:
        raise refusal("no_items", "items")


def discount(note: Note) -> None:
    """The sale's discount is whole centavos, and not more than what the items are worth."""
    value = note.sale.discount
    if value % CENT:
        raise _too_precise("discount", value, CENT)
    worth = sum((line.vProd - cents(line.item.discount) for line in note.lines), ZERO)
    if not ZERO <= value <= worth:
        raise refusal("discount", "discount", value=str(value), most=str(worth))


def added(note: Note) -> None:
    """What is added to the sale is whole centavos, and not less than nothing."""
    sale = note.sale
    for field, value in (
        ("freight", sale.freight),
        ("insurance", sale.insurance),
        ("surcharge", sale.surcharge),
    ):
        if value < 0:
            raise refusal("not_positive", field, value=str(value))
        if value % CENT:
            raise _too_precise(field, value, CENT)


def too_precise(line: Line, note: Note) -> None:  # noqa: ARG001 - one form for all rules
    """Nothing that was sent would have to be rounded to be written."""
    item = line.item
    for name, value, step in (
        ("quantity", item.quantity, _QUANTITY_STEP),
        ("unit_price", item.unit_price, _PRICE_STEP),
        ("discount", item.discount, CENT),
    ):
        if value % step:
            raise _too_precise(line.field(name), value, step)


def not_positive(line: Line, note: Note) -> None:  # noqa: ARG001
    """Something is sold, and nobody is paid for taking it."""
    if line.item.quantity <= 0:
        raise refusal("not_positive", line.field("quantity"), value=str(line.item.quantity))
    if line.item.unit_price < 0:
        raise refusal("not_positive", line.field("unit_price"), value=str(line.item.unit_price))


def item_discount(line: Line, note: Note) -> None:  # noqa: ARG001
    """An item's discount is not more than the item is worth."""
    value = line.item.discount
    if not ZERO <= value <= line.vProd:
        raise refusal("discount", line.field("discount"), value=str(value), most=str(line.vProd))


def _too_precise(field: str, value: Decimal, step: Decimal) -> Exception:
    return refusal("too_precise", field, value=str(value), digits=-step.adjusted())
