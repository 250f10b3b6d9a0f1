"""Cancelling by substitution: the other document must tell the same sale (NT 2018.004)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sim.sefaz.access_keys import fault_of
from sim.sefaz.desk import Desk
from sim.sefaz.event import SUBSTITUTION, Event
from sim.sefaz.note import Item, Note
from sim.sefaz.rules.rule import Found, RuleOf, rejection

_NORMAL, _OFFLINE = "1", "9"
_TP_EMIS = 34
_LATEST = timedelta(hours=2)
_BUYER = ("dest/CNPJ", "dest/CPF", "dest/idEstrangeiro")
_ITEM = "cProd", "cEAN", "xProd", "NCM", "CFOP", "uCom", "qCom", "vUnCom", "vProd", "indTot"
#: Parts of the two keys that must be the same (P31-42 to P31-52).
_SAME = (("Código da UF", slice(0, 2)), ("CNPJ/CPF", slice(6, 20)), ("Modelo", slice(20, 22)))

Pair = Callable[[Note, Note], Found]


@rejection(920, "P12-48", "Tipo de Emissão inválido no Cancelamento por Substituição")
def r920(event: Event, _: Desk) -> Found:
    kinds = event.key[_TP_EMIS], event.substitute[_TP_EMIS : _TP_EMIS + 1]
    return event.kind == SUBSTITUTION and kinds != (_NORMAL, _OFFLINE)


@rejection(455, "P20-10", "Órgão Autor do evento diferente da UF da Chave de Acesso")
def r455(event: Event, _: Desk) -> Found:
    return event.kind == SUBSTITUTION and event.details.text("cOrgaoAutor") != event.key[:2]


@rejection(466, "P21-10", "Evento com Tipo de Autor incompatível")
def r466(event: Event, _: Desk) -> Found:
    return event.kind == SUBSTITUTION and event.details.text("tpAutor") != "1"


@rejection(910, "P31-10 to P31-34", "Chave de Acesso NF-e Substituta inválida")
def r910(event: Event, desk: Desk) -> Found:
    fault = fault_of(event.substitute, desk.at) if event.kind == SUBSTITUTION else None
    return None if fault is None else f"({fault.part})"


@rejection(911, "P31-38 to P31-52", "Chave de Acesso NF-e Substituta incorreta")
def r911(event: Event, _: Desk) -> Found:
    if event.kind != SUBSTITUTION:
        return None
    if event.substitute == event.key:
        return "(mesma Chave de Acesso)"
    differ = (part for part, at in _SAME if event.substitute[at] != event.key[at])
    return next((f"({part})" for part in differ), None)


@rejection(912, "5P31-10", "NF-e Substituta inexistente")
def r912(event: Event, desk: Desk) -> Found:
    return event.kind == SUBSTITUTION and desk.register.find(event.substitute) is None


@rejection(913, "5P31-14", "NF-e Substituta Denegada ou Cancelada")
def r913(event: Event, desk: Desk) -> Found:
    return event.kind == SUBSTITUTION and desk.register.cancellation(event.substitute) is not None


def _of_both(cStat: int, law: str, says: str) -> Callable[[Pair], RuleOf[Event]]:
    """Makes a test of the document to be cancelled and its substitute into a rule."""

    def decorate(differ: Pair) -> RuleOf[Event]:
        def test(event: Event, desk: Desk) -> Found:
            both = _both(event, desk)
            return None if both is None else differ(*both)

        return RuleOf(cStat=cStat, law=law, says=says, test=test)

    return decorate


@_of_both(
    914,
    "5P31-20",
    "Data de emissão da NF-e Substituta maior que 2 horas da data de emissão da NF-e a ser"
    " cancelada",
)
def r914(cancelled: Note, substitute: Note) -> Found:
    return substitute.dhEmi > cancelled.dhEmi + _LATEST


@_of_both(
    915,
    "5P31-24",
    "Valor total da NF-e Substituta difere do valor da NF-e a ser cancelada",
)
def r915(cancelled: Note, substitute: Note) -> Found:
    return cancelled.total("vNF") != substitute.total("vNF")


@_of_both(
    916,
    "5P31-28",
    "Valor total do ICMS da NF-e Substituta difere do valor da NF-e a ser cancelada",
)
def r916(cancelled: Note, substitute: Note) -> Found:
    return cancelled.total("vICMS") != substitute.total("vICMS")


@_of_both(
    917,
    "5P31-32",
    "Identificação do destinatário da NF-e Substituta difere da identificação do destinatário da"
    " NF-e a ser cancelada",
)
def r917(cancelled: Note, substitute: Note) -> Found:
    identified = any(cancelled.text(each) for each in _BUYER)
    return identified and any(
        cancelled.text(each) != substitute.text(each) for each in (*_BUYER, "dest/IE")
    )


@_of_both(
    918,
    "5P31-36",
    "Quantidade de itens da NF-e Substituta difere da quantidade de itens da NF-e a ser cancelada",
)
def r918(cancelled: Note, substitute: Note) -> Found:
    return len(cancelled.items) != len(substitute.items)


@_of_both(
    919,
    "5P31-40",
    "Item da NF-e Substituta difere do mesmo item da NF-e a ser cancelada",
)
def r919(cancelled: Note, substitute: Note) -> Found:
    pairs = zip(cancelled.items, substitute.items, strict=False)
    return next((f"[nItem: {one.nItem}]" for one, other in pairs if _differ(one, other)), None)


def _differ(one: Item, other: Item) -> bool:
    return any(one.text(f"prod/{name}") != other.text(f"prod/{name}") for name in _ITEM)


def _both(event: Event, desk: Desk) -> tuple[Note, Note] | None:
    if event.kind != SUBSTITUTION:
        return None
    cancelled = desk.register.find(event.key)
    substitute = desk.register.find(event.substitute)
    if cancelled is None or substitute is None:
        return None
    return Note.read(cancelled.xml.encode()), Note.read(substitute.xml.encode())


RULES: tuple[RuleOf[Event], ...] = (r920, r455, r466, r910, r911)
REGISTERED: tuple[RuleOf[Event], ...] = (r912, r913, r914, r915, r916, r917, r918, r919)
