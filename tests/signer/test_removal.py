"""The token is pulled out, and comes back."""

from __future__ import annotations

import asyncio

import pytest

from edge.clock import SystemClock
from edge.config import Pkcs11
from edge.errors import NotSent, SignerProblem
from edge.signer import Signer, SignerState
from sim.pki import Pki, make_pki
from sim.token import SoftToken
from tests.signer.conftest import CNPJ, OpenSigner
from tests.signer.tls_server import TlsServer, answer_well


class HastyClock(SystemClock):
    """Time goes by so fast that a status is never fresh enough to be told twice."""

    def __init__(self) -> None:
        self._monotonic = 0.0

    def monotonic(self) -> float:
        self._monotonic += 100
        return self._monotonic


async def absent(signer: Signer) -> str:
    with pytest.raises(SignerProblem) as caught:
        await signer.sign_sha1([b"data"])
    return caught.value.code


async def test_signing_fails_while_the_token_is_away_and_works_when_it_is_back(
    open_signer: OpenSigner, a3: Pkcs11, token: SoftToken
) -> None:
    signer = await open_signer(a3)
    for _ in range(2):
        assert len(await signer.sign_sha1([b"data"])) == 1
        token.set_fault("removed")
        assert await absent(signer) == "token.absent"
        assert await absent(signer) == "token.absent"
        token.clear_faults()
        assert len(await signer.sign_sha1([b"data"])) == 1


async def test_the_status_follows_the_token(
    open_signer: OpenSigner, a3: Pkcs11, token: SoftToken
) -> None:
    signer = await open_signer(a3, clock=HastyClock())
    ready = await signer.status()
    assert ready.state is SignerState.READY
    token.set_fault("removed")
    gone = await signer.status()
    assert (gone.state, gone.reason) == (SignerState.ABSENT, "token.absent")
    assert gone.since > ready.since
    assert (await signer.status()).since == gone.since
    token.clear_faults()
    assert (await signer.status()).state is SignerState.READY


async def test_a_signer_may_start_before_its_token_is_there(
    open_signer: OpenSigner, a3: Pkcs11, token: SoftToken, server: TlsServer
) -> None:
    token.set_fault("removed")
    signer = await open_signer(a3)
    assert (await signer.status()).state is SignerState.ABSENT
    with pytest.raises(NotSent) as caught:
        await signer.post(server.url, headers={}, body=b"x", timeout=5)
    assert caught.value.code == "token.absent"
    token.clear_faults()
    assert len(await signer.sign_sha1([b"data"])) == 1
    assert (await signer.post(server.url, headers={}, body=b"x", timeout=5)).status == 200


async def test_no_handshake_without_the_token_and_one_again_when_it_is_back(
    open_signer: OpenSigner, a3: Pkcs11, token: SoftToken, server: TlsServer
) -> None:
    signer = await open_signer(a3)
    assert (await signer.post(server.url, headers={}, body=b"1", timeout=5)).status == 200
    token.set_fault("removed")
    await server.drop()
    with pytest.raises(NotSent) as caught:
        await signer.post(server.url, headers={}, body=b"2", timeout=10)
    assert caught.value.code == "token.absent"
    token.clear_faults()
    assert (await signer.post(server.url, headers={}, body=b"3", timeout=5)).status == 200
    assert server.bodies == [b"1", b"3"]


async def test_a_post_under_way_survives_the_loss_of_the_token(
    open_signer: OpenSigner, a3: Pkcs11, token: SoftToken, server: TlsServer
) -> None:
    may_answer = asyncio.Event()

    async def answer_late(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await may_answer.wait()
        await answer_well(reader, writer)

    server.respond = answer_late
    signer = await open_signer(a3)
    under_way = asyncio.create_task(signer.post(server.url, headers={}, body=b"x", timeout=20))
    await server.arrived.wait()
    token.set_fault("removed")
    assert await absent(signer) == "token.absent"
    may_answer.set()
    assert (await under_way).status == 200


async def test_a_renewed_token_is_taken_as_it_is(
    open_signer: OpenSigner, a3: Pkcs11, token: SoftToken, renewed: Pki, server: TlsServer
) -> None:
    """Same company, new card: another serial number, another key, another certificate."""
    server.context.load_verify_locations(renewed.icp_ca)
    signer = await open_signer(a3)
    old = await signer.certificate()
    assert (await signer.post(server.url, headers={}, body=b"1", timeout=5)).status == 200
    token.create(renewed.company_key, renewed.company_chain)
    with pytest.raises(SignerProblem) as caught:
        await signer.sign_sha1([b"data"])
    assert caught.value.code == "signer.certificate_changed"
    assert len(await signer.sign_sha1([b"data"])) == 1
    assert (await signer.certificate()).der != old.der
    await server.drop()
    assert (await signer.post(server.url, headers={}, body=b"2", timeout=5)).status == 200


@pytest.fixture(scope="session")
def renewed(tmp_path_factory: pytest.TempPathFactory) -> Pki:
    folder = tmp_path_factory.mktemp("renewed-pki")
    return make_pki(folder, cnpj=CNPJ, company="MERCADO MODELO LTDA")
