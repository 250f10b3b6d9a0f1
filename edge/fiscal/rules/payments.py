"""Rules about payments (group YA)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from edge.fiscal import cnpj
from edge.fiscal.note import Note
from edge.fiscal.payment_methods import CARD_BRANDS, PaymentMethod
from edge.fiscal.sale import Card, Payment
from edge.fiscal.till_fields import refusal
from edge.money import CENT, ZERO

_WITH_CARD = frozenset({PaymentMethod.CREDIT_CARD, PaymentMethod.DEBIT_CARD, PaymentMethod.PIX})
_UNPAID = frozenset({PaymentMethod.NONE, PaymentMethod.LATER})
_BRANDS = frozenset(CARD_BRANDS.values())


def no_payments(note: Note) -> None:
    """It is said how the customer pays."""
    if not note.sale.payments:
        raise refusal("no_payments", "payments")


def amounts(note: Note) -> None:
    """Each amount is whole centavos, and not less than nothing."""
    for i, payment in enumerate(note.sale.payments):
        field, value = f"payments[{i}].amount", str(payment.amount)
        if payment.amount < 0:
            raise refusal("not_positive", field, value=value)
        if payment.amount % CENT:
            raise refusal("too_precise", field, value=value, digits=2)


def r857(note: Note) -> None:
    """A trade bill (14) is not for consumers."""
    _not_allowed(note, PaymentMethod.TRADE_BILL, "857")


def r899(note: Note) -> None:
    """A consumer's note is paid (90 is not allowed)."""
    _not_allowed(note, PaymentMethod.NONE, "899")


def r436(note: Note) -> None:
    """A consumer's note says by what means (99 is not allowed)."""
    _not_allowed(note, PaymentMethod.OTHER, "436")


def _not_allowed(note: Note, method: PaymentMethod, number: str) -> None:
    for i, payment in enumerate(note.sale.payments):
        if payment.method is method:
            raise refusal(number, f"payments[{i}].method", value=method.value)


def r904(note: Note) -> None:
    """What is not paid now has no amount."""
    for i, payment in enumerate(note.sale.payments):
        if payment.method in _UNPAID and payment.amount:
            raise refusal("904", f"payments[{i}].amount", value=str(payment.amount))


def r391(note: Note) -> None:
    """Cards and dynamic Pix say how they were taken."""
    for i, payment in enumerate(note.sale.payments):
        if payment.method in _WITH_CARD and payment.card is None:
            raise refusal("391", f"payments[{i}].card", value=payment.method.value)


def r392(note: Note) -> None:
    """An integrated payment names its institution and its authorisation."""
    for i, card in _cards(note):
        if card.integrated and not (card.cnpj and card.authorization):
            missing = "authorization" if card.cnpj else "cnpj"
            raise refusal("392", f"payments[{i}].card.{missing}")


def r437(note: Note) -> None:
    """The institution's CNPJ closes."""
    for i, card in _cards(note):
        if card.cnpj is not None and not cnpj.is_valid(card.cnpj):
            raise refusal("437", f"payments[{i}].card.cnpj", value=card.cnpj)


def r443(note: Note) -> None:
    """The card's brand is in the table."""
    for i, card in _cards(note):
        if card.brand is not None and card.brand not in _BRANDS:
            raise refusal("443", f"payments[{i}].card.brand", value=card.brand)


def _cards(note: Note) -> Iterator[tuple[int, Card]]:
    for i, payment in enumerate(note.sale.payments):
        if payment.card is not None:
            yield i, payment.card


def _paid(payments: tuple[Payment, ...]) -> Decimal:
    return sum((payment.amount for payment in payments), ZERO)


def r865(note: Note) -> None:
    """The payments cover the total."""
    paid = _paid(note.sale.payments)
    later = any(payment.method in _UNPAID for payment in note.sale.payments)
    if paid < note.totals.vNF and not later:
        raise refusal("865", "payments", paid=str(paid), total=str(note.totals.vNF))


def r866(note: Note) -> None:
    """What was paid in excess comes back as change, which only cash gives."""
    paid = _paid(note.sale.payments)
    if paid > note.totals.vNF and not note.vTroco:
        raise refusal("866", "payments", paid=str(paid), total=str(note.totals.vNF))


def r869(note: Note) -> None:
    """The change is what was paid in excess, all of it."""
    excess = _paid(note.sale.payments) - note.totals.vNF
    if note.vTroco and note.vTroco != excess:
        raise refusal("869", "payments", change=str(note.vTroco), excess=str(excess))
