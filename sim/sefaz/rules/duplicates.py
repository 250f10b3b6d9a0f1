"""What is registered already (MOC Anexo I, group 2: *Banco de Dados: NF-e*)."""

from __future__ import annotations

from sim.sefaz.desk import Desk
from sim.sefaz.note import Note
from sim.sefaz.rules.rule import Found, Rule, rejection


@rejection(539, "2B08-10", "Duplicidade de NF-e com diferença na Chave de Acesso")
def r539(note: Note, desk: Desk) -> Found:
    others = desk.register.namesakes(note.key, per_emission=desk.policy.series_per_emission)
    return "".join(f"[chNFe:{each.access_key}][nRec:{each.nRec}]" for each in others[:1])


@rejection(204, "2B08-20", "Duplicidade de NF-e")
def r204(note: Note, desk: Desk) -> Found:
    same = desk.register.find(note.key)
    if same is None:
        return None
    return f"[nRec:{same.nRec}][nProt:{same.nProt}][dhAut:{same.dhRecbto}]"


RULES: tuple[Rule, ...] = (r539, r204)
