"""SEFAZ on the network: mutual TLS 1.2, HTTP/1.1 kept alive, SOAP 1.2."""

from __future__ import annotations

import asyncio
import ssl
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from sim.authority import CLIENT, Holder, name, root_authority, rsa_key
from sim.sefaz import Sefaz
from tests.sim.sefaz.line import Client, Wires
from tests.sim.sefaz.mail import STATUS, WSDL, envelope
from tests.sim.sefaz.taxpayer import Taxpayer, key_of

_SERVICE = "NFeStatusServico4"


def _request(sefaz: Sefaz, *, extra: str = "") -> bytes:
    body = envelope(_SERVICE, STATUS)
    action = f"{WSDL}{_SERVICE}/nfeStatusServicoNF"
    return (
        f"POST /ws/{_SERVICE} HTTP/1.1\r\nHost: {urlsplit(sefaz.url).netloc}\r\n"
        f'Content-Type: application/soap+xml; charset=utf-8; action="{action}"\r\n'
        f"Content-Length: {len(body)}\r\n{extra}\r\n"
    ).encode() + (b"" if extra else body)


async def _open(
    sefaz: Sefaz, context: ssl.SSLContext
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    address = urlsplit(sefaz.url)
    return await asyncio.open_connection(address.hostname, address.port, ssl=context)


async def _answer(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
    return await reader.readexactly(length)


async def test_a_sale_goes_through_all_three_services(
    client: Client, sefaz: Sefaz, shop: Taxpayer, now: datetime
) -> None:
    note = shop.nfce(now)

    assert await client.status() == ["107"]
    assert await client.consult(key_of(note)) == ["217"]
    assert await client.authorise(note) == ["104", "100"]
    assert await client.consult(key_of(note)) == ["100", "100"]
    assert [each["xml"] for each in sefaz.documents()] == [note.decode()]


async def test_every_request_is_counted_and_logged(
    client: Client, sefaz: Sefaz, shop: Taxpayer, now: datetime
) -> None:
    note = shop.nfce(now)
    await client.status()
    await client.authorise(note)
    await client.authorise(note)

    assert sefaz.counters() == {
        "services": {"NFeStatusServico4": 1, "NFeAutorizacao4": 2},
        "keys": {key_of(note): 2},
    }
    assert [(each["cStat"], each["outcome"]) for each in sefaz.calls()] == [
        (107, "answered"),
        (100, "answered"),
        (204, "answered"),
    ]


async def test_without_a_certificate_the_handshake_fails(sefaz: Sefaz, wires: Wires) -> None:
    with pytest.raises(ssl.SSLError):
        await _open(sefaz, wires.context(with_certificate=False))


async def test_a_strangers_certificate_fails_the_handshake(
    sefaz: Sefaz, wires: Wires, tmp_path: Path
) -> None:
    stranger = root_authority(name("AC Alheia", organization="Alheia"), rsa_key()).issue(
        name("ALHEIO:11222333000181", organization="Alheia"), rsa_key(), usages=(CLIENT,)
    )
    stranger.write(tmp_path / "cert.pem", tmp_path / "key.pem")
    context = wires.context(with_certificate=False)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")

    with pytest.raises(ssl.SSLError):
        await _open(sefaz, context)


async def test_a_persons_certificate_is_let_in_and_told_why_not(
    sefaz: Sefaz, wires: Wires, intermediate: Holder, tmp_path: Path
) -> None:
    person = intermediate.issue(
        name("MARIA DA SILVA", organization="ICP-Brasil"), rsa_key(), usages=(CLIENT,)
    )
    person.write(tmp_path / "cert.pem", tmp_path / "key.pem")
    context = wires.context(with_certificate=False)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    reader, writer = await _open(sefaz, context)

    writer.write(_request(sefaz))

    assert b"<cStat>282</cStat>" in await _answer(reader)
    writer.close()


async def test_tls_is_1_2_and_nothing_else(sefaz: Sefaz, wires: Wires) -> None:
    _, writer = await _open(sefaz, wires.context())
    assert writer.get_extra_info("ssl_object").version() == "TLSv1.2"
    writer.close()

    newer = wires.context()
    newer.minimum_version = ssl.TLSVersion.TLSv1_3
    with pytest.raises(ssl.SSLError):
        await _open(sefaz, newer)


async def test_a_connection_is_kept_alive(sefaz: Sefaz, wires: Wires) -> None:
    reader, writer = await _open(sefaz, wires.context())

    for _ in range(3):
        writer.write(_request(sefaz))
        assert b"<cStat>107</cStat>" in await _answer(reader)

    writer.close()


async def test_a_client_that_asks_to_go_on_is_told_to(sefaz: Sefaz, wires: Wires) -> None:
    reader, writer = await _open(sefaz, wires.context())

    writer.write(_request(sefaz, extra="Expect: 100-continue\r\n"))
    assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 100")
    writer.write(envelope(_SERVICE, STATUS))

    assert b"<cStat>107</cStat>" in await _answer(reader)
    writer.close()


async def test_a_connection_that_does_not_speak_http_is_closed(
    sefaz: Sefaz, wires: Wires, client: Client
) -> None:
    reader, writer = await _open(sefaz, wires.context())

    writer.write(b"EHLO sefaz\r\n\r\n")

    assert await reader.read() == b""
    assert await client.status() == ["107"]
    writer.close()


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/ws/NFeStatusServico4", 405),
        ("POST", "/ws/NFeInutilizacao9", 404),
        ("POST", "/", 404),
    ],
)
async def test_what_is_no_service_is_an_http_error(
    method: str, path: str, status: int, sefaz: Sefaz, wires: Wires
) -> None:
    async with httpx.AsyncClient(verify=wires.context()) as http:
        answer = await http.request(method, sefaz.url + path)

    assert answer.status_code == status


async def test_a_wrong_action_is_a_soap_fault(sefaz: Sefaz, wires: Wires) -> None:
    async with httpx.AsyncClient(verify=wires.context()) as http:
        answer = await http.post(
            sefaz.services[_SERVICE],
            content=envelope(_SERVICE, STATUS),
            headers={"Content-Type": "application/soap+xml; charset=utf-8"},
        )

    assert answer.status_code == 400
    assert "soap:Fault" in answer.text
    assert sefaz.calls()[-1]["outcome"].startswith("fault")


async def test_many_boxes_are_served_at_once(
    sefaz: Sefaz, wires: Wires, shop: Taxpayer, now: datetime
) -> None:
    async def sell(number: int) -> list[str]:
        async with Client(sefaz, wires) as box:
            return await box.authorise(shop.nfce(now, number=number))

    answers = await asyncio.gather(*(sell(number) for number in range(1, 11)))

    assert answers == [["104", "100"]] * 10
    assert len(sefaz.documents()) == 10
