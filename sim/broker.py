"""A real Mosquitto: MQTT 5 over TLS with client certificates, on loopback.

Who a client is, its certificate says: its common name is its user name and its client id, whatever
it claims. A box may say and hear what is its own; the hub hears everything and answers.
"""

from __future__ import annotations

import argparse
import asyncio
import getpass
import os
import shutil
import socket
import ssl
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from sim.pki import Pki, make_pki
from sim.processes import Child

_CONFIGURATION = """\
listener {port} {host}
cafile {ca}
certfile {cert}
keyfile {key}
require_certificate true
use_identity_as_username true
use_username_as_clientid true
allow_anonymous false
acl_file {acl}
persistence false
user {user}
log_dest stderr
log_timestamp_format %Y-%m-%dT%H:%M:%S
"""
_BOX_SAYS = (
    "state",
    "reported/+",
    "evt/+",
    "tel",
    "cmd-res",
    "desired/get",
    "job/get",
    "job/+/update",
)
_BOX_HEARS = ("ack/+", "desired/+", "cmd/+", "job/notify", "job/res")
_PATIENCE_S = 10.0
_POLL_S = 0.02


class Broker:
    """Mosquitto as a child process; its configuration and log are in ``folder``.

    ``tenant`` is whose boxes may come. The port stays the same for as long as this object lives.
    """

    FAULTS: ClassVar = {"down": "killed; what it held is lost, connections are refused"}

    def __init__(
        self,
        folder: Path,
        *,
        pki: Pki,
        tenant: str = "demo",
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        self.host, self.port = host, port or _free_port(host)
        self._folder = folder
        self._pki = pki
        self._tenant = tenant
        self._child: Child | None = None
        self._turn = asyncio.Lock()
        self._switching: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        return f"mqtts://{self.host}:{self.port}"

    async def start(self) -> None:
        """Raises ``RuntimeError`` with the end of Mosquitto's log when it does not come up."""
        self._folder.mkdir(parents=True, exist_ok=True)
        acl = self._folder / "acl"
        acl.write_text(_acl(self._tenant))
        acl.chmod(0o600)
        (self._folder / "mosquitto.conf").write_text(
            _CONFIGURATION.format(
                host=self.host,
                port=self.port,
                ca=self._pki.mqtt_ca,
                cert=self._pki.broker_cert,
                key=self._pki.broker_key,
                acl=acl,
                user=getpass.getuser(),
            )
        )
        await self._switch(on=True)

    async def stop(self) -> None:
        await self.settled()
        if self._child is not None:
            await self._child.stop()

    def set_fault(self, name: str) -> None:
        """Raises ``ValueError`` for a name that is not in ``FAULTS``."""
        if name not in self.FAULTS:
            raise ValueError(f"a broker has no fault {name!r}; it has {', '.join(self.FAULTS)}")
        self._begin(on=False)

    def clear_faults(self) -> None:
        self._begin(on=True)

    async def settled(self) -> None:
        """Until the broker is as the faults want it."""
        await asyncio.gather(*self._switching)

    def _begin(self, *, on: bool) -> None:
        task = asyncio.create_task(self._switch(on=on))
        self._switching.add(task)
        task.add_done_callback(self._switching.discard)

    async def _switch(self, *, on: bool) -> None:
        async with self._turn:
            child = self._child
            running = child is not None and child.running
            if on and not running:
                self._child = await Child.start(
                    [_program(), "-c", str(self._folder / "mosquitto.conf")],
                    log=self._folder / "mosquitto.log",
                )
                await self._listening(self._child)
            elif running and child is not None and not on:
                await child.kill()

    async def _listening(self, child: Child) -> None:
        """Until it speaks TLS: it listens before it has read its certificates."""
        tls = ssl.create_default_context(cafile=str(self._pki.mqtt_ca))
        deadline = asyncio.get_running_loop().time() + _PATIENCE_S
        while child.running and asyncio.get_running_loop().time() < deadline:
            try:
                async with asyncio.timeout_at(deadline):
                    _, writer = await asyncio.open_connection(self.host, self.port, ssl=tls)
            except OSError:  # refused, or hung up on; TimeoutError is one
                await asyncio.sleep(_POLL_S)
            else:
                writer.transport.abort()
                return
        raise RuntimeError(f"mosquitto did not start:\n{child.tail()}")


def _acl(tenant: str) -> str:
    """``%u`` is the common name of the client's certificate: a box's id."""
    box = f"fe1/{tenant}/%u"
    hub = "fe1/+/+"
    lines = [
        *(f"pattern write {box}/{topic}" for topic in _BOX_SAYS),
        *(f"pattern read {box}/{topic}" for topic in _BOX_HEARS),
        "user hub",
        *(f"topic read {hub}/{topic}" for topic in _BOX_SAYS),
        *(f"topic write {hub}/{topic}" for topic in _BOX_HEARS),
    ]
    return "\n".join(lines) + "\n"


def _program() -> str:
    """Debian puts it where only root looks."""
    found = shutil.which(
        "mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
    )
    if found is None:
        raise FileNotFoundError("mosquitto is not installed (Debian package: mosquitto)")
    return found


def _free_port(host: str) -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
        return port


def run(arguments: Sequence[str]) -> int:
    """``python -m sim broker``: a broker by itself, until Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m sim broker", description=run.__doc__)
    parser.add_argument("--dir", type=Path, required=True, help="where everything it makes lies")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--tenant", default="demo")
    parser.add_argument("--box", default="box1")
    options = parser.parse_args(arguments)
    folder = options.dir.resolve()

    async def serve() -> None:
        pki = make_pki(
            folder / "pki",
            cnpj="12345678000195",
            company="MERCADO MODELO LTDA",
            tenant=options.tenant,
            box=options.box,
        )
        broker = Broker(folder / "broker", pki=pki, tenant=options.tenant, port=options.port)
        await broker.start()
        try:
            sys.stdout.write(f"{broker.url}\n")
            sys.stdout.flush()
            await asyncio.Event().wait()
        finally:
            await broker.stop()

    try:
        asyncio.run(serve())
    except KeyboardInterrupt:
        return 0
    return 0
