"""Every rule, in the order they are judged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from edge.fiscal.note import Line, Note
from edge.fiscal.rules import amounts, buyer, heading, icms, items, payments, reform, totals
from edge.fiscal.tax_profile import Icms
from edge.fiscal.taxes.ibs_cbs import IbsCbsAmounts

NOTE_RULES: Final[tuple[Callable[[Note], None], ...]] = (
    amounts.no_items,
    heading.r207,
    heading.r253,
    heading.r266,
    heading.r273,
    heading.r530,
    heading.r556,
    heading.r557,
    heading.r558,
    heading.r569,
    heading.r712,
    heading.r897,
    heading.r972,
    heading.r973,
    buyer.one_document,
    buyer.r208,
    buyer.r220,
    buyer.r237,
    buyer.r372,
    buyer.r275,
    buyer.r787,
    buyer.r788,
    buyer.r786,
    buyer.carrier,
    buyer.marketplace,
)

LINE_RULES: Final[tuple[Callable[[Line, Note], None], ...]] = (
    amounts.too_precise,
    amounts.not_positive,
    amounts.item_discount,
    items.r611,
    items.r777,
    items.r1002,
    items.r725,
    items.r374,
    items.r337,
    items.r378,
    items.r629,
    items.pis_cofins,
    items.pis_cofins_rate,
)

#: Rules of the items that are goods.
ICMS_RULES: Final[tuple[Callable[[Icms, Line, Note], None], ...]] = (
    icms.r590,
    icms.r591,
    icms.r766,
    icms.r383,
    icms.r382,
    icms.r386,
    icms.r782,
    icms.r806,
    icms.r880,
    icms.r930,
    icms.icms_rate,
)

#: Rules of the items that bear IBS and CBS.
REFORM_RULES: Final[tuple[Callable[[IbsCbsAmounts, Line, Note], None], ...]] = (
    reform.r1020,
    reform.r1024,
    reform.r1025,
    reform.r1029,
    reform.r1030,
    reform.r1032,
    reform.r1028,
    reform.r1034,
    reform.r1063,
    reform.r1106,
    reform.ibs_cbs_monophase,
)

TOTAL_RULES: Final[tuple[Callable[[Note], None], ...]] = (
    amounts.discount,
    amounts.added,
    totals.sums,
    totals.r592,
    totals.r610,
    totals.r780,
    totals.r750,
    totals.r751,
    totals.r752,
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
        _check_line(line, note)
    for rule in TOTAL_RULES:
        rule(note)
    if now is not None:
        for timed_rule in TIMED_RULES:
            timed_rule(note, now)


def _check_line(line: Line, note: Note) -> None:
    for rule in LINE_RULES:
        rule(line, note)
    if line.item.tax.icms:
        for icms_rule in ICMS_RULES:
            icms_rule(line.item.tax.icms, line, note)
    if line.ibs_cbs:
        for reform_rule in REFORM_RULES:
            reform_rule(line.ibs_cbs, line, note)
