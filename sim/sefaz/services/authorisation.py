"""NFeAutorizacao4: one NFC-e, judged and answered at once (MOC 5.1, NT 2025.001)."""

from __future__ import annotations

import re
from datetime import timedelta

from lxml import etree

from sim.sefaz.answers import authorisation_answer, protocol_of, received_at, rejection_of
from sim.sefaz.desk import Desk
from sim.sefaz.faults import Alert, Faults
from sim.sefaz.markup import NFE
from sim.sefaz.message import Form, read_message
from sim.sefaz.names import AUTHORISATION
from sim.sefaz.note import Note
from sim.sefaz.rules import RULES, first_rejection
from sim.sefaz.services.visit import Answer, Service, Visit
from sim.sefaz.verdict import (
    AUTHORIZED,
    AUTHORIZED_LATE,
    AUTHORIZED_WITH_ALERT,
    PROCESSED,
    Verdict,
    rejected,
)

_FORM = Form(root="enviNFe", schema="enviNFe_v4.00", no_root=565, no_version=568)
_NOTE = re.compile(rb"<NFe[\s>].*</NFe\s*>", re.DOTALL)
_BARE = re.compile(rb"<NFe\s*>")
_IN_TIME = timedelta(hours=24)


def _answer(payload: bytes, visit: Visit) -> Answer:
    batch = visit.refusal() or visit.pause() or _batch(payload)
    if isinstance(batch, Verdict):
        return Answer(xml=authorisation_answer(visit.desk, batch), cStat=batch.cStat)
    note = Note.read(_bytes_of_note(payload))
    desk = visit.desk
    verdict = visit.ordered(RULES) or first_rejection(RULES, note, desk)
    if verdict is None:
        alert = _alert(visit.faults)
        verdict = AUTHORIZED_WITH_ALERT if alert[0] else _authorised(note, desk)
        entry = desk.register.authorize(
            note, verdict, cUF=desk.cUF, dhRecbto=received_at(desk), alert=alert
        )
        protocol = protocol_of(desk, entry, with_alert=True)
    else:
        protocol = rejection_of(desk, note.key, verdict)
    return Answer(
        xml=authorisation_answer(desk, PROCESSED, protocol),
        cStat=verdict.cStat,
        access_key=note.key,
    )


def _batch(payload: bytes) -> etree._Element | Verdict:
    """The batch, if it is of the right form: NFC-e come one by one and want the answer at once."""
    root = read_message(payload, _FORM)
    if isinstance(root, Verdict):
        return root
    if len(root.findall(f"{{{NFE}}}NFe")) != 1:
        return rejected(126, "Lote de NFC-e com mais de um documento")
    if root.findtext(f"{{{NFE}}}indSinc") != "1":
        return rejected(452, "Solicitada resposta assíncrona para Lote com somente 1 (uma) NF-e")
    return root


def _bytes_of_note(payload: bytes) -> bytes:
    """The ``NFe`` as it came; one that takes its namespace from ``enviNFe`` is given it back."""
    found = _NOTE.search(payload)
    if found is None:
        msg = "a batch that passed the schema has an NFe"
        raise ValueError(msg)
    return _BARE.sub(f'<NFe xmlns="{NFE}">'.encode(), found[0], count=1)


def _authorised(note: Note, desk: Desk) -> Verdict:
    """Contingency may come late, and is told so (B09-40)."""
    late = desk.at - note.dhEmi > _IN_TIME
    return AUTHORIZED_LATE if note.text("ide/tpEmis") != "1" and late else AUTHORIZED


def _alert(faults: Faults) -> tuple[str, str]:
    """``cMsg`` and ``xMsg``, empty when there is nothing to say (fault ``alert``)."""
    alert = faults.get(Alert)
    return ("", "") if alert is None else (str(alert.cMsg), alert.xMsg)


SERVICE = Service(name=AUTHORISATION, method="nfeAutorizacaoLote", answer=_answer)
