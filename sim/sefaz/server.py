"""SEFAZ on the network: mutual TLS 1.2, HTTP/1.1, SOAP 1.2, and what goes wrong with them."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sim.sefaz.certificates import Trust
from sim.sefaz.desk import Policy
from sim.sefaz.faults import Html, Http503, LoseAnswer, Refuse, Silent, Slow
from sim.sefaz.http import Conversation, Request, Response
from sim.sefaz.listener import Listener
from sim.sefaz.office import Office
from sim.sefaz.services import SERVICES
from sim.sefaz.services.visit import Answer, Service
from sim.sefaz.soap import CONTENT_TYPE, SoapFault, answer_envelope, check_action, open_envelope
from sim.sefaz.tls import TlsConnection, server_context

_CHUNK = 64 * 1024
_HTML = "text/html; charset=utf-8"
_PREFIX = "/ws/"
_MAINTENANCE = (
    "<!DOCTYPE html><html><head><title>Manutenção</title></head>"
    "<body><h1>Sistema em manutenção programada</h1></body></html>"
).encode()


class Sefaz:
    """An authoriser of NFC-e at ``url``, with its services under ``/ws/``.

    ``client_ca`` (PEM: roots and intermediates) is trusted for the clients of TLS and for the
    signers of documents. ``clock`` gives the time, timezone-aware. ``store`` keeps what was
    authorised (JSON lines). ``set_fault`` and ``clear_faults`` are called on the loop's thread.
    """

    def __init__(
        self,
        *,
        server_cert: Path,
        server_key: Path,
        client_ca: Path,
        host: str = "127.0.0.1",
        port: int = 0,
        uf: str = "SP",
        tpAmb: str = "2",
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        policy: Policy | None = None,
        store: Path | None = None,
    ) -> None:
        self._host = host
        self._tls = server_context(server_cert, server_key, client_ca)
        self._office = Office(
            trust=Trust.of_pem(client_ca.read_bytes()),
            uf=uf,
            tpAmb=tpAmb,
            clock=clock,
            policy=policy or Policy(),
            store=store,
        )
        self._faults = self._office.faults
        self._listener = Listener(host, port, self._serve)

    async def start(self) -> None:
        self._listener.open()

    async def stop(self) -> None:
        await self._listener.close()

    @property
    def url(self) -> str:
        return f"https://{self._host}:{self._listener.port}"

    @property
    def services(self) -> dict[str, str]:
        """The addresses, by service."""
        return {name: f"{self.url}{_PREFIX}{name}" for name in SERVICES}

    def set_fault(self, name: str, **params: Any) -> None:
        """Raises ``ValueError`` for a name or a parameter there is not."""
        fault = self._faults.set(name, **params)
        if isinstance(fault, Refuse):
            self._listener.shut()

    def clear_faults(self) -> None:
        was_refusing = self._faults.get(Refuse) is not None
        self._faults.clear()
        if was_refusing:
            self._listener.open()

    def documents(self) -> list[dict[str, Any]]:
        """What SEFAZ holds: the authorised documents, in order, each with its events."""
        return self._office.documents()

    def voided(self) -> list[dict[str, Any]]:
        """The ranges of numbers that were voided, in order."""
        return self._office.voided()

    def calls(self) -> list[dict[str, Any]]:
        """Every request that came, in order."""
        return self._office.calls()

    def counters(self) -> dict[str, dict[str, int]]:
        """Requests by service, documents received by access key."""
        return self._office.counters()

    async def _serve(self, connection: socket.socket) -> None:
        """One connection from accept to end, whatever ends it."""
        try:
            silent = self._faults.get(Silent)
            if silent is not None and silent.after == "accept":
                await _hold(connection)
            else:
                await self._serve_tls(connection)
        except OSError:
            return  # the client went away, or is not one we let in (TLS alerts are OSErrors too)
        finally:
            connection.close()

    async def _serve_tls(self, connection: socket.socket) -> None:
        tls = TlsConnection(connection, self._tls)
        client = await tls.handshake()
        await self._converse(Conversation(tls), client)

    async def _converse(self, conversation: Conversation, client: bytes) -> None:
        while (request := await conversation.next_request()) is not None:
            if self._faults.get(Silent):
                self._office.log(_service_of(request), "silent")
                await conversation.wait_for_end()
                return
            response = await self._respond(request, client)
            if response is None or not await conversation.respond(response):
                return

    async def _respond(self, request: Request, client: bytes) -> Response | None:
        """None: the answer is lost."""
        name = _service_of(request)
        if self._faults.get(Http503):
            self._office.log(name, "http_503")
            return Response(status=503, content_type=_HTML, body=b"Service Unavailable")
        if self._faults.get(Html):
            self._office.log(name, "html")
            return Response(status=200, content_type=_HTML, body=_MAINTENANCE)
        response = self._work(request, client)
        if slow := self._faults.get(Slow):
            await asyncio.sleep(float(slow.seconds))
        return response

    def _work(self, request: Request, client: bytes) -> Response | None:
        service = SERVICES.get(_service_of(request))
        if service is None:
            return Response(status=404, content_type=_HTML, body=b"Not Found")
        if request.method != "POST":
            return Response(status=405, content_type=_HTML, body=b"Method Not Allowed")
        try:
            answer = self._ask(service, request, client)
        except SoapFault as fault:
            self._office.log(service.name, f"fault: {fault.reason}")
            return Response(status=fault.status, content_type=CONTENT_TYPE, body=fault.envelope())
        lose = self._faults.get(LoseAnswer)
        if lose is not None and lose.service == service.name:
            self._office.log(service.name, "lost", answer)
            return None
        self._office.log(service.name, "answered", answer)
        body = answer_envelope(answer.xml, service.name)
        return Response(status=200, content_type=CONTENT_TYPE, body=body)

    def _ask(self, service: Service, request: Request, client: bytes) -> Answer:
        check_action(request.content_type, service.name, service.method)
        return self._office.answer(service, open_envelope(request.body, service.name), client)


def _service_of(request: Request) -> str:
    return request.path.removeprefix(_PREFIX)


async def _hold(connection: socket.socket) -> None:
    """Accepted, and not a word until the client gives up."""
    loop = asyncio.get_running_loop()
    while await loop.sock_recv(connection, _CHUNK):
        pass
