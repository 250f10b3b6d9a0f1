"""A desk that issues, put together from the configuration as ``edge.appliance`` does it."""

from __future__ import annotations

import json
import uuid
from datetime import datetime
from itertools import count, cycle
from pathlib import Path

import msgspec

from edge.catalogue import catalogue
from edge.clock import SystemClock
from edge.config import load
from edge.fiscal.document import Addresses, Draft, compose
from edge.fiscal.sale import Sale
from edge.fiscal.tables.endpoints import endpoints
from edge.journal.facts import Fact
from edge.journal.journal import Journal
from edge.lan.body import decode
from edge.sales.basket import fill_basket
from edge.sales.issuing import Issuing
from edge.sales.request import SaleRequest
from edge.sefaz.signing import DocumentSigner

_CNF = "48291736"


class Desk:
    """Sells the baskets called ``name`` (``10-crt3``), one after the other for ever."""

    def __init__(self, folder: Path, name: str) -> None:
        crt = int(name[-1])
        self.config = load(folder / f"edge-{crt}.toml")
        products = catalogue.load(folder / f"catalogue-{crt}.json")
        bodies = json.loads((folder / f"sales-{name}.json").read_text("utf-8"))
        requests = [decode(json.dumps(body).encode(), SaleRequest) for body in bodies]
        self._sales = cycle([fill_basket(each, products, crt=crt) for each in requests])
        self._numbers = count(1)
        zone = datetime.strptime(self.config.fiscal.utc_offset, "%z").tzinfo
        self._dhEmi = datetime.now(zone).replace(microsecond=0)
        table = endpoints(self.config.issuer.address.UF, self.config.fiscal.tpAmb)
        self._addresses = Addresses(qrcode_url=table.qrcode_url, urlChave=table.urlChave)

    def sale(self) -> Sale:
        return next(self._sales)

    def draft(self) -> Draft:
        """The law applied, the text written, canonical, with its digest."""
        return compose(
            sale=next(self._sales),
            issuer=self.config.issuer,
            tech=self.config.tech,
            tpAmb=self.config.fiscal.tpAmb,
            serie=self.config.fiscal.serie,
            nNF=next(self._numbers),
            cNF=_CNF,
            dhEmi=self._dhEmi,
            verProc="bench",
            addresses=self._addresses,
        )

    def issuing(self, journal: Journal, signer: DocumentSigner) -> Issuing:
        return Issuing(
            config=self.config,
            journal=journal,
            signer=signer,
            clock=SystemClock(),
            draw_cNF=lambda _nNF: _CNF,
            addresses=self._addresses,
            csrt=None,
        )


def accepted(sale: Sale) -> Fact:
    """The fact that goes before the document, as ``edge.sales.desk`` writes it."""
    sale_id = str(uuid.uuid4())
    return Fact(
        kind="sale_accepted",
        subject=sale_id,
        body={
            "till": "till-1",
            "idempotency_key": sale_id,
            "request_sha256": "0" * 64,
            "request": msgspec.to_builtins(sale),
        },
    )
