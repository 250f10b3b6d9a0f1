"""What SEFAZ would refuse, refused before anything is signed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from edge.errors import BadInput, Conflict
from edge.fiscal import access_key as keys
from edge.fiscal.events.same_sale import compare
from edge.fiscal.tables.windows import Windows
from edge.fiscal.text import clean

_LEAST, _MOST = 15, 255


def justification(text: str) -> str:
    """``xJust``: the text in the layout's characters; raises ``BadInput`` unless 15 to 255."""
    cleaned = clean(text)
    if not _LEAST <= len(cleaned) <= _MOST:
        raise BadInput(
            "fiscal.justification",
            field="justification",
            least=_LEAST,
            most=_MOST,
            has=len(cleaned),
        )
    return cleaned


def check_cancellation(*, authorized: datetime, now: datetime, windows: Windows) -> None:
    """110111: not later than the state allows after the authorisation (501, 220, 770)."""
    if now - authorized > windows.cancel:
        minutes = windows.cancel // timedelta(minutes=1)
        raise Conflict("fiscal.cancel_too_late", minutes=minutes)


def check_substitution(
    *, note: bytes, substitute: bytes, authorized: datetime, now: datetime, windows: Windows
) -> None:
    """110112: ``note`` and ``substitute`` are the signed bytes of both, both authorised.

    Raises ``Conflict`` with ``fiscal.<rejection>`` of NT 2018.004.
    """
    both = compare(note, substitute)
    old, new = keys.parse(both.note_key), keys.parse(both.substitute_key)
    if old.tpEmis != 1 or new.tpEmis != 9:
        raise Conflict("fiscal.920", tpEmis=f"{old.tpEmis}, {new.tpEmis}")
    if (old.cUF, old.CNPJ, old.mod) != (new.cUF, new.CNPJ, new.mod):
        raise Conflict("fiscal.911", substitute=both.substitute_key)
    if abs(both.substitute_dhEmi - both.note_dhEmi) > windows.substitute:
        raise Conflict("fiscal.914", hours=windows.substitute // timedelta(hours=1))
    if both.rejection is not None:
        raise Conflict(f"fiscal.{both.rejection}", item=both.item)
    if now - authorized > windows.substitution:
        hours = windows.substitution // timedelta(hours=1)
        raise Conflict("fiscal.substitution_too_late", hours=hours)


def check_voiding(*, tpEmis: int, spent: date, today: date, windows: Windows) -> None:
    """A number spent on day ``spent`` and never used. Contingency numbers are never voided.

    Ajuste SINIEF 19/16, clause 11, paragraph 2, II, and clause 16. Days are the shop's own.
    """
    if tpEmis != 1:
        raise Conflict("fiscal.void_contingency", tpEmis=tpEmis)
    month_after = (spent.replace(day=1) + timedelta(days=31)).replace(day=1)
    last = month_after.replace(day=windows.void_until_day)
    if today > last:
        raise Conflict("fiscal.void_too_late", last=last.isoformat())
