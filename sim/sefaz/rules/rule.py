"""A rule: a rejection's number, the law behind it, its sentence, and the test that finds it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Generic, TypeVar

from sim.sefaz.desk import Desk
from sim.sefaz.note import Item, Note
from sim.sefaz.verdict import Verdict, rejected

#: Not broken (``False``, ``None`` or an empty text), broken, or broken and where: ``[nItem: 2]``.
Found = bool | str | None

#: What is judged: a document, an event, a request to void numbers.
Paper = TypeVar("Paper")
Judged_contra = TypeVar("Judged_contra", contravariant=True)

CENT = Decimal("0.01")


@dataclass(frozen=True, kw_only=True)  # no slots: ``RuleOf[Note](…)`` notes its type in the object
class RuleOf(Generic[Judged_contra]):
    """``law`` is the rule's own name in the MOC or its technical note (``B11-10``)."""

    cStat: int
    law: str
    says: str
    test: Callable[[Judged_contra, Desk], Found]

    def judge(self, paper: Judged_contra, desk: Desk) -> Verdict | None:
        """A rejection, or None."""
        found = self.test(paper, desk)
        if not found:
            return None
        return rejected(self.cStat, self.says, found if isinstance(found, str) else "")


#: A rule about documents: the most there are.
Rule = RuleOf[Note]


def rejection(
    cStat: int, law: str, says: str
) -> Callable[[Callable[[Paper, Desk], Found]], RuleOf[Paper]]:
    """Makes a test into the rule that rejects with ``cStat``."""

    def decorate(test: Callable[[Paper, Desk], Found]) -> RuleOf[Paper]:
        return RuleOf(cStat=cStat, law=law, says=says, test=test)

    return decorate


def first_rejection(rules: Iterable[RuleOf[Paper]], paper: Paper, desk: Desk) -> Verdict | None:
    """SEFAZ tells one fault at a time: the first it meets."""
    return next(filter(None, (rule.judge(paper, desk) for rule in rules)), None)


def only(path: str, values: set[str], cStat: int, law: str, says: str) -> Rule:
    """The field must have one of these values."""
    return Rule(cStat=cStat, law=law, says=says, test=lambda note, _: note.text(path) not in values)


def never(path: str, cStat: int, law: str, says: str) -> Rule:
    """The field or group must not come."""
    return Rule(cStat=cStat, law=law, says=says, test=lambda note, _: path in note.fields)


def never_in_item(path: str, cStat: int, law: str, says: str) -> Rule:
    """The field or group must not come in any item."""

    def test(note: Note, _: Desk) -> Found:
        return at_item(note.items, lambda item: path in item.fields)

    return Rule(cStat=cStat, law=law, says=says, test=test)


def at_item(items: Iterable[Item], broken: Callable[[Item], bool]) -> Found:
    """The first item that breaks it, as SEFAZ names it."""
    return next((f"[nItem: {item.nItem}]" for item in items if broken(item)), None)


def cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)


def near(given: Decimal, computed: Decimal) -> bool:
    """Within R$ 0.01 of the rounded product (MOC, footnote *4)."""
    return abs(given - cents(computed)) <= CENT
