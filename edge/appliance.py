"""The composition root: builds the rooms, starts them in order, stops them in the other order."""

from __future__ import annotations

import asyncio
import secrets
import uuid
from collections.abc import Iterator
from contextlib import AsyncExitStack
from datetime import timedelta
from functools import partial

import structlog

from edge import __version__
from edge.catalogue import catalogue
from edge.catalogue.catalogue import Catalogue
from edge.clock import Clock
from edge.config import Config
from edge.events import Bus
from edge.fiscal import schema
from edge.fiscal.cnf import forbidden
from edge.fiscal.document import Addresses
from edge.fiscal.tables.endpoints import endpoints
from edge.followers import Followers
from edge.health.check import Health
from edge.health.checks.clock import ClockCheck
from edge.health.checks.disk import DiskCheck
from edge.health.checks.journal import JournalCheck
from edge.health.checks.printer import PrinterCheck
from edge.health.checks.sefaz import SefazCheck
from edge.health.checks.signer import SignerCheck
from edge.health.checks.uplink import UplinkCheck
from edge.health.checkup import Checkup
from edge.health.notify import Notifier, journal_alive, keep_alive
from edge.journal.facts import Fact
from edge.journal.journal import Journal
from edge.lan.access import Keyring
from edge.lan.app import build_app
from edge.lan.server import serve
from edge.printing.printers import Printers
from edge.printing.queue import PrintQueue
from edge.printing.station import PrintStation
from edge.provisioning.secrets import read_secret
from edge.rooms import Rooms
from edge.sales.cancelling import CancelDesk
from edge.sales.desk import SaleDesk
from edge.sales.finishing import Finisher
from edge.sales.issuing import Issuing
from edge.sales.lookup import SaleLookup
from edge.sales.recovery import Recovery
from edge.sales.scanning import ScanDesk
from edge.sefaz.backlog import Backlog
from edge.sefaz.client import SefazClient
from edge.sefaz.leftovers import Leftovers
from edge.sefaz.line import Line
from edge.sefaz.registrar import Registrar
from edge.sefaz.signing import EventSigning
from edge.sefaz.transmitter import Transmitter
from edge.signer import Signer
from edge.status import Status
from edge.uplink.messages import ClockTrust
from edge.uplink.presence import Software
from edge.uplink.uplink import Uplink
from hw_drivers import registry
from hw_drivers.printers.status import PrinterStatus

_TRUST = {
    Health.OK: ClockTrust.TRUSTED,
    Health.ATTENTION: ClockTrust.SUSPECT,
    Health.FAILING: ClockTrust.UNTRUSTED,
}

log = structlog.get_logger(__name__)


async def run(
    config: Config, *, signer: Signer, clock: Clock, stop: asyncio.Event, notifier: Notifier
) -> None:
    """Run the box until ``stop`` is set. A follower that fails ends it: systemd starts it anew."""
    async with AsyncExitStack() as stack:
        rooms = await _build(config, signer, clock, stack)
        await rooms.line.start()
        status = Status(config=config, rooms=rooms, clock=clock)
        app = build_app(
            desk=rooms.desk,
            cancels=rooms.cancels,
            queue=rooms.queue,
            journal=rooms.journal,
            keyring=Keyring(config.lan.tills),
            bus=rooms.bus,
            clock=clock,
            status_source=status.whole,
        )
        await asyncio.to_thread(schema.compiled)  # so that the first customer does not wait for it
        followers = await stack.enter_async_context(Followers())
        for name, follow in rooms.followers().items():
            followers.start(name, follow())
        await stack.enter_async_context(serve(app, host=config.lan.host, port=config.lan.port))
        followers.start("watchdog", keep_alive(notifier, journal_alive(rooms.journal)))
        log.info("edge.ready", version=__version__, port=config.lan.port)
        notifier.ready(f"version {__version__}, port {config.lan.port}")
        await followers.until(stop)
        notifier.stopping()
        log.info("edge.stopping")


