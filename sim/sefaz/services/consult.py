"""NFeConsultaProtocolo4: what SEFAZ holds under an access key (MOC 5.4)."""

from __future__ import annotations

import re

from sim.sefaz.access_keys import fault_of
from sim.sefaz.answers import consult_answer, protocol_of
from sim.sefaz.desk import Desk
from sim.sefaz.event_answers import processed_event
from sim.sefaz.markup import NFE
from sim.sefaz.message import Form, read_message
from sim.sefaz.names import CONSULT
from sim.sefaz.records import Authorization
from sim.sefaz.services.visit import Answer, Service, Visit
from sim.sefaz.verdict import CANCELLED, Verdict, rejected

_FORM = Form(root="consSitNFe", schema="consSitNFe_v4.00")
_KEY = re.compile(rb"<chNFe>([0-9A-Z]{44})</chNFe>")
_NO_KEY = "0" * 44
_MONTH = slice(4, 6)
_CNF = slice(35, 43)


def _answer(payload: bytes, visit: Visit) -> Answer:
    found = _KEY.search(payload)
    key = found[1].decode() if found else _NO_KEY
    desk = visit.desk
    entry = desk.register.find(key)
    verdict = visit.refusal() or _fault_of_message(payload, desk) or _fault_of_key(key, desk)
    if verdict is None and entry is not None:
        events = "".join(processed_event(desk, each) for each in desk.register.events(key))
        return _told(desk, key, _state(entry, desk), protocol_of(desk, entry) + events)
    return _told(desk, key, verdict or _absent(key, desk))


def _told(desk: Desk, key: str, verdict: Verdict, protocol: str = "") -> Answer:
    return Answer(
        xml=consult_answer(desk, verdict, key, protocol), cStat=verdict.cStat, access_key=key
    )


def _state(entry: Authorization, desk: Desk) -> Verdict:
    """How the document stands now; its protocol goes on saying how it was authorised."""
    cancellation = desk.register.cancellation(entry.access_key)
    if cancellation is not None:
        return CANCELLED[cancellation.cStat]
    return Verdict(cStat=entry.cStat, xMotivo=entry.xMotivo)


def _fault_of_message(payload: bytes, desk: Desk) -> Verdict | None:
    root = read_message(payload, _FORM)
    if isinstance(root, Verdict):
        return root
    if root.findtext(f"{{{NFE}}}tpAmb") != desk.tpAmb:
        return rejected(252, "Ambiente informado diverge do Ambiente de recebimento")
    return None


def _fault_of_key(key: str, desk: Desk) -> Verdict | None:
    """J02 to J02g."""
    if key[:2] != desk.cUF:
        return rejected(226, "Código da UF do Emitente diverge da UF autorizadora")
    fault = fault_of(key, desk.at)
    return None if fault is None else rejected(fault.cStat, fault.says)


def _absent(key: str, desk: Desk) -> Verdict:
    """J03 to J06: nothing under this number, or something else."""
    others = desk.register.namesakes(key, per_emission=desk.policy.series_per_emission)
    if not others:
        return rejected(217, "NF-e não consta na base de dados da SEFAZ")
    other = others[0].access_key
    if other[_CNF] != key[_CNF]:
        says = "Código Numérico informado na Chave de Acesso difere do Código Numérico da NF-e"
        return rejected(562, says, f"[chNFe:{other}]")
    if other[_MONTH] != key[_MONTH]:
        says = "Mês de Emissão informado na Chave de Acesso difere do Mês de Emissão da NF-e"
        return rejected(561, says)
    return rejected(613, "Chave de Acesso difere da existente em BD")


SERVICE = Service(name=CONSULT, method="nfeConsultaNF", answer=_answer)
