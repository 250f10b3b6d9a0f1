"""A call of a service: where it was received, by whom it was sent, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sim.sefaz.certificates import Defect
from sim.sefaz.desk import Desk
from sim.sefaz.faults import Faults, Paused
from sim.sefaz.rules.rule import Paper, RuleOf
from sim.sefaz.verdict import PAUSED, Verdict, rejected

_TRANSMITTER = 280
_SAYS = {
    Defect.INVALID: "Certificado Transmissor inválido",
    Defect.EXPIRED: "Certificado Transmissor Data Validade",
    Defect.NO_CNPJ: "Certificado Transmissor sem CNPJ",
    Defect.BROKEN_CHAIN: "Certificado Transmissor - erro Cadeia de Certificação",
    Defect.FOREIGN_ROOT: "Certificado Transmissor difere ICP-Brasil",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """``xml`` goes into ``nfeResultMsg``; the rest is for the log."""

    xml: str
    cStat: int
    access_key: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Visit:
    """``transmitter`` is the TLS client's certificate, DER; ``service`` is who was called."""

    desk: Desk
    transmitter: bytes
    faults: Faults
    service: str

    def refusal(self) -> Verdict | None:
        """The transmitter's certificate will not do, or it calls too often."""
        defect = self.desk.trust.defect(self.transmitter, self.desk.at)
        if defect is not None:
            return rejected(_TRANSMITTER + defect, _SAYS[defect])
        if self.faults.take_undue(self.service):
            return rejected(656, "Consumo Indevido")
        return None

    def pause(self) -> Verdict | None:
        """The service is paused."""
        paused = self.faults.get(Paused)
        return None if paused is None else PAUSED[int(paused.cStat)]

    def ordered(self, rules: Iterable[RuleOf[Paper]]) -> Verdict | None:
        """A rejection ordered for a test (fault ``reject``), in the words of ``rules``."""
        fault = self.faults.take_rejection(self.service)
        if fault is None:
            return None
        cStat = int(fault.cStat)
        says = next((rule.says for rule in rules if rule.cStat == cStat), "rejeição simulada")
        return rejected(cStat, says)


@dataclass(frozen=True, kw_only=True, slots=True)
class Service:
    """``name`` and ``method`` as in the WSDL; ``answer`` is given the message as it came."""

    name: str
    method: str
    answer: Callable[[bytes, Visit], Answer]
