"""Servers that ask for the certificate only after the request (IIS: SP, BA, AN; TLS 1.2)."""

from __future__ import annotations

import asyncio
import socket
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import AsyncIterator

import pytest

from sim.pki import Pki
from tests.signer.conftest import OpenSigner
from tests.signer.tls_server import answer


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
async def openssl(pki: Pki) -> AsyncIterator[tuple[Process, int]]:
    """``openssl s_server``: shows what arrives, sends what it is told.

    A line R renegotiates and then asks for a certificate; it must not find a session to resume.
    """
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        *(
            "openssl",
            "s_server",
            "-accept",
            f"127.0.0.1:{port}",
            "-tls1_2",
            "-msg",
            "-no_ticket",
            "-no_cache",
        ),
        *("-cert", pki.sefaz_cert, "-key", pki.sefaz_key, "-CAfile", pki.icp_ca),
        stdin=PIPE,
        stdout=PIPE,
        stderr=STDOUT,
    )
    await told(process, b"ACCEPT\n")
    yield process, port
    process.kill()
    await process.wait()


async def told(process: Process, text: bytes) -> bytes:
    assert process.stdout is not None
    async with asyncio.timeout(5):
        return await process.stdout.readuntil(text)


async def say(process: Process, text: bytes) -> None:
    assert process.stdin is not None
    process.stdin.write(text)
    await process.stdin.drain()


@pytest.mark.parametrize("kind", ["a3", "a1"])
async def test_the_certificate_is_shown_when_it_is_asked_for_after_the_request(
    kind: str,
    request: pytest.FixtureRequest,
    open_signer: OpenSigner,
    openssl: tuple[Process, int],
) -> None:
    process, port = openssl
    signer = await open_signer(request.getfixturevalue(kind))
    post = asyncio.create_task(
        signer.post(f"https://localhost:{port}/", headers={}, body=b"<nfe/>", timeout=20)
    )
    before = await told(process, b"<nfe/>")
    assert b"CertificateVerify" not in before
    await say(process, b"R\n")
    await told(process, b"<<< TLS 1.2, Handshake [length 0108], CertificateVerify")
    await told(process, b"Finished")
    await say(process, answer())
    assert (await post).status == 200
