"""A whole shop on one machine: every simulator, a real broker, and the daemon as a child."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from subprocess import SubprocessError
from types import TracebackType
from typing import Any, Self

from sim import settings
from sim.broker import Broker
from sim.control import Control, Device
from sim.daemon import Daemon, DaemonFailed
from sim.hub import Hub
from sim.keeping import Kept, lock, write_secret
from sim.pki import Pki, make_pki
from sim.printer import Printer
from sim.scanner import Scanner
from sim.sefaz import Sefaz
from sim.sefaz.faults import KINDS
from sim.token import SoftToken

_SEFAZ_FAULTS = {name: kind.__doc__ or "" for name, kind in KINDS.items()}
_TOKEN_FAULTS = {"removed": "pulled out of the reader"}


class ShopFailed(Exception):
    """The shop cannot open; the message says why."""


class Shop:
    """Everything it makes lies in ``directory``, and a shop opened there again is the same shop.

    The journal, the keys, the token, the till's key, the daemon's port, and what SEFAZ and the hub
    know are kept. ``crt`` is the tax regime, ``a1`` takes the certificate from a file instead of
    the token, ``say`` is told what is being done.
    """

    def __init__(
        self,
        directory: Path,
        *,
        crt: int = 1,
        cnpj: str = settings.CNPJ,
        a1: bool = False,
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.directory = directory.resolve()
        self.config = self.directory / "edge.toml"
        self.log = self.directory / "edge.log"
        self.data_dir = self.directory / "edge"
        self.catalogue = self.directory / "catalogue.json"
        self._crt, self._cnpj, self._a1 = crt, cnpj, a1
        self._say = say
        self._stack = AsyncExitStack()

    pki: Pki
    token: SoftToken
    sefaz: Sefaz
    printer: Printer
    scanner: Scanner
    broker: Broker
    hub: Hub
    control: Control
    daemon: Daemon
    till_key: str

    async def __aenter__(self) -> Self:
        """Returns when a till can sell. Raises ``ShopFailed``, and has then stopped everything."""
        try:
            async with AsyncExitStack() as stack:
                await self._open(stack)
                self._stack = stack.pop_all()
        except (OSError, RuntimeError, SubprocessError) as error:
            raise ShopFailed(f"the shop cannot open: {error}") from error
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._stack.aclose()

    @property
    def pos_url(self) -> str:
        return self.daemon.url

    @property
    def daemon_pid(self) -> int:
        return self.daemon.pid

    async def restart_daemon(self) -> None:
        await self.daemon.stop()
        await self.daemon.start()

    async def kill_daemon(self) -> None:
        """SIGKILL; ``start_daemon`` brings it back."""
        await self.daemon.kill()

    async def start_daemon(self) -> None:
        await self.daemon.start()

    def announcement(self) -> dict[str, str]:
        """What a test, a till or a person needs to work with the shop."""
        return {
            "pos_url": self.pos_url,
            "till_key": self.till_key,
            "control_url": self.control.url,
            "printer": self.printer.url,
            "scanner": self.scanner.url,
            "sefaz_url": self.sefaz.url,
            "mqtt_url": self.broker.url,
            "config": str(self.config),
            "data_dir": str(self.data_dir),
        }

    async def _open(self, stack: AsyncExitStack) -> None:
        self.directory.mkdir(parents=True, exist_ok=True)
        held = lock(self.directory)
        if held is None:
            raise ShopFailed(f"another shop is open in {self.directory}")
        stack.push(held)
        self._say("certificados: AC simulada, e-CNPJ, SEFAZ, broker")
        self.pki = await asyncio.to_thread(self._make_pki)
        self._say("token A3 (SoftHSM2) com PIN")
        self.token = await asyncio.to_thread(self._make_token)
        self._say("SEFAZ, impressora e leitor simulados")
        self.sefaz = Sefaz(
            server_cert=self.pki.sefaz_cert,
            server_key=self.pki.sefaz_key,
            client_ca=self.pki.icp_ca,
            store=self.directory / "sefaz.jsonl",
        )
        self.printer = Printer(directory=self.directory / "receipts")
        self.scanner = Scanner(self.directory)
        self._say("broker MQTT (mosquitto) e hub")
        self.broker = Broker(self.directory / "broker", pki=self.pki, tenant=settings.TENANT)
        self.hub = Hub.of(
            self.pki,
            host=self.broker.host,
            port=self.broker.port,
            memory=self.directory / "hub.jsonl",
        )
        self.control = self._make_control()
        parts = (self.sefaz, self.printer, self.scanner, self.broker, self.hub, self.control)
        for part in parts:
            stack.push_async_callback(part.stop)
            await part.start()
        self._say("o daemon: edge run --config edge.toml")
        self.daemon = self._make_daemon()
        stack.push_async_callback(self.daemon.stop)
        try:
            await self.daemon.start()
        except DaemonFailed as error:
            raise ShopFailed(str(error)) from None

    def _make_pki(self) -> Pki:
        return make_pki(
            self.directory / "pki",
            cnpj=self._cnpj,
            company=settings.COMPANY,
            tenant=settings.TENANT,
            box=settings.BOX,
        )

    def _make_token(self) -> SoftToken:
        """Made anew when the certificate is another one than last time."""
        token = SoftToken(self.directory / "token")
        marker = self.directory / "token" / "certificate.sha256"
        digest = hashlib.sha256(self.pki.company_chain.read_bytes()).hexdigest()
        if not marker.exists() or marker.read_text() != digest:
            token.create(self.pki.company_key, self.pki.company_chain)
            marker.write_text(digest)
        token.clear_faults()
        return token

    def _make_control(self) -> Control:
        return Control(
            devices={
                "sefaz": Device(simulator=self.sefaz, faults=_SEFAZ_FAULTS),
                "printer": Device(simulator=self.printer, faults=Printer.FAULTS),
                "scanner": Device(simulator=self.scanner, faults=Scanner.FAULTS),
                "token": Device(simulator=self.token, faults=_TOKEN_FAULTS),
                "broker": Device(
                    simulator=self.broker, faults=Broker.FAULTS, settled=self.broker.settled
                ),
                "hub": Device(simulator=self.hub, faults=Hub.FAULTS),
            },
            printer=self.printer,
            scanner=self.scanner,
            documents=self.sefaz.documents,
            voided=self.sefaz.voided,
            events=self.hub.events,
        )

    def _make_daemon(self) -> Daemon:
        """Writes the files it is told by. Its port is chosen last, after all others are bound."""
        kept = Kept(self.directory / "till.json")
        self.till_key = kept.till_key
        settings.write_catalogue(self.catalogue, crt=self._crt)
        around = settings.Surroundings(
            crt=self._crt,
            cnpj=self._cnpj,
            data_dir=self.data_dir,
            catalogue=self.catalogue,
            port=kept.port,
            till_key=kept.till_key,
            certificate=self._certificate(),
            sefaz_url=self.sefaz.url,
            sefaz_ca=self.pki.sefaz_ca,
            printer_url=self.printer.url,
            scanner_url=self.scanner.url,
            broker=(self.broker.host, self.broker.port),
            mqtt_ca=self.pki.mqtt_ca,
            box_cert=self.pki.box_cert,
            box_key=self.pki.box_key,
        )
        settings.write_config(self.config, around)
        url = f"http://127.0.0.1:{kept.port}"
        return Daemon(config=self.config, log=self.log, url=url, till_key=kept.till_key)

    def _certificate(self) -> dict[str, Any]:
        if self._a1:
            file, password_file = self.pki.a1_file, self.pki.a1_password_file
            return {"kind": "pkcs12", "file": file, "password_file": password_file}
        pin_file = self.directory / "pin"
        write_secret(pin_file, self.token.pin)
        return {
            "kind": "pkcs11",
            "module": self.token.module,
            "pin_file": pin_file,
            "environment": self.token.environment,
        }
