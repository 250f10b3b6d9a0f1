"""A SEFAZ that says what a test tells it to, one word a call."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from edge.errors import NotSent, Uncertain

_NFE = 'xmlns="http://www.portalfiscal.inf.br/nfe"'
_EVENTS = {"NFeRecepcaoEvento4", "NFeInutilizacao4"}


@dataclass(frozen=True, kw_only=True)
class Page:
    status: int
    body: bytes


@dataclass
class ScriptedSefaz:
    """``words`` are used one a call, then ``otherwise`` for ever.

    A word is ``refused`` (no byte left), ``lost`` (no answer; SEFAZ does not hold it), ``kept``
    (no answer; SEFAZ took it), ``html``, or a cStat; 100 is what all is well is called by every
    service. Queries by key tell the truth, unless the word is a failure. ``registered``: events by
    the key they are about; ``voided``: numbers; ``received_at``: when it authorised.
    ``event_words`` are for the two event services, before ``words``; ``appears`` is what comes to
    be ``registered`` when the word is 573.
    """

    words: list[str] = field(default_factory=list)
    otherwise: str = "100"
    calls: list[tuple[str, str]] = field(default_factory=list)
    held: dict[str, str] = field(default_factory=dict)
    registered: dict[str, str] = field(default_factory=dict)
    voided: set[int] = field(default_factory=set)
    received_at: datetime | None = None
    event_words: list[str] = field(default_factory=list)
    appears: dict[str, str] = field(default_factory=dict)

    async def post(
        self, url: str, *, headers: Mapping[str, str], body: bytes, timeout: float
    ) -> Page:
        service = url.rpartition("/")[2]
        text = body.decode()
        words = (self.event_words if service in _EVENTS else []) or self.words
        word = words.pop(0) if words else self.otherwise
        key = _find(r'Id="NFe([0-9A-Z]{44})"', text) or _find(r"<chNFe>(\w+)</chNFe>", text)
        self.calls.append((service, key))
        if word == "refused":
            raise NotSent("signer.refused")
        if word in {"lost", "kept"}:
            if word == "kept":
                self._take(service, key, text)
            raise Uncertain("signer.no_answer")
        if word == "html":
            return Page(status=200, body=b"<html>manutencao</html>")
        return Page(status=200, body=self._answer(service, key, word, text).encode())

    def _answer(self, service: str, key: str, cStat: str, text: str) -> str:
        if service == "NFeStatusServico4":
            cStat = "107" if cStat == "100" else cStat
            return f"<x><retConsStatServ {_NFE}>{_said(cStat)}</retConsStatServ></x>"
        if service == "NFeRecepcaoEvento4":
            return self._event_answer(key, cStat, text)
        if service == "NFeInutilizacao4":
            return self._voiding_answer(cStat, text)
        if service == "NFeConsultaProtocolo4":
            if cStat != "100":
                return f"<x><retConsSitNFe {_NFE}>{_said(cStat)}</retConsSitNFe></x>"
            if key not in self.held:
                return f"<x><retConsSitNFe {_NFE}>{_said('217')}</retConsSitNFe></x>"
            protocol = self._protocol(key, "100")
            if key in self.registered:
                protocol += self._proc_event(key)
                return f"<x><retConsSitNFe {_NFE}>{_said('101')}{protocol}</retConsSitNFe></x>"
            return f"<x><retConsSitNFe {_NFE}>{_said('100')}{protocol}</retConsSitNFe></x>"
        if cStat in {"108", "109", "656"}:
            return f"<x><retEnviNFe {_NFE}>{_said(cStat)}</retEnviNFe></x>"
        if cStat in {"100", "150"}:
            self._take(service, key, text)
        answer = f"{_said('104')}{self._protocol(key, cStat)}"
        return f"<x><retEnviNFe {_NFE}>{answer}</retEnviNFe></x>"

    def _take(self, service: str, key: str, text: str) -> None:
        match service:
            case "NFeAutorizacao4":
                self.held[key] = _find(r"<DigestValue>(.*?)</DigestValue>", text)
            case "NFeRecepcaoEvento4":
                self.registered[key] = _find(r"(<evento .*</evento>)", text)
            case "NFeInutilizacao4":
                self.voided.add(int(_find(r"<nNFIni>(\d+)<", text)))

    def _event_answer(self, key: str, cStat: str, text: str) -> str:
        if cStat in {"108", "109", "656"}:
            return f"<x><retEnvEvento {_NFE}>{_said(cStat)}</retEnvEvento></x>"
        if cStat == "573":
            self.registered |= self.appears
        if cStat == "100":
            cStat = "573" if key in self.registered else "135"
        if cStat in {"135", "136", "155"}:
            self._take("NFeRecepcaoEvento4", key, text)
        answer = f"{_said('128')}{self._ret_event(key, cStat, text)}"
        return f'<x><retEnvEvento {_NFE} versao="1.00">{answer}</retEnvEvento></x>'

    def _voiding_answer(self, cStat: str, text: str) -> str:
        number = int(_find(r"<nNFIni>(\d+)<", text))
        if cStat == "100":
            cStat = "563" if number in self.voided else "102"
        if cStat == "102":
            self.voided.add(number)
        protocol = "<nProt>135260000000003</nProt>" if cStat == "102" else ""
        answer = f"<infInut><tpAmb>2</tpAmb>{_said(cStat)}{protocol}</infInut>"
        return f'<x><retInutNFe {_NFE} versao="4.00">{answer}</retInutNFe></x>'

    def _proc_event(self, key: str) -> str:
        evento = self.registered[key]
        answer = self._ret_event(key, "135", evento)
        return f'<procEventoNFe versao="1.00">{evento}{answer}</procEventoNFe>'

    def _ret_event(self, key: str, cStat: str, evento: str) -> str:
        tpEvento = _find(r"<tpEvento>(\d+)<", evento)
        return (
            f'<retEvento versao="1.00"><infEvento><tpAmb>2</tpAmb>{_said(cStat)}'
            f"<chNFe>{key}</chNFe><tpEvento>{tpEvento}</tpEvento><dhRegEvento>2026-11-22T10:05:00-03:00</dhRegEvento>"
            f"<nProt>135260000000002</nProt></infEvento></retEvento>"
        )

    def _protocol(self, key: str, cStat: str) -> str:
        received_at = (self.received_at or datetime.now(UTC)).isoformat(timespec="seconds")
        digest = f"<digVal>{self.held[key]}</digVal>" if key in self.held else ""
        return (
            f'<protNFe versao="4.00"><infProt><tpAmb>2</tpAmb><chNFe>{key}</chNFe>'
            f"<dhRecbto>{received_at}</dhRecbto><nProt>135260000000001</nProt>"
            f"{digest}{_said(cStat)}</infProt></protNFe>"
        )


def _said(cStat: str) -> str:
    return f"<cStat>{cStat}</cStat><xMotivo>Motivo {cStat}</xMotivo>"


def _find(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    return found[1] if found else ""
