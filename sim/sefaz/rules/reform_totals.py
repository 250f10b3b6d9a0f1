"""``IBSCBSTot`` is the sum of the items (NT 2025.002, group W03)."""

from __future__ import annotations

from sim.sefaz.desk import Desk
from sim.sefaz.note import ZERO, Note
from sim.sefaz.rules.reform_values import CITY, FEDERAL, GROUP, STATE
from sim.sefaz.rules.rule import Found, Rule, rejection

_TOTAL = "total/IBSCBSTot"


@rejection(1118, "W34-10", "Total de IBS e CBS informado indevidamente")
def r1118(note: Note, _: Desk) -> Found:
    return _TOTAL in note.fields and not _any_item(note)


@rejection(1119, "W34-20", "Total de IBS e CBS não informado")
def r1119(note: Note, _: Desk) -> Found:
    return _TOTAL not in note.fields and _any_item(note)


def _sum(total: str, of_item: str, cStat: int, law: str, says: str) -> Rule:
    def test(note: Note, _: Desk) -> Found:
        due = sum((item.money(of_item) for item in note.items), ZERO)
        return note.fields.money(f"{_TOTAL}/{total}") != due

    return Rule(cStat=cStat, law=law, says=f"{says} difere da soma dos itens", test=test)


r1076 = _sum("vBCIBSCBS", f"{GROUP}/vBC", 1076, "W35-10", "Total da BC do IBS e da CBS")
r1077 = _sum(
    "gIBS/gIBSUF/vDif", STATE.path("gDif/vDif"), 1077, "W38-10", "Total de Diferimento do IBS UF"
)
r1078 = _sum(
    "gIBS/gIBSUF/vDevTrib",
    STATE.path("gDevTrib/vDevTrib"),
    1078,
    "W39-10",
    "Total Devolvido do IBS UF",
)
r1080 = _sum("gIBS/gIBSUF/vIBSUF", STATE.path("vIBSUF"), 1080, "W41-10", "Total de IBS UF")
r1081 = _sum(
    "gIBS/gIBSMun/vDif",
    CITY.path("gDif/vDif"),
    1081,
    "W43-10",
    "Total de Diferimento do IBS Municipal",
)
r1082 = _sum(
    "gIBS/gIBSMun/vDevTrib",
    CITY.path("gDevTrib/vDevTrib"),
    1082,
    "W44-10",
    "Total Devolvido do IBS Municipal",
)
r1084 = _sum("gIBS/gIBSMun/vIBSMun", CITY.path("vIBSMun"), 1084, "W46-10", "Total de IBS Municipal")
r1085 = _sum("gIBS/vIBS", f"{GROUP}/vIBS", 1085, "W47-10", "Total do IBS")
r1088 = _sum("gCBS/vDif", FEDERAL.path("gDif/vDif"), 1088, "W53-10", "Total de Diferimento da CBS")
r1089 = _sum(
    "gCBS/vDevTrib", FEDERAL.path("gDevTrib/vDevTrib"), 1089, "W54-10", "Total Devolvido da CBS"
)
r1091 = _sum("gCBS/vCBS", FEDERAL.path("vCBS"), 1091, "W56-10", "Total de CBS")

RULES: tuple[Rule, ...] = (
    *(r1118, r1119, r1076, r1077, r1078, r1080, r1081, r1082, r1084, r1085),
    *(r1088, r1089, r1091),
)


def _any_item(note: Note) -> bool:
    return any("imposto/IBSCBS" in item.fields for item in note.items)
