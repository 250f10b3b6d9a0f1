"""What a service says of a request: a code and its sentence."""

from __future__ import annotations

from dataclasses import dataclass

_LONGEST = 255  # TMotivo


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """``cStat`` and ``xMotivo``."""

    cStat: int
    xMotivo: str

    @property
    def authorized(self) -> bool:
        return self.cStat in {100, 120, 150}


def rejected(cStat: int, says: str, detail: str = "") -> Verdict:
    """A rejection; ``detail`` stands at the end, ``[nItem: 2]`` for example."""
    sentence = f"Rejeição: {says}" + (f" {detail}" if detail else "")
    latin = sentence.encode("latin-1", "replace").decode("latin-1")
    return Verdict(cStat=cStat, xMotivo=" ".join(latin.split())[:_LONGEST].rstrip())


AUTHORIZED = Verdict(cStat=100, xMotivo="Autorizado o uso da NF-e")
AUTHORIZED_LATE = Verdict(cStat=150, xMotivo="Autorizado o uso da NF-e, autorização fora de prazo")
AUTHORIZED_WITH_ALERT = Verdict(cStat=120, xMotivo="Autorizado o uso da NF-e, com alerta")
PROCESSED = Verdict(cStat=104, xMotivo="Lote processado")
EVENTS_PROCESSED = Verdict(cStat=128, xMotivo="Lote de Evento Processado")
REGISTERED = Verdict(cStat=135, xMotivo="Evento registrado e vinculado a NF-e")
CANCELLED_LATE = Verdict(cStat=155, xMotivo="Cancelamento homologado fora de prazo")
VOIDED = Verdict(cStat=102, xMotivo="Inutilização de número homologado")
#: What a consultation says of a document, by the ``cStat`` of the event that cancelled it.
CANCELLED = {
    135: Verdict(cStat=101, xMotivo="Cancelamento de NF-e homologado"),
    155: Verdict(cStat=151, xMotivo="Cancelamento de NF-e homologado fora de prazo"),
}
IN_OPERATION = Verdict(cStat=107, xMotivo="Serviço em Operação")
PAUSED = {
    108: Verdict(cStat=108, xMotivo="Serviço Paralisado Momentaneamente (curto prazo)"),
    109: Verdict(cStat=109, xMotivo="Serviço Paralisado sem Previsão"),
}
