"""The answers about events and voided numbers, as the schemas want them."""

from __future__ import annotations

from sim.sefaz.answers import received_at, told, who
from sim.sefaz.desk import Desk
from sim.sefaz.event import Event
from sim.sefaz.markup import NFE, element
from sim.sefaz.records import Registration, Voided
from sim.sefaz.verdict import Verdict


def events_answer(desk: Desk, verdict: Verdict, idLote: str, receipts: str = "") -> str:
    return (
        f'<retEnvEvento xmlns="{NFE}" versao="1.00">{element("idLote", idLote)}{who(desk)}'
        f"{element('cOrgao', desk.cUF)}{told(verdict)}{receipts}</retEnvEvento>"
    )


def receipt_of(desk: Desk, entry: Registration, *, with_author: bool = True) -> str:
    """``retEvento`` of a registered event: the same one each time it is asked for."""
    author = with_author and entry.cOrgaoAutor
    return _receipt(
        desk,
        Verdict(cStat=entry.cStat, xMotivo=entry.xMotivo),
        element("chNFe", entry.access_key)
        + element("tpEvento", entry.tpEvento)
        + element("xEvento", entry.xEvento)
        + element("nSeqEvento", entry.nSeqEvento)
        + (element("cOrgaoAutor", author) if author else "")
        + entry.buyer
        + element("dhRegEvento", entry.dhRegEvento)
        + element("nProt", entry.nProt),
    )


def refusal_of(desk: Desk, event: Event, verdict: Verdict) -> str:
    """``retEvento`` of a rejected one: no protocol and nothing kept."""
    return _receipt(
        desk,
        verdict,
        element("chNFe", event.key)
        + element("tpEvento", event.kind)
        + element("nSeqEvento", event.text("nSeqEvento"))
        + element("dhRegEvento", received_at(desk)),
    )


def processed_event(desk: Desk, entry: Registration) -> str:
    """``procEventoNFe``: the event as it came and its receipt.

    Without ``cOrgaoAutor``, which the layout of consultations has no place for.
    """
    receipt = receipt_of(desk, entry, with_author=False)
    return f'<procEventoNFe versao="1.00">{entry.xml}{receipt}</procEventoNFe>'


def voiding_answer(desk: Desk, verdict: Verdict, nProt: str = "") -> str:
    """Of a request that was rejected; ``nProt`` is an earlier one's, if that is why."""
    protocol = element("nProt", nProt) if nProt else ""
    return _voiding(desk, verdict, element("dhRecbto", received_at(desk)) + protocol)


def voided_answer(desk: Desk, verdict: Verdict, entry: Voided) -> str:
    names = "ano", "CNPJ", "mod", "serie", "nNFIni", "nNFFin", "dhRecbto", "nProt"
    return _voiding(desk, verdict, "".join(element(each, getattr(entry, each)) for each in names))


def _receipt(desk: Desk, verdict: Verdict, rest: str) -> str:
    return (
        f'<retEvento versao="1.00"><infEvento>{who(desk)}'
        f"{element('cOrgao', desk.cUF)}{told(verdict)}{rest}</infEvento></retEvento>"
    )


def _voiding(desk: Desk, verdict: Verdict, rest: str) -> str:
    return (
        f'<retInutNFe xmlns="{NFE}" versao="4.00"><infInut>{who(desk)}{told(verdict)}'
        f"{element('cUF', desk.cUF)}{rest}</infInut></retInutNFe>"
    )
