"""Codecs of NFeRecepcaoEvento4 and NFeInutilizacao4, and of what a query by key tells of events.

Pure. Source: MOC 7.0, ``envEvento`` 1.00, ``inutNFe`` 4.00, ``retConsSitNFe`` of PL_010.
"""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from edge.errors import Uncertain
from edge.sefaz.services import Verdict, read_situation
from edge.sefaz.soap import NFE, field, fragment, open_answer


@dataclass(frozen=True, kw_only=True, slots=True)
class Registration:
    """What SEFAZ said of a request. ``answer`` is its ``retEvento`` or ``retInutNFe`` as XML.

    ``dhRegistro`` is ``dhRegEvento``, for a voiding ``dhRecbto``: SEFAZ's own text with its offset.
    ``chNFe`` and ``tpEvento`` are those it speaks of, when it tells.
    """

    cStat: int
    xMotivo: str
    nProt: str | None = None
    dhRegistro: str | None = None
    chNFe: str | None = None
    tpEvento: str | None = None
    answer: bytes | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownEvent:
    """An event that SEFAZ holds; ``digest`` is of the request it holds, ``proc`` all of it."""

    registration: Registration
    digest: str | None
    proc: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Situation:
    """What SEFAZ holds under a key: its word on the document, and the events that followed."""

    verdict: Verdict
    events: tuple[KnownEvent, ...]


def registration(evento: bytes, *, idLote: int) -> bytes:
    """``envEvento`` around exactly one signed event."""
    head = f'<envEvento xmlns="{NFE}" versao="1.00"><idLote>{idLote}</idLote>'
    return head.encode() + evento + b"</envEvento>"


def read_registration(http: int, body: bytes) -> Registration:
    """The word on the one event sent; the batch's own when it was refused as a whole."""
    answer = open_answer(http, body, root="retEnvEvento")
    event = answer.find(f"{{{NFE}}}retEvento")
    return _registration(answer, "") if event is None else _registration(event, "infEvento/")


def read_voiding(http: int, body: bytes) -> Registration:
    return _registration(open_answer(http, body, root="retInutNFe"), "infInut/")


def read_events(http: int, body: bytes) -> Situation:
    """What a query by key brought besides the protocol."""
    verdict = read_situation(http, body)
    answer = open_answer(http, body, root="retConsSitNFe")
    found = answer.iterfind(f"{{{NFE}}}procEventoNFe")
    return Situation(verdict=verdict, events=tuple(filter(None, map(_known, found))))


def _known(proc: etree._Element) -> KnownEvent | None:
    event = proc.find(f"{{{NFE}}}retEvento")
    if event is None:
        return None
    return KnownEvent(
        registration=_registration(event, "infEvento/"),
        digest=proc.findtext("{*}evento/{*}Signature/{*}SignedInfo/{*}Reference/{*}DigestValue"),
        proc=fragment(proc),
    )


def _registration(element: etree._Element, base: str) -> Registration:
    code = field(element, base + "cStat") or ""
    if not code.isdecimal():
        raise Uncertain("sefaz.no_answer", http=200, why="no cStat")
    return Registration(
        cStat=int(code),
        xMotivo=field(element, base + "xMotivo") or "",
        nProt=field(element, base + "nProt"),
        dhRegistro=field(element, base + "dhRegEvento") or field(element, base + "dhRecbto"),
        chNFe=field(element, base + "chNFe"),
        tpEvento=field(element, base + "tpEvento"),
        answer=fragment(element) if base else None,
    )
