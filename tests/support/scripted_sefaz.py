"""A SEFAZ that says what a test tells it to, one word a call."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from edge.errors import NotSent, Uncertain

_NFE = 'xmlns="http://www.portalfiscal.inf.br/nfe"'


@dataclass(frozen=True, kw_only=True)
class Page:
    status: int
    body: bytes


@dataclass
class ScriptedSefaz:
    """``words`` are used one a call, then ``otherwise`` for ever.

    A word is ``refused`` (no byte left), ``lost`` (no answer; SEFAZ does not hold it), ``kept``
    (no answer; SEFAZ authorised it), ``html``, or a cStat. Queries by key tell the truth, unless
    the word is a failure.
    """

    words: list[str] = field(default_factory=list)
    otherwise: str = "100"
    calls: list[tuple[str, str]] = field(default_factory=list)
    held: dict[str, str] = field(default_factory=dict)

    async def post(
        self, url: str, *, headers: Mapping[str, str], body: bytes, timeout: float
    ) -> Page:
        service = url.rpartition("/")[2]
        text = body.decode()
        word = self.words.pop(0) if self.words else self.otherwise
        key = _find(r'Id="NFe([0-9A-Z]{44})"', text) or _find(r"<chNFe>(\w+)</chNFe>", text)
        self.calls.append((service, key))
        if word == "refused":
            raise NotSent("signer.refused")
        if word in {"lost", "kept"}:
            if word == "kept" and service == "NFeAutorizacao4":
                self.held[key] = _find(r"<DigestValue>(.*?)</DigestValue>", text)
            raise Uncertain("signer.no_answer")
        if word == "html":
            return Page(status=200, body=b"<html>manutencao</html>")
        return Page(status=200, body=self._answer(service, key, word, text).encode())

    def _answer(self, service: str, key: str, cStat: str, text: str) -> str:
        if service == "NFeStatusServico4":
            cStat = "107" if cStat == "100" else cStat
            return f"<x><retConsStatServ {_NFE}>{_said(cStat)}</retConsStatServ></x>"
        if service == "NFeConsultaProtocolo4":
            if cStat != "100":
                return f"<x><retConsSitNFe {_NFE}>{_said(cStat)}</retConsSitNFe></x>"
            if key not in self.held:
                return f"<x><retConsSitNFe {_NFE}>{_said('217')}</retConsSitNFe></x>"
            protocol = self._protocol(key, "100")
            return f"<x><retConsSitNFe {_NFE}>{_said('100')}{protocol}</retConsSitNFe></x>"
        if cStat in {"108", "109", "656"}:
            return f"<x><retEnviNFe {_NFE}>{_said(cStat)}</retEnviNFe></x>"
        if cStat in {"100", "150"}:
            self.held[key] = _find(r"<DigestValue>(.*?)</DigestValue>", text)
        answer = f"{_said('104')}{self._protocol(key, cStat)}"
        return f"<x><retEnviNFe {_NFE}>{answer}</retEnviNFe></x>"

    def _protocol(self, key: str, cStat: str) -> str:
        digest = f"<digVal>{self.held[key]}</digVal>" if key in self.held else ""
        return (
            f'<protNFe versao="4.00"><infProt><tpAmb>2</tpAmb><chNFe>{key}</chNFe>'
            f"<dhRecbto>2026-11-22T10:00:00-03:00</dhRecbto><nProt>135260000000001</nProt>"
            f"{digest}{_said(cStat)}</infProt></protNFe>"
        )


def _said(cStat: str) -> str:
    return f"<cStat>{cStat}</cStat><xMotivo>Motivo {cStat}</xMotivo>"


def _find(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    return found[1] if found else ""
