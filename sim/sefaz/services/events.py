"""NFeRecepcaoEvento4: what happens to a document after it was authorised (MOC 5.8 to 5.10)."""

from __future__ import annotations

import re

from sim.sefaz.answers import received_at
from sim.sefaz.desk import Desk
from sim.sefaz.event import SUBSTITUTION, Event, events_in
from sim.sefaz.event_answers import events_answer, receipt_of, refusal_of
from sim.sefaz.markup import element
from sim.sefaz.message import Form, read_message
from sim.sefaz.names import EVENTS
from sim.sefaz.note import Note
from sim.sefaz.records import Registration
from sim.sefaz.rules import EVENT_RULES, first_rejection
from sim.sefaz.rules.cancellation import is_late
from sim.sefaz.services.visit import Answer, Service, Visit
from sim.sefaz.verdict import CANCELLED_LATE, EVENTS_PROCESSED, REGISTERED, Verdict

_FORM = Form(root="envEvento", schema="envEvento_v1.00", version="1.00")
_BATCH = re.compile(rb"<idLote>([0-9]{1,15})</idLote>")
_BUYER = {"dest/CNPJ": "CNPJDest", "dest/CPF": "CPFDest", "dest/email": "emailDest"}


def _answer(payload: bytes, visit: Visit) -> Answer:
    found = _BATCH.search(payload)
    idLote = found[1].decode() if found else "0"
    refused = visit.refusal() or visit.pause() or _fault_of_form(payload)
    if refused is not None:
        return Answer(xml=events_answer(visit.desk, refused, idLote), cStat=refused.cStat)
    events = events_in(payload)
    judged = [_judged(event, visit) for event in events]
    receipts = "".join(receipt for _, receipt in judged)
    return Answer(
        xml=events_answer(visit.desk, EVENTS_PROCESSED, idLote, receipts),
        cStat=judged[0][0].cStat if len(judged) == 1 else EVENTS_PROCESSED.cStat,
        access_key=events[0].key if len(events) == 1 else "",
    )


def _fault_of_form(payload: bytes) -> Verdict | None:
    root = read_message(payload, _FORM)
    return root if isinstance(root, Verdict) else None


def _judged(event: Event, visit: Visit) -> tuple[Verdict, str]:
    """What was found, and the ``retEvento`` that says so. Each event sees those before it."""
    desk = visit.desk
    refused = visit.ordered(EVENT_RULES) or first_rejection(EVENT_RULES, event, desk)
    if refused is not None:
        return refused, refusal_of(desk, event, refused)
    verdict = CANCELLED_LATE if is_late(event, desk) else REGISTERED
    entry = _registered(event, verdict, desk)
    desk.register.register(entry)
    return verdict, receipt_of(desk, entry)


def _registered(event: Event, verdict: Verdict, desk: Desk) -> Registration:
    at = received_at(desk)
    return Registration(
        access_key=event.key,
        tpEvento=event.kind,
        nSeqEvento=event.text("nSeqEvento"),
        cStat=verdict.cStat,
        xMotivo=verdict.xMotivo,
        xEvento="Cancelamento homologado",
        nProt=desk.register.next_protocol(desk.cUF, at),
        dhRegEvento=at,
        cOrgaoAutor=event.details.text("cOrgaoAutor"),
        buyer="" if event.kind == SUBSTITUTION else _buyer(event, desk),
        xml=event.xml.decode(),
    )


def _buyer(event: Event, desk: Desk) -> str:
    """Whom the receipt of a cancellation names (R23 to R25)."""
    document = desk.register.find(event.key)
    if document is None:
        return ""
    note = Note.read(document.xml.encode())
    return "".join(element(name, note.text(at)) for at, name in _BUYER.items() if note.text(at))


SERVICE = Service(name=EVENTS, method="nfeRecepcaoEvento", answer=_answer)
