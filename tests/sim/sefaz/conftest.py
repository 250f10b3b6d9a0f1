"""An office of SEFAZ without a network, and a shop that may sell."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from sim.authority import Holder, name, root_authority, rsa_key
from sim.pki import e_cnpj
from sim.sefaz import Sefaz
from sim.sefaz.certificates import Trust
from sim.sefaz.desk import Policy
from sim.sefaz.office import Office
from tests.sim.sefaz.line import Client, Wires
from tests.sim.sefaz.taxpayer import Taxpayer

CNPJ = "11222333000181"


@pytest.fixture(scope="session")
def root() -> Holder:
    return root_authority(name("AC Raiz de Teste", organization="ICP-Brasil"), rsa_key())


@pytest.fixture(scope="session")
def intermediate(root: Holder) -> Holder:
    return root.issue_authority(name("AC de Teste", organization="ICP-Brasil"), rsa_key())


@pytest.fixture(scope="session")
def shop(intermediate: Holder) -> Taxpayer:
    holder = e_cnpj(intermediate, rsa_key(), cnpj=CNPJ, company="EMPRESA TESTE LTDA")
    return Taxpayer(holder=holder, CNPJ=CNPJ)


@pytest.fixture(scope="session")
def trust(root: Holder, intermediate: Holder) -> Trust:
    return Trust([root.certificate, intermediate.certificate])


@pytest.fixture
def now() -> datetime:
    """Today: the certificates have just been made."""
    return datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def office(trust: Trust, now: datetime) -> Office:
    return Office(trust=trust, uf="SP", tpAmb="2", clock=lambda: now, policy=Policy())


@pytest.fixture(scope="session")
def wires(
    shop: Taxpayer, root: Holder, intermediate: Holder, tmp_path_factory: pytest.TempPathFactory
) -> Wires:
    return Wires.laid(tmp_path_factory.mktemp("wires"), shop=shop, above=[root, intermediate])


@pytest.fixture
async def sefaz(wires: Wires) -> AsyncIterator[Sefaz]:
    """On the network, with the machine's clock."""
    sefaz = Sefaz(
        server_cert=wires.server_cert, server_key=wires.server_key, client_ca=wires.client_ca
    )
    await sefaz.start()
    yield sefaz
    await sefaz.stop()


@pytest.fixture
async def client(sefaz: Sefaz, wires: Wires) -> AsyncIterator[Client]:
    async with Client(sefaz, wires) as client:
        yield client


@pytest.fixture
async def hasty(sefaz: Sefaz, wires: Wires) -> AsyncIterator[Client]:
    """A client that soon gives up."""
    async with Client(sefaz, wires, timeout=0.4) as client:
        yield client
