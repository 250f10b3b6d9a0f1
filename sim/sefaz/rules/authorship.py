"""Who signed, and whether the signature holds (MOC 4.1, groups E and F)."""

from __future__ import annotations

from sim.sefaz.certificates import Defect, read_certificate
from sim.sefaz.desk import Desk
from sim.sefaz.note import Note
from sim.sefaz.rules.rule import Found, Rule, rejection
from sim.sefaz.signature import follows_profile, holds

_SIGNER = 290


def _certificate(defect: Defect, law: str, says: str) -> Rule:
    def test(note: Note, desk: Desk) -> Found:
        return desk.trust.defect(note.certificate, desk.at) is defect

    return Rule(cStat=_SIGNER + defect, law=law, says=says, test=test)


r290 = _certificate(Defect.INVALID, "E01", "Certificado Assinatura inválido")
r291 = _certificate(Defect.EXPIRED, "E02", "Certificado Assinatura Data Validade")
r292 = _certificate(Defect.NO_CNPJ, "E03", "Certificado Assinatura sem CNPJ")
r293 = _certificate(
    Defect.BROKEN_CHAIN, "E04", "Certificado Assinatura - erro Cadeia de Certificação"
)
r295 = _certificate(Defect.FOREIGN_ROOT, "E07", "Certificado Assinatura difere ICP-Brasil")


@rejection(298, "F01", "Assinatura difere do padrão do Sistema")
def r298(note: Note, _: Desk) -> Found:
    return not follows_profile(note.tree, f"NFe{note.key}")


@rejection(297, "F02", "Assinatura difere do calculado")
def r297(note: Note, _: Desk) -> Found:
    return not holds(note.tree, note.certificate)


@rejection(213, "F03", "CNPJ-Base do Emitente difere do CNPJ-Base do Certificado Digital")
def r213(note: Note, _: Desk) -> Found:
    holder = read_certificate(note.certificate)
    return holder is None or holder.CNPJ[:8] != note.text("emit/CNPJ")[:8]


RULES = (r290, r291, r292, r293, r295, r298, r297, r213)
