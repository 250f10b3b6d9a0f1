"""Mutual TLS with a key that never leaves its token."""

from __future__ import annotations

import asyncio
from asyncio import StreamReader, StreamWriter
from pathlib import Path

import pytest

from edge.config import Pkcs11, Pkcs12
from edge.errors import BadInput, NotSent
from sim.pki import Pki
from sim.token import SoftToken
from tests.signer.conftest import OpenSigner
from tests.signer.tls_server import TlsServer, answer

COMPANY = "MERCADO MODELO LTDA:12345678000195"
HEADERS = {"Content-Type": "application/soap+xml; charset=utf-8"}


def file_of(pki: Pki) -> Pkcs12:
    return Pkcs12(file=pki.a1_file, password_file=pki.a1_password_file)


@pytest.mark.parametrize("kind", ["a3", "a1"])
async def test_the_server_sees_the_company_s_certificate(
    kind: str, request: pytest.FixtureRequest, open_signer: OpenSigner, server: TlsServer
) -> None:
    signer = await open_signer(request.getfixturevalue(kind))
    got = await signer.post(server.url, headers=HEADERS, body=b"<nfe/>", timeout=5)
    assert (got.status, got.body) == (200, b"<ok/>")
    assert got.headers["content-type"] == "text/xml"
    assert server.subjects == [COMPANY]
    assert server.bodies == [b"<nfe/>"]


async def test_one_handshake_serves_many_posts(
    open_signer: OpenSigner, a3: Pkcs11, server: TlsServer
) -> None:
    signer = await open_signer(a3)
    for number in range(5):
        await signer.post(server.url, headers=HEADERS, body=b"%d" % number, timeout=5)
    assert server.bodies == [b"0", b"1", b"2", b"3", b"4"]
    assert len(server.subjects) == 1


async def test_a_connection_the_server_closed_meanwhile_is_replaced(
    open_signer: OpenSigner, a3: Pkcs11, server: TlsServer
) -> None:
    signer = await open_signer(a3)
    for _ in range(3):
        got = await signer.post(server.url, headers=HEADERS, body=b"x", timeout=5)
        assert got.status == 200
        await server.drop()
    assert len(server.subjects) == 3


async def test_a_token_without_rsa_pss_shakes_hands(
    open_signer: OpenSigner, a3: Pkcs11, server: TlsServer, tmp_path: Path
) -> None:
    hashes = ("", "SHA1_", "SHA224_", "SHA256_", "SHA384_", "SHA512_")
    no_pss = ",".join(f"CKM_{name}RSA_PKCS_PSS" if name else "CKM_RSA_PKCS_PSS" for name in hashes)
    SoftToken(tmp_path / "token", mechanisms=f"-{no_pss}")
    signer = await open_signer(a3)
    got = await signer.post(server.url, headers=HEADERS, body=b"x", timeout=5)
    assert got.status == 200
    assert server.subjects == [COMPANY]


async def test_documents_by_token_and_transport_by_file(
    open_signer: OpenSigner, a3: Pkcs11, server: TlsServer, other_pki: Pki
) -> None:
    server.context.load_verify_locations(other_pki.icp_ca)
    signer = await open_signer(a3, file_of(other_pki))
    await signer.post(server.url, headers=HEADERS, body=b"x", timeout=5)
    assert server.subjects == ["PADARIA VIZINHA LTDA:98765432000198"]
    assert (await signer.certificate()).CNPJ == "12345678000195"
    assert len(await signer.sign_sha1([b"data"])) == 1


async def test_documents_by_file_and_transport_by_token(
    open_signer: OpenSigner, a3: Pkcs11, a1: Pkcs12, server: TlsServer
) -> None:
    signer = await open_signer(a1, a3)
    await signer.post(server.url, headers=HEADERS, body=b"x", timeout=5)
    assert server.subjects == [COMPANY]


@pytest.mark.parametrize("status", ["403 Forbidden", "503 Service Unavailable"])
async def test_any_whole_answer_is_an_answer(
    open_signer: OpenSigner, a1: Pkcs12, server: TlsServer, status: str
) -> None:
    async def refuse(_: StreamReader, writer: StreamWriter) -> None:
        writer.write(answer(status, b"<html>"))

    server.respond = refuse
    signer = await open_signer(a1)
    got = await signer.post(server.url, headers=HEADERS, body=b"x", timeout=5)
    assert (got.status, got.body) == (int(status[:3]), b"<html>")


async def test_many_posts_at_once_each_get_their_own_answer(
    open_signer: OpenSigner, a3: Pkcs11, server: TlsServer
) -> None:
    async def echo(_: StreamReader, writer: StreamWriter) -> None:
        writer.write(answer(body=server.bodies[-1]))

    server.respond = echo
    signer = await open_signer(a3)
    bodies = [b"%d" % number for number in range(20)]
    posts = (signer.post(server.url, headers={}, body=body, timeout=10) for body in bodies)
    assert [got.body for got in await asyncio.gather(*posts)] == bodies


@pytest.mark.parametrize("kind", ["a3", "a1"])
async def test_a_server_nobody_vouches_for_gets_nothing(
    kind: str, request: pytest.FixtureRequest, open_signer: OpenSigner, server: TlsServer, pki: Pki
) -> None:
    signer = await open_signer(request.getfixturevalue(kind), ca_file=pki.mqtt_ca)
    with pytest.raises(NotSent) as caught:
        await signer.post(server.url, headers=HEADERS, body=b"x", timeout=5)
    assert caught.value.code == "signer.server_not_trusted"
    assert server.bodies == []


async def test_a_server_that_does_not_know_our_authority_gets_nothing(
    open_signer: OpenSigner, a3: Pkcs11, server: TlsServer, other_pki: Pki
) -> None:
    signer = await open_signer(a3, file_of(other_pki))
    with pytest.raises(NotSent) as caught:
        await signer.post(server.url, headers=HEADERS, body=b"x", timeout=5)
    assert caught.value.code == "signer.tls_failed"
    assert server.bodies == []


async def test_an_address_without_tls_is_refused(
    open_signer: OpenSigner, a1: Pkcs12, server: TlsServer
) -> None:
    signer = await open_signer(a1)
    with pytest.raises(BadInput) as caught:
        await signer.post(f"http://localhost:{server.port}/", headers={}, body=b"x", timeout=5)
    assert caught.value.code == "signer.not_https"
