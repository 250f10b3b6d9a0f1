"""A shop's certificates, its token, and a stand-in for SEFAZ that asks for a client certificate."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, Protocol

import pytest

from edge.clock import SystemClock
from edge.config import Certificate, Pkcs11, Pkcs12, SignerConfig
from edge.signer import Signer
from sim.pki import Pki, make_pki
from sim.token import SoftToken
from tests.signer.tls_server import TlsServer

CNPJ = "12345678000195"


@pytest.fixture(scope="session")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Pki:
    return make_pki(tmp_path_factory.mktemp("pki"), cnpj=CNPJ, company="MERCADO MODELO LTDA")


@pytest.fixture(scope="session")
def other_pki(tmp_path_factory: pytest.TempPathFactory) -> Pki:
    folder = tmp_path_factory.mktemp("other-pki")
    return make_pki(folder, cnpj="98765432000198", company="PADARIA VIZINHA LTDA")


@pytest.fixture(scope="session")
def made_token(pki: Pki, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("token")
    SoftToken(folder).create(pki.company_key, pki.company_chain)
    return folder


@pytest.fixture
def token(made_token: Path, tmp_path: Path) -> SoftToken:
    """The company's token, fresh for every test."""
    shutil.copytree(made_token, tmp_path / "token")
    return SoftToken(tmp_path / "token")


@pytest.fixture
def pin_file(token: SoftToken, tmp_path: Path) -> Path:
    return secret(tmp_path / "pin", token.pin)


@pytest.fixture
def a3(token: SoftToken, pin_file: Path) -> Pkcs11:
    return Pkcs11(module=token.module, pin_file=pin_file, environment=token.environment)


@pytest.fixture
def a1(pki: Pki) -> Pkcs12:
    return Pkcs12(file=pki.a1_file, password_file=pki.a1_password_file)


class OpenSigner(Protocol):
    async def __call__(
        self, document: Certificate, transport: Certificate | None = None, **changes: Any
    ) -> Signer: ...


@pytest.fixture
async def open_signer(tmp_path: Path, pki: Pki) -> AsyncIterator[OpenSigner]:
    """Starts signers that are closed at the end; ``changes`` are arguments of ``Signer``."""
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    async with AsyncExitStack() as stack:

        async def open_signer(
            document: Certificate, transport: Certificate | None = None, **changes: Any
        ) -> Signer:
            config = SignerConfig(document=document, transport=transport)
            settings: dict[str, Any] = {
                "issuer_cnpj": CNPJ,
                "data_dir": data_dir,
                "ca_file": pki.sefaz_ca,
                "clock": SystemClock(),
            }
            signer = Signer(config, **(settings | changes))
            await signer.start()
            stack.push_async_callback(signer.close)
            return signer

        yield open_signer


@pytest.fixture
async def server(pki: Pki) -> AsyncIterator[TlsServer]:
    server = TlsServer(pki)
    await server.start()
    yield server
    await server.stop()


def secret(path: Path, text: str) -> Path:
    path.touch(mode=0o600)
    path.write_text(text + "\n")
    return path
