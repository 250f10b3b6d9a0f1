"""Who signed, and whether the signature holds (MOC 4.1, groups E and F)."""

from __future__ import annotations

from typing import Protocol

from lxml import etree

from sim.sefaz.certificates import Defect, read_certificate
from sim.sefaz.desk import Desk
from sim.sefaz.rules.rule import Found, RuleOf, rejection
from sim.sefaz.signature import follows_profile, holds

_SIGNER = 290


class Signed(Protocol):
    """A document, an event or a request to void numbers."""

    @property
    def tree(self) -> etree._Element:
        """Holds the signed element and, next to it, the ``Signature``."""

    @property
    def signed_id(self) -> str:
        """The ``Id`` that the signature must refer to."""

    @property
    def author(self) -> str:
        """The CNPJ (or CPF) in whose name it was signed."""

    @property
    def certificate(self) -> bytes:
        """The signer's, DER."""


def _certificate(defect: Defect, law: str, says: str) -> RuleOf[Signed]:
    def test(paper: Signed, desk: Desk) -> Found:
        return desk.trust.defect(paper.certificate, desk.at) is defect

    return RuleOf(cStat=_SIGNER + defect, law=law, says=says, test=test)


r290 = _certificate(Defect.INVALID, "E01", "Certificado Assinatura inválido")
r291 = _certificate(Defect.EXPIRED, "E02", "Certificado Assinatura Data Validade")
r292 = _certificate(Defect.NO_CNPJ, "E03", "Certificado Assinatura sem CNPJ")
r293 = _certificate(
    Defect.BROKEN_CHAIN, "E04", "Certificado Assinatura - erro Cadeia de Certificação"
)
r295 = _certificate(Defect.FOREIGN_ROOT, "E07", "Certificado Assinatura difere ICP-Brasil")


@rejection(298, "F01", "Assinatura difere do padrão do Sistema")
def r298(paper: Signed, _: Desk) -> Found:
    return not follows_profile(paper.tree, paper.signed_id)


@rejection(297, "F02", "Assinatura difere do calculado")
def r297(paper: Signed, _: Desk) -> Found:
    return not holds(paper.tree, paper.certificate)


@rejection(213, "F03", "CNPJ-Base do Emitente difere do CNPJ-Base do Certificado Digital")
def r213(paper: Signed, _: Desk) -> Found:
    holder = read_certificate(paper.certificate)
    return holder is None or holder.CNPJ[:8] != paper.author[:8]


RULES = (r290, r291, r292, r293, r295, r298, r297, r213)
