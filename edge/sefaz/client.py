"""Calls to the authoriser, through the signer's mutual TLS."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol, TypeVar

from edge.errors import Unavailable
from edge.sefaz import event_services, services, soap
from edge.sefaz.event_services import Registration, Situation
from edge.sefaz.services import Verdict

T = TypeVar("T")


class Answer(Protocol):
    """An HTTP answer."""

    @property
    def status(self) -> int: ...
    @property
    def body(self) -> bytes: ...


class Poster(Protocol):
    """What can post over the shop's certificate (``edge.signer.Signer``).

    Raises ``NotSent`` when no byte left and ``Uncertain`` when some may have.
    """

    async def post(
        self, url: str, *, headers: Mapping[str, str], body: bytes, timeout: float
    ) -> Answer: ...


class SefazClient:
    """The services, each call within a deadline in seconds.

    Raises ``NotSent`` (nothing left the box) or ``Uncertain`` (no answer that says anything).
    """

    def __init__(self, poster: Poster, *, urls: Mapping[str, str], tpAmb: int, cUF: int) -> None:
        self._poster = poster
        self._urls = urls
        self._tpAmb = tpAmb
        self._cUF = cUF

    async def authorize(self, nfe: bytes, *, idLote: int, timeout: float) -> Verdict:
        payload = services.authorization(nfe, idLote=idLote)
        return await self._call("NFeAutorizacao4", payload, services.read_authorization, timeout)

    async def query(self, access_key: str, *, timeout: float) -> Verdict:
        payload = services.query(access_key, tpAmb=self._tpAmb)
        return await self._call("NFeConsultaProtocolo4", payload, services.read_query, timeout)

    async def status(self, *, timeout: float) -> Verdict:
        payload = services.status(tpAmb=self._tpAmb, cUF=self._cUF)
        return await self._call("NFeStatusServico4", payload, services.read_status, timeout)

    async def situation(self, access_key: str, *, timeout: float) -> Situation:
        """What SEFAZ holds under a key, with the events that followed."""
        payload = services.query(access_key, tpAmb=self._tpAmb)
        read = event_services.read_events
        return await self._call("NFeConsultaProtocolo4", payload, read, timeout)

    async def register(self, evento: bytes, *, idLote: int, timeout: float) -> Registration:
        payload = event_services.registration(evento, idLote=idLote)
        read = event_services.read_registration
        return await self._call("NFeRecepcaoEvento4", payload, read, timeout)

    async def void(self, inut: bytes, *, timeout: float) -> Registration:
        return await self._call("NFeInutilizacao4", inut, event_services.read_voiding, timeout)

    async def _call(
        self, service: str, payload: bytes, read: Callable[[int, bytes], T], timeout: float
    ) -> T:
        url = self._urls.get(service)
        if url is None:
            raise Unavailable("sefaz.no_address", service=service)
        answer = await self._poster.post(
            url,
            headers=soap.headers(service),
            body=soap.envelope(service, payload),
            timeout=timeout,
        )
        return read(answer.status, answer.body)
