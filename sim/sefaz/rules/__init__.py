"""Every rule, in the order SEFAZ asks: who signed, what it says, what is registered already."""

from __future__ import annotations

from sim.sefaz.desk import Desk
from sim.sefaz.note import Note
from sim.sefaz.rules import (
    authorship,
    duplicates,
    identity,
    people,
    products,
    qr_code,
    reform,
    reform_totals,
    reform_values,
    sale,
    taxes,
    totals,
)
from sim.sefaz.rules.rule import Rule
from sim.sefaz.verdict import Verdict

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


def first_rejection(note: Note, desk: Desk) -> Verdict | None:
    """SEFAZ tells one fault at a time: the first it meets."""
    return next(filter(None, (rule.judge(note, desk) for rule in RULES)), None)
