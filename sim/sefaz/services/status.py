"""NFeStatusServico4: is the authoriser working (MOC 5.5)?"""

from __future__ import annotations

from sim.sefaz.answers import status_answer
from sim.sefaz.markup import NFE
from sim.sefaz.message import Form, read_message
from sim.sefaz.names import STATUS
from sim.sefaz.services.visit import Answer, Service, Visit
from sim.sefaz.verdict import IN_OPERATION, Verdict, rejected

_FORM = Form(root="consStatServ", schema="consStatServ_v4.00")


def _answer(payload: bytes, visit: Visit) -> Answer:
    verdict = visit.refusal() or _verdict(payload, visit)
    return Answer(xml=status_answer(visit.desk, verdict), cStat=verdict.cStat)


def _verdict(payload: bytes, visit: Visit) -> Verdict:
    root = read_message(payload, _FORM)
    if isinstance(root, Verdict):
        return root
    if root.findtext(f"{{{NFE}}}tpAmb") != visit.desk.tpAmb:
        return rejected(252, "Ambiente informado diverge do Ambiente de recebimento")
    if root.findtext(f"{{{NFE}}}cUF") != visit.desk.cUF:
        return rejected(289, "Código da UF informada diverge da UF solicitada")
    return visit.pause() or IN_OPERATION


SERVICE = Service(name=STATUS, method="nfeStatusServicoNF", answer=_answer)
