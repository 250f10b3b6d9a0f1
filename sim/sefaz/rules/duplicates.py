"""What is registered already (MOC Anexo I, groups 2 and 3: *Banco de Dados*)."""

from __future__ import annotations

from sim.sefaz.desk import Desk
from sim.sefaz.note import Note
from sim.sefaz.records import number_of
from sim.sefaz.rules.rule import Found, Rule, rejection


@rejection(539, "2B08-10", "Duplicidade de NF-e com diferença na Chave de Acesso")
def r539(note: Note, desk: Desk) -> Found:
    others = desk.register.namesakes(note.key, per_emission=desk.policy.series_per_emission)
    return "".join(f"[chNFe:{each.access_key}][nRec:{each.nRec}]" for each in others[:1])


@rejection(204, "2B08-20", "Duplicidade de NF-e")
def r204(note: Note, desk: Desk) -> Found:
    same = desk.register.find(note.key)
    if same is None or desk.register.cancellation(note.key) is not None:
        return None
    return f"[nRec:{same.nRec}][nProt:{same.nProt}][dhAut:{same.dhRecbto}]"


@rejection(218, "2B08-30", "NF-e já está cancelada na base de dados da SEFAZ")
def r218(note: Note, desk: Desk) -> Found:
    same = desk.register.find(note.key)
    if same is None or desk.register.cancellation(note.key) is None:
        return None
    return f"[nRec:{same.nRec}]"


@rejection(206, "3B08-100", "NF-e já está inutilizada na Base de dados da SEFAZ")
def r206(note: Note, desk: Desk) -> Found:
    return any(each.has(number_of(note.key)) for each in desk.register.voided)


RULES: tuple[Rule, ...] = (r539, r204, r218, r206)