async def _build(config: Config, signer: Signer, clock: Clock, stack: AsyncExitStack) -> Rooms:
    data_dir = config.box.data_dir
    products = catalogue.load(config.catalogue.file) if config.catalogue else Catalogue()
    journal = await Journal.open(data_dir / "journal.db", clock=clock)
    stack.push_async_callback(journal.close)
    boot = uuid.uuid4().hex
    await journal.append(
        Fact(kind="boot", subject=config.box.id, body={"version": __version__, "boot": boot})
    )
    bus = Bus()
    table = endpoints(config.issuer.address.UF, config.fiscal.tpAmb)
    client = sefaz_client(config, signer)
    line = Line(journal=journal, client=client, clock=clock, bus=bus, probe_s=config.sefaz.probe_s)
    transmitter = Transmitter(journal=journal, client=client, line=line)
    backlog = Backlog(journal=journal, line=line, transmitter=transmitter)
    registrar = Registrar(journal=journal, client=client, clock=clock)
    signing = EventSigning(
        journal=journal,
        signer=signer,
        clock=clock,
        UF=config.issuer.address.UF,
        utc_offset=config.fiscal.utc_offset,
    )
    printers = Printers(config.printers)
    queue = PrintQueue(journal=journal, printers=printers)
    issuing = Issuing(
        config=config,
        journal=journal,
        signer=signer,
        clock=clock,
        draw_cNF=_draw_cNF,
        addresses=Addresses(
            qrcode_url=config.sefaz.qrcode_url or table.qrcode_url,
            urlChave=config.sefaz.urlChave or table.urlChave,
        ),
        csrt=_csrt(config),
    )
    lookup = SaleLookup(journal=journal, printers=printers)
    finisher = Finisher(
        journal=journal,
        lookup=lookup,
        issuing=issuing,
        transmitter=transmitter,
        backlog=backlog,
        line=line,
        bus=bus,
        clock=clock,
        deadline_s=config.sefaz.deadline_s,
    )
    desk = SaleDesk(
        journal=journal,
        catalogue=products,
        crt=config.issuer.CRT,
        lookup=lookup,
        issuing=issuing,
        finisher=finisher,
        line=line,
    )
    stations = tuple(_stations(config, journal, bus))
    uplink = None
    if config.uplink is not None:
        software = Software(version=__version__, boot=boot, trust=lambda: _trust(checkup))
        uplink = Uplink(
            config.uplink, box=config.box, journal=journal, clock=clock, software=software
        )
    checkup = Checkup(
        [
            ClockCheck(clock=clock, journal=journal),
            DiskCheck(data_dir),
            JournalCheck(journal),
            SignerCheck(signer.status, clock=clock),
            SefazCheck(line=lambda: line.state, owed=backlog.owed, clock=clock),
            *(PrinterCheck(station.name, partial(_seen, station)) for station in stations),
            *([UplinkCheck(uplink.state, clock=clock)] if uplink else []),
        ],
        clock=clock,
        bus=bus,
    )
    return Rooms(
        journal=journal,
        signer=signer,
        bus=bus,
        line=line,
        backlog=backlog,
        leftovers=Leftovers(
            journal=journal,
            line=line,
            transmitter=transmitter,
            registrar=registrar,
            signing=signing,
            clock=clock,
            tpAmb=config.fiscal.tpAmb,
            void_after=timedelta(seconds=config.sefaz.void_after_s),
        ),
        desk=desk,
        cancels=CancelDesk(
            journal=journal,
            desk=desk,
            line=line,
            transmitter=transmitter,
            registrar=registrar,
            signing=signing,
            bus=bus,
        ),
        queue=queue,
        stations=stations,
        scanners=tuple(
            ScanDesk(name=name, settings=settings, bus=bus)
            for name, settings in config.scanners.items()
        ),
        recovery=Recovery(journal=journal, desk=desk, finisher=finisher),
        uplink=uplink,
        checkup=checkup,
    )


def sefaz_client(config: Config, signer: Signer) -> SefazClient:
    """The authoriser of the shop's state, at the table's addresses or the configured ones."""
    table = endpoints(config.issuer.address.UF, config.fiscal.tpAmb)
    return SefazClient(
        signer,
        urls={**table.services, **config.sefaz.urls},
        tpAmb=config.fiscal.tpAmb,
        cUF=int(config.issuer.address.cMun[:2]),
    )


def _seen(station: PrintStation) -> PrinterStatus | None:
    return station.state


def _stations(config: Config, journal: Journal, bus: Bus) -> Iterator[PrintStation]:
    for name, settings in config.printers.items():
        driver = registry.printer(settings.url, settings.profile)
        yield PrintStation(
            name=name, profile=driver.profile, driver=driver, journal=journal, bus=bus
        )


def _trust(checkup: Checkup) -> ClockTrust:
    """What the box thinks of its own clock."""
    finding = checkup.finding(ClockCheck.name)
    return ClockTrust.SUSPECT if finding is None else _TRUST[finding.health]


def _csrt(config: Config) -> str | None:
    if config.tech is None or config.tech.csrt_file is None:
        return None
    return read_secret(config.tech.csrt_file, field="tech.csrt_file")


def _draw_cNF(nNF: int) -> str:
    """Eight random digits, none of the guessable ones (NT 2019.001, rejection 897)."""
    while forbidden(cNF := f"{secrets.randbelow(100_000_000):08}", nNF):
        continue
    return cNF
