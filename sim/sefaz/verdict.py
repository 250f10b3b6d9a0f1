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
        return self.cStat in {100, 150}


def rejected(cStat: int, says: str, detail: str = "") -> Verdict:
    """A rejection; ``detail`` stands at the end, ``[nItem: 2]`` for example."""
    sentence = f"Rejeição: {says}" + (f" {detail}" if detail else "")
    latin = sentence.encode("latin-1", "replace").decode("latin-1")
    return Verdict(cStat=cStat, xMotivo=" ".join(latin.split())[:_LONGEST].rstrip())


AUTHORIZED = Verdict(cStat=100, xMotivo="Autorizado o uso da NF-e")
AUTHORIZED_LATE = Verdict(cStat=150, xMotivo="Autorizado o uso da NF-e, autorização fora de prazo")
PROCESSED = Verdict(cStat=104, xMotivo="Lote processado")
IN_OPERATION = Verdict(cStat=107, xMotivo="Serviço em Operação")
PAUSED = {
    108: Verdict(cStat=108, xMotivo="Serviço Paralisado Momentaneamente (curto prazo)"),
    109: Verdict(cStat=109, xMotivo="Serviço Paralisado sem Previsão"),
}
