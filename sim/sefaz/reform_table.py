"""IBS and CBS: situations (CST), classes (cClassTrib) and rates (IT 2025.002, LC 214/2025)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class Situation:
    """What a CST asks for: the ``group`` that must come (None: none may), and what within it."""

    group: str | None = None
    reduced: bool = False
    deferred: bool = False


SITUATIONS: dict[str, Situation] = {
    "000": Situation(group="gIBSCBS"),
    "010": Situation(group="gIBSCBS"),
    "011": Situation(group="gIBSCBS", reduced=True),
    "200": Situation(group="gIBSCBS", reduced=True),
    "220": Situation(group="gIBSCBS"),
    "221": Situation(group="gIBSCBS"),
    "222": Situation(group="gIBSCBS"),
    "400": Situation(),
    "410": Situation(),
    "510": Situation(group="gIBSCBS", deferred=True),
    "515": Situation(group="gIBSCBS", deferred=True, reduced=True),
    "550": Situation(group="gIBSCBS"),
    "620": Situation(group="gIBSCBSMono"),
    "800": Situation(group="gTransfCred"),
    "810": Situation(group="gCredPresIBSZFM"),
    "811": Situation(group="gAjusteCompet"),
    "820": Situation(),
    "830": Situation(group="gIBSCBS"),
}

_ALL = Decimal(100)
_SIXTY = Decimal(60)
_FORTY = Decimal(40)
_NOTHING = Decimal(0)

#: Classes an NFC-e may use, and by how many percent each reduces the rates.
CLASSES: dict[str, Decimal] = {
    "000001": _NOTHING,
    **dict.fromkeys(("200002", "200003", "200004", "200006", "200007", "200009"), _ALL),
    **dict.fromkeys(("200010", "200012", "200013", "200014", "200015", "200020"), _ALL),
    **dict.fromkeys(("200030", "200031", "200032", "200033", "200034", "200035"), _SIXTY),
    **dict.fromkeys(("200036", "200038", "200044"), _SIXTY),
    "200047": _FORTY,
    **dict.fromkeys(("410001", "410003", "410005", "410006", "410007", "410008"), _NOTHING),
    **dict.fromkeys(("410009", "410012", "410014", "410019", "410020", "410026"), _NOTHING),
    **dict.fromkeys(("410029", "410999"), _NOTHING),
    **dict.fromkeys((f"62000{number}" for number in range(1, 7)), _NOTHING),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Rates:
    """In percent; None where the law has not settled one."""

    pIBSUF: Decimal | None = None
    pIBSMun: Decimal | None = None
    pCBS: Decimal | None = None


def rates_of(year: int) -> Rates:
    """LC 214/2025, art. 343, 344 and 346."""
    if year <= 2026:
        return Rates(pIBSUF=Decimal("0.1"), pIBSMun=Decimal(0), pCBS=Decimal("0.9"))
    if year <= 2028:
        return Rates(pIBSUF=Decimal("0.05"), pIBSMun=Decimal("0.05"))
    return Rates()
