"""NFeInutilizacao4: numbers that will never be used (MOC 5.3)."""

from __future__ import annotations

from sim.sefaz.answers import received_at
from sim.sefaz.desk import Desk
from sim.sefaz.event_answers import voided_answer, voiding_answer
from sim.sefaz.message import Form, read_message
from sim.sefaz.names import VOIDING
from sim.sefaz.records import Voided
from sim.sefaz.rules import VOIDING_RULES, first_rejection
from sim.sefaz.rules.voiding import same_range
from sim.sefaz.services.visit import Answer, Service, Visit
from sim.sefaz.verdict import VOIDED, Verdict
from sim.sefaz.void_request import VoidRequest

_FORM = Form(root="inutNFe", schema="inutNFe_v4.00")


def _answer(payload: bytes, visit: Visit) -> Answer:
    desk = visit.desk
    root = visit.refusal() or visit.pause() or read_message(payload, _FORM)
    if isinstance(root, Verdict):
        return Answer(xml=voiding_answer(desk, root), cStat=root.cStat)
    request = VoidRequest.read(payload)
    refused = visit.ordered(VOIDING_RULES) or first_rejection(VOIDING_RULES, request, desk)
    if refused is not None:
        earlier = same_range(request, desk) if refused.cStat == 563 else None
        answer = voiding_answer(desk, refused, earlier.nProt if earlier else "")
        return Answer(xml=answer, cStat=refused.cStat)
    entry = _voided(request, desk)
    desk.register.void(entry)
    return Answer(xml=voided_answer(desk, VOIDED, entry), cStat=VOIDED.cStat)


def _voided(request: VoidRequest, desk: Desk) -> Voided:
    at = received_at(desk)
    return Voided(
        CNPJ=request.text("CNPJ"),
        ano=request.text("ano"),
        mod=request.text("mod"),
        serie=request.text("serie"),
        nNFIni=request.first,
        nNFFin=request.last,
        nProt=desk.register.next_protocol(desk.cUF, at),
        dhRecbto=at,
        xml=request.xml.decode(),
    )


SERVICE = Service(name=VOIDING, method="nfeInutilizacaoNF", answer=_answer)
