"""What holds for every event (MOC, groups D and P; table 5-35)."""

from __future__ import annotations

from datetime import timedelta

from sim.sefaz.access_keys import KEY_FAULTS, KeyFault, fault_of, owner_of
from sim.sefaz.desk import Desk
from sim.sefaz.digits import cnpj_is_valid, cpf_is_valid
from sim.sefaz.event import CANCELLATION, CORRECTION, SUBSTITUTION, Event
from sim.sefaz.rules.rule import Found, RuleOf, rejection
from sim.sefaz.schemas import complaint

#: How far the clocks of shop and SEFAZ may differ.
CLOCKS = timedelta(minutes=5)

_VERSION = "1.00"
_SCHEMAS = {
    CORRECTION: "e110110_v1.00",
    CANCELLATION: "e110111_v1.00",
    SUBSTITUTION: "e110112_v1.00",
}


@rejection(491, "D04", "O tpEvento informado inválido")
def r491(event: Event, _: Desk) -> Found:
    return event.kind not in _SCHEMAS


@rejection(492, "D05", "O verEvento informado inválido")
def r492(event: Event, _: Desk) -> Found:
    return event.text("verEvento") != _VERSION


@rejection(493, "D06", "Evento não atende o Schema XML específico")
def r493(event: Event, _: Desk) -> Found:
    name = _SCHEMAS.get(event.kind)
    found = complaint(event.detail, name) if name else None
    return "" if found is None else f"(Elemento: {found[0]}) {found[1]}"


@rejection(
    572,
    "P07-10",
    "Erro Atributo ID do evento não corresponde a concatenação dos campos"
    ' ("ID" + tpEvento + chNFe + nSeqEvento)',
)
def r572(event: Event, _: Desk) -> Found:
    sequence = event.text("nSeqEvento").zfill(2)
    return event.signed_id != f"ID{event.kind}{event.key}{sequence}"


@rejection(250, "P08-10", "UF diverge da UF autorizadora")
def r250(event: Event, desk: Desk) -> Found:
    return event.text("cOrgao") != desk.cUF


@rejection(252, "P09-10", "Ambiente informado diverge do Ambiente de recebimento")
def r252(event: Event, desk: Desk) -> Found:
    return event.text("tpAmb") != desk.tpAmb


@rejection(489, "P10-10", "CNPJ informado inválido (DV ou zeros)")
def r489(event: Event, _: Desk) -> Found:
    return "CNPJ" in event.fields and not cnpj_is_valid(event.text("CNPJ"))


@rejection(490, "P11-10", "CPF informado inválido (DV ou zeros)")
def r490(event: Event, _: Desk) -> Found:
    return "CPF" in event.fields and not cpf_is_valid(event.text("CPF"))


@rejection(408, "P11-20", "Evento não disponível para Autor pessoa física")
def r408(event: Event, _: Desk) -> Found:
    return "CPF" in event.fields and event.key[20:22] == "65"


def _key_fault(fault: KeyFault, law: str) -> RuleOf[Event]:
    def test(event: Event, desk: Desk) -> Found:
        return fault_of(event.key, desk.at) is fault

    return RuleOf(cStat=fault.cStat, law=law, says=fault.says, test=test)


_LAWS = ("P12-10", "P12-14", "P12-18", "P12-22", "P12-26", "P12-30", "P12-34")
KEY_RULES = tuple(map(_key_fault, KEY_FAULTS, _LAWS))


@rejection(249, "P12-40", "UF da Chave de Acesso diverge da UF autorizadora")
def r249(event: Event, desk: Desk) -> Found:
    return event.key[:2] != desk.cUF


@rejection(574, "P12-44", "O autor do evento diverge do emissor da NF-e")
def r574(event: Event, _: Desk) -> Found:
    return event.author != owner_of(event.key)


@rejection(578, "P13-10", "A data do evento não pode ser maior que a data do processamento")
def r578(event: Event, desk: Desk) -> Found:
    return event.dhEvento > desk.at + CLOCKS


FORM = (r491, r492, r493)
RULES = (r572, r250, r252, r489, r490, r408, *KEY_RULES, r249, r574, r578)
