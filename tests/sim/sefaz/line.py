"""The line to SEFAZ: certificates in files, and a client that speaks as a box does."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from sim.authority import LOOPBACK, SERVER, Holder, ec_key, name, root_authority, rsa_key
from sim.sefaz import Sefaz
from sim.sefaz.services import SERVICES
from tests.sim.sefaz.mail import STATUS, WSDL, consultation, envelope, values
from tests.sim.sefaz.taxpayer import Taxpayer, batch


@dataclass(frozen=True, kw_only=True)
class Wires:
    """Certificates and keys, PEM."""

    server_cert: Path
    server_key: Path
    server_ca: Path
    client_ca: Path
    client_cert: Path
    client_key: Path

    @classmethod
    def laid(cls, folder: Path, *, shop: Taxpayer, above: list[Holder]) -> Wires:
        """For the server, and for ``shop`` under the authorities ``above`` it."""
        wires = cls(
            server_cert=folder / "server.pem",
            server_key=folder / "server.key",
            server_ca=folder / "server-ca.pem",
            client_ca=folder / "client-ca.pem",
            client_cert=folder / "client.pem",
            client_key=folder / "client.key",
        )
        authority = root_authority(name("AC SEFAZ", organization="SEFAZ"), ec_key())
        server = authority.issue(
            name("localhost", organization="SEFAZ"), rsa_key(), usages=(SERVER,), names=LOOPBACK
        )
        server.write(wires.server_cert, wires.server_key)
        wires.server_ca.write_bytes(authority.certificate_pem)
        wires.client_ca.write_bytes(b"".join(each.certificate_pem for each in above))
        shop.holder.write(wires.client_cert, wires.client_key)
        return wires

    def context(self, *, with_certificate: bool = True) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=self.server_ca)
        if with_certificate:
            context.load_cert_chain(self.client_cert, self.client_key)
        return context


class Client:
    """A box's requests. ``timeout`` in seconds, for each step of a request."""

    def __init__(self, sefaz: Sefaz, wires: Wires, *, timeout: float = 5.0) -> None:
        self._sefaz = sefaz
        self._http = httpx.AsyncClient(verify=wires.context(), timeout=timeout)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._http.aclose()

    async def post(self, service: str, payload: bytes | str) -> httpx.Response:
        action = f"{WSDL}{service}/{SERVICES[service].method}"
        return await self._http.post(
            self._sefaz.services[service],
            content=envelope(service, payload),
            headers={"Content-Type": f'application/soap+xml; charset=utf-8; action="{action}"'},
        )

    async def status(self) -> list[str]:
        """The cStats of the answer."""
        return values((await self.post("NFeStatusServico4", STATUS)).text, "cStat")

    async def authorise(self, note: bytes) -> list[str]:
        return values((await self.post("NFeAutorizacao4", batch(note))).text, "cStat")

    async def consult(self, access_key: str) -> list[str]:
        answer = await self.post("NFeConsultaProtocolo4", consultation(access_key))
        return values(answer.text, "cStat")
