"""IBS and CBS of the items: what must come, and how it is classified (NT 2025.002, group UB)."""

from __future__ import annotations

from sim.sefaz.desk import Desk
from sim.sefaz.note import Item, Note
from sim.sefaz.reform_table import CLASSES, SITUATIONS, Situation
from sim.sefaz.rules.rule import Found, Rule, at_item, never_in_item, rejection

_IBSCBS = "imposto/IBSCBS"


@rejection(1115, "UB12-10", "IBS/CBS não informado")
def r1115(note: Note, desk: Desk) -> Found:
    return _must_send(note, desk) and at_item(note.items, lambda item: _IBSCBS not in item.fields)


@rejection(1020, "UB13-10", "CST do IBS/CBS informado inexistente")
def r1020(note: Note, _: Desk) -> Found:
    return at_item(_with_reform(note), lambda item: _cst(item) not in SITUATIONS)


@rejection(1021, "UB13-20", "Grupo IBS/CBS informado indevidamente")
def r1021(note: Note, _: Desk) -> Found:
    return _undue(note, "gIBSCBS")


@rejection(1022, "UB13-30", "Grupo IBS/CBS não informado")
def r1022(note: Note, desk: Desk) -> Found:
    return _must_send(note, desk) and _missing(note, "gIBSCBS")


@rejection(1151, "UB13-39", "Grupo IBS/CBS Monofásico informado indevidamente")
def r1151(note: Note, _: Desk) -> Found:
    return _undue(note, "gIBSCBSMono")


@rejection(1116, "UB13-40", "Grupo IBS/CBS Monofásico não informado")
def r1116(note: Note, _: Desk) -> Found:
    in_force = note.text("ide/tpAmb") == "2" or note.dhEmi.year >= 2027
    return in_force and _missing(note, "gIBSCBSMono")


@rejection(1131, "UB13-44", "Grupo de transferência de crédito informado indevidamente")
def r1131(note: Note, _: Desk) -> Found:
    return _undue(note, "gTransfCred")


@rejection(1169, "UB112-10", "Grupo de Ajuste de Competência informado indevidamente")
def r1169(note: Note, _: Desk) -> Found:
    return _undue(note, "gAjusteCompet")


@rejection(1023, "UB14-10", "Classificação Tributária do IBS/CBS informada inexistente")
def r1023(note: Note, _: Desk) -> Found:
    return at_item(_with_reform(note), lambda item: _class(item)[:3] not in SITUATIONS)


@rejection(
    1024,
    "UB14-20",
    "Classificação Tributária do IBS e da CBS incompatível com o CST informado",
)
def r1024(note: Note, _: Desk) -> Found:
    return at_item(_with_reform(note), lambda item: _class(item)[:3] != _cst(item))


@rejection(1025, "UB14-25", "cClassTrib do IBS/CBS não permitido neste modelo de DFe")
def r1025(note: Note, _: Desk) -> Found:
    return at_item(_with_reform(note), lambda item: _class(item) not in CLASSES)


r1049 = never_in_item(
    f"{_IBSCBS}/gCredPresOper",
    1049,
    "UB120-10",
    "Não é permitido o uso de Crédito Presumido na NFC-e modelo 65",
)
r1138 = never_in_item(
    f"{_IBSCBS}/gCredPresIBSZFM",
    1138,
    "UB131-10",
    "Não é permitido o uso de Crédito Presumido ZFM na NFC-e modelo 65",
)

RULES: tuple[Rule, ...] = (
    *(r1115, r1020, r1021, r1022, r1151, r1116, r1131, r1169, r1023, r1024, r1025),
    *(r1049, r1138),
)


def _must_send(note: Note, desk: Desk) -> bool:
    return note.text("emit/CRT") in desk.policy.reform_crts


def _with_reform(note: Note) -> list[Item]:
    return [item for item in note.items if _IBSCBS in item.fields]


def _cst(item: Item) -> str:
    return item.text(f"{_IBSCBS}/CST")


def _class(item: Item) -> str:
    return item.text(f"{_IBSCBS}/cClassTrib")


def _situation(item: Item) -> Situation:
    return SITUATIONS.get(_cst(item), Situation())


def _undue(note: Note, group: str) -> Found:
    return at_item(
        _with_reform(note),
        lambda item: f"{_IBSCBS}/{group}" in item.fields and _situation(item).group != group,
    )


def _missing(note: Note, group: str) -> Found:
    return at_item(
        _with_reform(note),
        lambda item: f"{_IBSCBS}/{group}" not in item.fields and _situation(item).group == group,
    )
