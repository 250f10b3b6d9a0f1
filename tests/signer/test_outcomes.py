"""Not sent, or uncertain: what is known of a post that failed."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from asyncio import StreamReader, StreamWriter
from pathlib import Path

import pytest

from edge.config import Pkcs11, Pkcs12
from edge.errors import NotSent, Uncertain
from edge.signer import Patience, Signer
from sim.pki import Pki
from tests.signer.conftest import OpenSigner
from tests.signer.processes import children, only_child, stopped
from tests.signer.tls_server import TlsServer, answer

IMPATIENT = Patience(opening_s=20, answering_s=0.5)


async def post(signer: Signer, server: TlsServer, *, timeout: float = 5) -> bytes:
    return (await signer.post(server.url, headers={}, body=b"<nfe/>", timeout=timeout)).body


async def never(reader: StreamReader, _: StreamWriter) -> None:
    """No answer until the other side has gone."""
    await reader.read()


async def test_a_refused_connection_means_not_sent(open_signer: OpenSigner, a3: Pkcs11) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    signer = await open_signer(a3)
    with pytest.raises(NotSent) as caught:
        await signer.post(f"https://localhost:{port}/", headers={}, body=b"x", timeout=5)
    assert caught.value.code == "signer.unreachable"


async def test_a_name_that_does_not_resolve_means_not_sent(
    open_signer: OpenSigner, a1: Pkcs12
) -> None:
    signer = await open_signer(a1)
    with pytest.raises(NotSent) as caught:
        await signer.post("https://sefaz.invalid/", headers={}, body=b"x", timeout=5)
    assert caught.value.code == "signer.unreachable"


async def test_a_handshake_that_never_ends_means_not_sent(
    open_signer: OpenSigner, a3: Pkcs11
) -> None:
    mute = await asyncio.start_server(never, "127.0.0.1", 0)
    port = mute.sockets[0].getsockname()[1]
    signer = await open_signer(a3)
    await signer.certificate()
    began = asyncio.get_running_loop().time()
    with pytest.raises(NotSent):
        await signer.post(f"https://localhost:{port}/", headers={}, body=b"x", timeout=0.3)
    assert asyncio.get_running_loop().time() - began < 1
    mute.close()


async def test_an_answer_that_never_comes_is_uncertain(
    open_signer: OpenSigner, a3: Pkcs11, server: TlsServer
) -> None:
    server.respond = never
    signer = await open_signer(a3)
    await signer.certificate()
    began = asyncio.get_running_loop().time()
    with pytest.raises(Uncertain):
        await post(signer, server, timeout=0.5)
    assert asyncio.get_running_loop().time() - began < 1.2
    assert server.bodies == [b"<nfe/>"]


@pytest.mark.parametrize("sent", [b"", answer(body=b"x" * 1000)[:200]])
async def test_a_connection_lost_before_the_whole_answer_is_uncertain(
    open_signer: OpenSigner, a3: Pkcs11, server: TlsServer, sent: bytes
) -> None:
    async def cut(_: StreamReader, writer: StreamWriter) -> None:
        writer.write(sent)
        await writer.drain()
        writer.transport.abort()

    server.respond = cut
    signer = await open_signer(a3)
    with pytest.raises(Uncertain) as caught:
        await post(signer, server)
    assert caught.value.code == "signer.no_answer"


async def test_a_process_killed_while_it_waits_for_the_answer_is_uncertain(
    open_signer: OpenSigner, a3: Pkcs11, server: TlsServer
) -> None:
    server.respond = never
    signer = await open_signer(a3)
    waiting = asyncio.create_task(post(signer, server))
    await server.arrived.wait()
    os.kill(only_child(), signal.SIGKILL)
    with pytest.raises(Uncertain) as caught:
        await waiting
    assert caught.value.code == "signer.died"


async def test_what_a_process_did_not_send_before_it_died_is_sent_by_the_next(
    open_signer: OpenSigner, a3: Pkcs11, server: TlsServer
) -> None:
    signer = await open_signer(a3)
    await signer.certificate()
    with stopped(only_child()) as pid:
        waiting = asyncio.create_task(post(signer, server, timeout=20))
        await asyncio.sleep(0)
        os.kill(pid, signal.SIGKILL)
        assert await waiting == b"<ok/>"
    assert server.bodies == [b"<nfe/>"]


async def test_a_process_that_is_stuck_past_the_deadline_sends_nothing_afterwards(
    open_signer: OpenSigner, a3: Pkcs11, server: TlsServer
) -> None:
    signer = await open_signer(a3)
    await signer.certificate()
    with stopped(only_child()):
        with pytest.raises(NotSent) as caught:
            await post(signer, server, timeout=0.2)
        assert caught.value.code == "signer.no_answer_in_time"
    assert await post(signer, server) == b"<ok/>"
    assert server.bodies == [b"<nfe/>"]


async def test_a_process_that_stays_stuck_is_replaced(
    open_signer: OpenSigner, a3: Pkcs11, server: TlsServer
) -> None:
    signer = await open_signer(a3, patience=IMPATIENT)
    await signer.certificate()
    stuck = only_child()
    os.kill(stuck, signal.SIGSTOP)
    with pytest.raises(NotSent):
        await post(signer, server, timeout=0.1)
    while stuck in children():
        await asyncio.sleep(0.02)
    assert await post(signer, server) == b"<ok/>"


async def test_a_post_that_is_cancelled_leaves_no_trace(
    open_signer: OpenSigner, a3: Pkcs11, server: TlsServer
) -> None:
    server.respond = never
    signer = await open_signer(a3, patience=IMPATIENT)
    for _ in range(10):
        waiting = asyncio.create_task(post(signer, server))
        server.arrived.clear()
        await server.arrived.wait()
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    worker = only_child()
    assert len(await signer.sign_sha1([b"data"])) == 1
    assert only_child() == worker


async def test_a_post_under_way_when_the_signer_closes_is_uncertain(
    open_signer: OpenSigner, a3: Pkcs11, server: TlsServer
) -> None:
    server.respond = never
    signer = await open_signer(a3)
    waiting = asyncio.create_task(post(signer, server))
    await server.arrived.wait()
    await signer.close()
    with pytest.raises(Uncertain):
        await waiting


async def test_an_authorities_file_that_is_missing_is_told_and_mended_without_a_restart(
    open_signer: OpenSigner, a3: Pkcs11, server: TlsServer, pki: Pki, tmp_path: Path
) -> None:
    ca_file = tmp_path / "ca.pem"
    signer = await open_signer(a3, ca_file=ca_file)
    with pytest.raises(NotSent) as caught:
        await post(signer, server)
    assert caught.value.code == "signer.ca_unreadable"
    ca_file.write_bytes(pki.sefaz_ca.read_bytes())
    assert await post(signer, server) == b"<ok/>"
