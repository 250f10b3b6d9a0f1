"""A sales desk with its journal, a soft key and a scripted SEFAZ: the rooms without the outside."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from edge.catalogue.catalogue import Catalogue
from edge.clock import SystemClock
from edge.config import Address, Box, Config, Fiscal, Issuer, Lan, Pkcs12, SignerConfig
from edge.events import Bus
from edge.fiscal.document import Addresses
from edge.journal.journal import Journal
from edge.journal.rows import DocumentRow
from edge.journal.views import documents_of_sale
from edge.lan.body import decode
from edge.printing.printers import Printers
from edge.sales.cancelling import CancelDesk
from edge.sales.desk import SaleDesk
from edge.sales.finishing import Finisher
from edge.sales.issuing import Issuing
from edge.sales.lookup import SaleLookup
from edge.sales.recovery import Recovery
from edge.sales.request import SaleRequest
from edge.sefaz.backlog import Backlog
from edge.sefaz.client import SefazClient
from edge.sefaz.leftovers import Leftovers
from edge.sefaz.line import Line
from edge.sefaz.registrar import Registrar
from edge.sefaz.signing import EventSigning
from edge.sefaz.transmitter import Transmitter
from tests.support.scripted_sefaz import ScriptedSefaz
from tests.support.soft_signer import SoftSigner

SERVICES = (
    "NFeAutorizacao4",
    "NFeConsultaProtocolo4",
    "NFeStatusServico4",
    "NFeRecepcaoEvento4",
    "NFeInutilizacao4",
)
BASKET: dict[str, Any] = {
    "items": [
        {
            "sku": "ARROZ-5",
            "description": "Arroz tipo 1 5kg",
            "gtin": "SEM GTIN",
            "ncm": "10063021",
            "cfop": "5102",
            "unit": "UN",
            "quantity": "2",
            "unit_price": "24.90",
            "tax": {"icms": {"orig": "0", "csosn": "102"}},
        }
    ],
    "payments": [{"method": "cash", "amount": "50.00"}],
}


@dataclass(frozen=True, kw_only=True)
class Counter:
    journal: Journal
    desk: SaleDesk
    sefaz: ScriptedSefaz
    signer: SoftSigner
    line: Line
    backlog: Backlog
    leftovers: Leftovers
    cancels: CancelDesk
    recovery: Recovery

    async def sell(self, key: str, basket: dict[str, Any] | None = None) -> dict[str, Any]:
        body = json.dumps(BASKET if basket is None else basket).encode()
        return await self.desk.sell(
            till="till-1", idempotency_key=key, body=body, wanted=decode(body, SaleRequest)
        )

    async def documents(self, sale_id: str) -> list[DocumentRow]:
        return await self.journal.query(lambda reader: documents_of_sale(reader, sale_id))

    @asynccontextmanager
    async def following(self) -> AsyncIterator[None]:
        """The followers at work, as in the daemon."""
        running = (
            self.line.run,
            self.backlog.run,
            self.leftovers.run,
            self.recovery.run,
        )
        tasks = [asyncio.create_task(follow()) for follow in running]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
            for task in tasks:
                if not task.cancelled() and task.exception() is not None:
                    await task

    async def until(self, kind: str, *, after: int = 0) -> dict[str, Any]:
        """Wait for an entry of ``kind``; its body."""
        seen = after
        async with asyncio.timeout(10):
            while True:
                entries = await self.journal.read(after=after, kinds=frozenset({kind}))
                if entries:
                    return entries[0].body
                seen = self.journal.head
                await self.journal.wait(seen)


def shop_config(folder: Path, *, crt: int = 1) -> Config:
    return Config(
        box=Box(tenant="t1", id="box-1", data_dir=folder),
        issuer=Issuer(
            CNPJ="11222333000181",
            xNome="MERCADINHO TESTE LTDA",
            IE="111111111111",
            CRT=crt,  # type: ignore[arg-type]
            address=Address(
                xLgr="RUA A",
                nro="1",
                xBairro="CENTRO",
                cMun="3550308",
                xMun="Sao Paulo",
                UF="SP",
                CEP="01001000",
            ),
        ),
        fiscal=Fiscal(tpAmb=2, serie=1),
        signer=SignerConfig(document=Pkcs12(file=folder / "a1.p12", password_file=folder / "pw")),
        lan=Lan(tills=()),
    )


@asynccontextmanager
async def open_counter(
    folder: Path,
    *,
    sefaz: ScriptedSefaz | None = None,
    probe_s: float = 0.02,
    void_after_s: float = 0,
) -> AsyncIterator[Counter]:
    """A counter on the journal in ``folder``: open it again to see what a restart finds."""
    clock, bus = SystemClock(), Bus()
    config = shop_config(folder)
    sefaz, signer = sefaz or ScriptedSefaz(), SoftSigner()
    journal = await Journal.open(folder / "journal.db", clock=clock)
    client = SefazClient(sefaz, urls={name: f"/{name}" for name in SERVICES}, tpAmb=2, cUF=35)
    line = Line(journal=journal, client=client, clock=clock, bus=bus, probe_s=probe_s)
    await line.start()
    transmitter = Transmitter(journal=journal, client=client, line=line)
    backlog = Backlog(journal=journal, line=line, transmitter=transmitter)
    registrar = Registrar(journal=journal, client=client, clock=clock)
    signing = EventSigning(
        journal=journal, signer=signer, clock=clock, UF="SP", utc_offset="-03:00"
    )
    numbers = iter(range(10_000_000, 99_999_999, 7919))
    issuing = Issuing(
        config=config,
        journal=journal,
        signer=signer,
        clock=clock,
        draw_cNF=lambda _nNF: str(next(numbers)),
        addresses=Addresses(
            qrcode_url="https://www.homologacao.nfce.fazenda.sp.gov.br/qrcode",
            urlChave="https://www.homologacao.nfce.fazenda.sp.gov.br/consulta",
        ),
        csrt=None,
    )
    lookup = SaleLookup(journal=journal, printers=Printers({}))
    finisher = Finisher(
        journal=journal,
        lookup=lookup,
        issuing=issuing,
        transmitter=transmitter,
        backlog=backlog,
        line=line,
        bus=bus,
        clock=clock,
        deadline_s=0.5,
    )
    desk = SaleDesk(
        journal=journal,
        catalogue=Catalogue(),
        crt=1,
        lookup=lookup,
        issuing=issuing,
        finisher=finisher,
        line=line,
    )
    try:
        yield Counter(
            journal=journal,
            desk=desk,
            sefaz=sefaz,
            signer=signer,
            line=line,
            backlog=backlog,
            leftovers=Leftovers(
                journal=journal,
                line=line,
                transmitter=transmitter,
                registrar=registrar,
                signing=signing,
                clock=clock,
                tpAmb=2,
                void_after=timedelta(seconds=void_after_s),
            ),
            cancels=CancelDesk(
                journal=journal,
                desk=desk,
                line=line,
                transmitter=transmitter,
                registrar=registrar,
                signing=signing,
                bus=bus,
            ),
            recovery=Recovery(journal=journal, desk=desk, finisher=finisher),
        )
    finally:
        await journal.close()
