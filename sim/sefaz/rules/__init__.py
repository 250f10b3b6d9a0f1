"""Every rule, in the order SEFAZ asks: who signed, what it says, what is registered already.

``RULES`` are about documents, ``EVENT_RULES`` and ``VOIDING_RULES`` about what comes after them.
"""

from __future__ import annotations

from sim.sefaz.event import Event
from sim.sefaz.rules import (
    authorship,
    cancellation,
    duplicates,
    events,
    identity,
    people,
    products,
    qr_code,
    reform,
    reform_totals,
    reform_values,
    sale,
    substitution,
    taxes,
    totals,
    voiding,
)
from sim.sefaz.rules.rule import Rule, RuleOf, first_rejection
from sim.sefaz.void_request import VoidRequest

__all__ = ["EVENT_RULES", "RULES", "VOIDING_RULES", "first_rejection"]

RULES: tuple[Rule, ...] = (
    *authorship.RULES,
    *identity.RULES,
    *people.RULES,
    *products.RULES,
    *taxes.RULES,
    *reform.RULES,
    *reform_values.RULES,
    *totals.RULES,
    *reform_totals.RULES,
    *sale.RULES,
    *qr_code.RULES,
    *duplicates.RULES,
)

EVENT_RULES: tuple[RuleOf[Event], ...] = (
    *events.FORM,
    *authorship.RULES,
    *events.RULES,
    *cancellation.RULES,
    *substitution.RULES,
    *cancellation.REGISTERED,
    *substitution.REGISTERED,
)

VOIDING_RULES: tuple[RuleOf[VoidRequest], ...] = (*authorship.RULES, *voiding.RULES)
