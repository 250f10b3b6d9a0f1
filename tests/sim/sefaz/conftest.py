"""An office of SEFAZ without a network, and a shop that may sell."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sim.authority import Holder, name, root_authority, rsa_key
from sim.pki import e_cnpj
from sim.sefaz.certificates import Trust
from sim.sefaz.desk import Policy
from sim.sefaz.office import Office
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
