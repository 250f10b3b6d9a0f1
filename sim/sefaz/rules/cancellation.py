"""What holds for the events of NFC-e: corrections never, cancellations in time (table 5-38)."""

from __future__ import annotations

from datetime import datetime

from sim.sefaz.desk import Desk
from sim.sefaz.event import CORRECTION, SUBSTITUTION, Event
from sim.sefaz.note import Note
from sim.sefaz.records import Authorization
from sim.sefaz.rules.events import CLOCKS
from sim.sefaz.rules.rule import Found, RuleOf, rejection


@rejection(784, "GA03a", "NFC-e não permite o evento de Carta de Correção")
def r784(event: Event, _: Desk) -> Found:
    return event.kind == CORRECTION and event.key[20:22] == "65"


@rejection(594, "P15-10", "O número de sequencia do evento informado é maior que o permitido")
def r594(event: Event, _: Desk) -> Found:
    return event.kind != CORRECTION and event.text("nSeqEvento") != "1"


@rejection(494, "2P12-10", "Chave de Acesso inexistente")
def r494(event: Event, desk: Desk) -> Found:
    """The number under another key is told, as the manual lets the authoriser do."""
    if _document(event, desk) is not None:
        return None
    others = desk.register.namesakes(event.key, per_emission=desk.policy.series_per_emission)
    return "".join(f"[chNFe:{each.access_key}]" for each in others[:1]) or True


@rejection(573, "3P15-10", "Duplicidade de Evento")
def r573(event: Event, desk: Desk) -> Found:
    """The manual lists it last, where nothing that cancels could meet it: 580 would come first."""
    return any(
        (each.tpEvento, each.nSeqEvento) == (event.kind, event.text("nSeqEvento"))
        for each in desk.register.events(event.key)
    )


@rejection(770, "UF", "NFC-e autorizada há mais de 24 horas")
def r770(event: Event, desk: Desk) -> Found:
    """Where a cancellation out of time is taken at all."""
    limit = desk.policy.cancel_late_within
    if event.kind == SUBSTITUTION or limit is None:
        return None
    document = _document(event, desk)
    return document is not None and desk.at - _authorised_at(document) > limit


@rejection(501, "2P12-14, 2P12-18", "Prazo de cancelamento superior ao previsto na Legislação")
def r501(event: Event, desk: Desk) -> Found:
    taken_late = event.kind != SUBSTITUTION and desk.policy.cancel_late_within is not None
    return not taken_late and is_late(event, desk)


@rejection(580, "2P12-22", "O evento exige uma NF-e autorizada")
def r580(event: Event, desk: Desk) -> Found:
    return desk.register.cancellation(event.key) is not None


@rejection(577, "2P13-10", "A data do evento não pode ser menor que a data de emissão da NF-e")
def r577(event: Event, desk: Desk) -> Found:
    document = _document(event, desk)
    return document is not None and event.dhEvento < Note.read(document.xml.encode()).dhEmi


@rejection(
    579,
    "2P13-14",
    "A data do evento não pode ser menor que a data de autorização para NF-e não emitida em"
    " contingência",
)
def r579(event: Event, desk: Desk) -> Found:
    document = _document(event, desk)
    if document is None or document.tpEmis != "1":
        return None
    return event.dhEvento < _authorised_at(document) - CLOCKS


@rejection(222, "2P23-10", "Protocolo de Autorização de Uso difere do cadastrado")
def r222(event: Event, desk: Desk) -> Found:
    document = _document(event, desk)
    return document is not None and event.details.text("nProt") != document.nProt


def is_late(event: Event, desk: Desk) -> bool:
    """Past the time there is for this kind of cancellation."""
    document = _document(event, desk)
    if document is None:
        return False
    policy = desk.policy
    limit = policy.substitute_within if event.kind == SUBSTITUTION else policy.cancel_within
    return desk.at - _authorised_at(document) > limit


def _document(event: Event, desk: Desk) -> Authorization | None:
    return desk.register.find(event.key)


def _authorised_at(document: Authorization) -> datetime:
    return datetime.fromisoformat(document.dhRecbto)


RULES: tuple[RuleOf[Event], ...] = (r784, r594)
REGISTERED: tuple[RuleOf[Event], ...] = (r494, r573, r770, r501, r580, r577, r579, r222)
