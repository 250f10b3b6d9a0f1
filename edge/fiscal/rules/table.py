"""Every rule, in the order they are judged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from edge.fiscal.note import Line, Note
from edge.fiscal.rules import amounts, buyer, heading, icms, items, payments, reform, totals

NOTE_RULES: Final[tuple[Callable[[Note], None], ...]] = (
    amounts.no_items,
    heading.r207,
    heading.r253,
    heading.r266,
    heading.r273,
    heading.r556,
    heading.r557,
    heading.r558,
    heading.r897,
    heading.r972,
    heading.r973,
    buyer.one_document,
    buyer.r208,
    buyer.r237,
)

LINE_RULES: Final[tuple[Callable[[Line, Note], None], ...]] = (
    amounts.too_precise,
    amounts.not_positive,
    amounts.item_discount,
    items.r611,
    items.r777,
    items.r725,
    items.r374,
    items.r629,
    icms.r590,
    icms.r591,
    icms.r766,
    icms.r383,
    icms.r382,
    icms.r386,
    icms.r337,
    icms.r782,
    icms.r806,
    icms.icms_rate,
    items.pis_cofins,
    items.pis_cofins_rate,
    reform.r1020,
    reform.r1024,
    reform.ibs_cbs_reduction,
)

TOTAL_RULES: Final[tuple[Callable[[Note], None], ...]] = (
    amounts.discount,
    totals.sums,
    totals.r610,
    totals.r750,
    totals.r780,
    payments.no_payments,
    payments.amounts,
    payments.r857,
    payments.r899,
    payments.r436,
    payments.r904,
    payments.r391,
    payments.r392,
    payments.r437,
    payments.r443,
    payments.r865,
    payments.r866,
    payments.r869,
)

#: Rules about the age of the note, judged where the caller tells the time.
TIMED_RULES: Final[tuple[Callable[[Note, datetime], None], ...]] = (heading.r703, heading.r704)


def check_rules(note: Note, *, now: datetime | None) -> None:
    """Raise what the first broken rule says."""
    for rule in NOTE_RULES:
        rule(note)
    for line in note.lines:
        for line_rule in LINE_RULES:
            line_rule(line, note)
    for rule in TOTAL_RULES:
        rule(note)
    if now is not None:
        for timed_rule in TIMED_RULES:
            timed_rule(note, now)
