"""The answers of the services, as the schemas want them."""

from __future__ import annotations

from sim.sefaz.desk import Desk
from sim.sefaz.markup import NFE, element
from sim.sefaz.places import hours_of
from sim.sefaz.records import Authorization
from sim.sefaz.verdict import Verdict


def received_at(desk: Desk) -> str:
    """``dhRecbto``, in the hours of the UF."""
    return desk.at.astimezone(hours_of(desk.uf)).isoformat(timespec="seconds")


def status_answer(desk: Desk, verdict: Verdict) -> str:
    return _ret("retConsStatServ", desk, verdict, element("tMed", 1))


def authorisation_answer(desk: Desk, verdict: Verdict, protocol: str = "") -> str:
    return _ret("retEnviNFe", desk, verdict, protocol)


def consult_answer(desk: Desk, verdict: Verdict, access_key: str, protocol: str = "") -> str:
    return _ret("retConsSitNFe", desk, verdict, element("chNFe", access_key) + protocol)


def protocol_of(desk: Desk, entry: Authorization, *, with_alert: bool = False) -> str:
    """``protNFe`` of an authorised document: the same one each time it is asked for.

    But for the alert, which the layout of consultations has no place for.
    """
    alert = element("cMsg", entry.cMsg) + element("xMsg", entry.xMsg)
    return _protocol(
        desk,
        entry.access_key,
        entry.dhRecbto,
        element("nProt", entry.nProt)
        + element("digVal", entry.digVal)
        + told(Verdict(cStat=entry.cStat, xMotivo=entry.xMotivo))
        + (alert if with_alert and entry.cMsg else ""),
    )


def rejection_of(desk: Desk, access_key: str, verdict: Verdict) -> str:
    """``protNFe`` of a rejected one: no number and nothing kept."""
    return _protocol(desk, access_key, received_at(desk), told(verdict))


def who(desk: Desk) -> str:
    """``tpAmb`` and ``verAplic``: who answers."""
    return element("tpAmb", desk.tpAmb) + element("verAplic", f"{desk.uf}_NFCE_SIMULADA")


def told(verdict: Verdict) -> str:
    """``cStat`` and ``xMotivo``."""
    return element("cStat", verdict.cStat) + element("xMotivo", verdict.xMotivo)


def _ret(name: str, desk: Desk, verdict: Verdict, rest: str) -> str:
    return (
        f'<{name} xmlns="{NFE}" versao="4.00">{who(desk)}{told(verdict)}'
        f"{element('cUF', desk.cUF)}{element('dhRecbto', received_at(desk))}{rest}</{name}>"
    )


def _protocol(desk: Desk, access_key: str, dhRecbto: str, rest: str) -> str:
    return (
        f'<protNFe versao="4.00"><infProt>{who(desk)}'
        f"{element('chNFe', access_key)}{element('dhRecbto', dhRecbto)}{rest}"
        "</infProt></protNFe>"
    )
