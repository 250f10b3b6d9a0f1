"""Each fault does what its name says, and nothing once it is cleared."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime

import httpx
import pytest

from sim.sefaz import Sefaz
from sim.sefaz.faults import KINDS
from tests.sim.sefaz.line import Client, Wires
from tests.sim.sefaz.taxpayer import Taxpayer, key_of


async def test_refuse_drops_connections_and_lets_nobody_in(
    sefaz: Sefaz, client: Client, hasty: Client
) -> None:
    url = sefaz.url
    assert await client.status() == ["107"]

    sefaz.set_fault("refuse")

    with pytest.raises(httpx.ConnectError):
        await hasty.status()
    with pytest.raises(httpx.TransportError):
        await client.status()

    sefaz.clear_faults()

    assert sefaz.url == url
    assert await client.status() == ["107"]


async def test_refuse_may_be_set_and_cleared_at_once_and_again(
    sefaz: Sefaz, client: Client
) -> None:
    for _ in range(3):
        sefaz.set_fault("refuse")
        sefaz.set_fault("refuse")
        sefaz.clear_faults()
        sefaz.clear_faults()

    assert await client.status() == ["107"]


async def test_silent_takes_a_new_connection_and_says_nothing(sefaz: Sefaz, hasty: Client) -> None:
    sefaz.set_fault("silent")

    with pytest.raises(httpx.ConnectTimeout):
        await hasty.status()

    sefaz.clear_faults()
    assert await hasty.status() == ["107"]


async def test_silent_after_tls_reads_the_request_and_never_answers(
    sefaz: Sefaz, hasty: Client, shop: Taxpayer, now: datetime
) -> None:
    sefaz.set_fault("silent", after="tls")

    with pytest.raises(httpx.ReadTimeout):
        await hasty.authorise(shop.nfce(now))

    assert sefaz.documents() == []
    assert sefaz.calls()[-1]["outcome"] == "silent"


async def test_silent_falls_on_connections_that_were_kept_alive(
    sefaz: Sefaz, hasty: Client
) -> None:
    assert await hasty.status() == ["107"]

    sefaz.set_fault("silent")

    with pytest.raises(httpx.ReadTimeout):
        await hasty.status()


async def test_lose_answer_authorises_and_hangs_up(
    sefaz: Sefaz, client: Client, shop: Taxpayer, now: datetime
) -> None:
    note = shop.nfce(now)
    sefaz.set_fault("lose_answer")

    with pytest.raises(httpx.TransportError):
        await client.authorise(note)

    assert [each["access_key"] for each in sefaz.documents()] == [key_of(note)]
    assert sefaz.calls()[-1]["outcome"] == "lost"
    assert await client.status() == ["107"]
    assert await client.consult(key_of(note)) == ["100", "100"]


async def test_slow_does_the_work_at_once_and_answers_later(
    sefaz: Sefaz, client: Client, wires: Wires, shop: Taxpayer, now: datetime
) -> None:
    sefaz.set_fault("slow", seconds=0.3)

    started = time.monotonic()
    sale = asyncio.create_task(client.authorise(shop.nfce(now)))
    while not sefaz.documents():
        await asyncio.sleep(0.01)
    assert not sale.done()

    assert await sale == ["104", "100"]
    assert time.monotonic() - started >= 0.3


async def test_http_503_comes_before_any_work(
    sefaz: Sefaz, client: Client, shop: Taxpayer, now: datetime
) -> None:
    sefaz.set_fault("http_503")

    answer = await client.post("NFeAutorizacao4", shop.nfce(now))

    assert answer.status_code == 503
    assert sefaz.documents() == []


async def test_html_is_a_page_with_status_200(sefaz: Sefaz, client: Client) -> None:
    sefaz.set_fault("html")

    answer = await client.post("NFeStatusServico4", "")

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert "<html>" in answer.text


async def test_reject_turns_one_document_away(
    sefaz: Sefaz, client: Client, shop: Taxpayer, now: datetime
) -> None:
    note = shop.nfce(now)
    sefaz.set_fault("reject", cStat=778)

    assert await client.status() == ["107"]
    assert await client.authorise(note) == ["104", "778"]
    assert await client.authorise(note) == ["104", "100"]


@pytest.mark.parametrize(("params", "cStat"), [({}, "108"), ({"cStat": 109}, "109")])
async def test_paused_is_what_status_and_authorisation_say(
    params: dict[str, int],
    cStat: str,
    sefaz: Sefaz,
    client: Client,
    shop: Taxpayer,
    now: datetime,
) -> None:
    note = shop.nfce(now)
    sefaz.set_fault("paused", **params)

    assert await client.status() == [cStat]
    assert await client.authorise(note) == [cStat]
    assert await client.consult(key_of(note)) == ["217"]

    sefaz.clear_faults()
    assert await client.authorise(note) == ["104", "100"]


def test_a_fault_there_is_not_is_told_what_there_is(sefaz: Sefaz) -> None:
    with pytest.raises(ValueError, match=r"refuse, silent, lose_answer, slow, http_503, html"):
        sefaz.set_fault("sleepy")


@pytest.mark.parametrize(
    ("name", "params"),
    [
        ("slow", {"minutes": 1}),
        ("silent", {"after": "lunch"}),
        ("reject", {}),
        ("reject", {"cStat": 100}),
        ("paused", {"cStat": 107}),
        ("lose_answer", {"service": "NFeAutorizacao"}),
        ("reject", {"cStat": 501, "service": "NFeEvento4"}),
        ("undue_consumption", {"calls": 0}),
        ("undue_consumption", {"service": ""}),
        ("alert", {"cMsg": "A1"}),
    ],
)
def test_a_parameter_that_makes_no_sense_is_refused(
    name: str, params: dict[str, object], sefaz: Sefaz
) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        sefaz.set_fault(name, **params)


async def test_faults_can_come_together(
    sefaz: Sefaz, client: Client, shop: Taxpayer, now: datetime
) -> None:
    sefaz.set_fault("reject", cStat="704")
    sefaz.set_fault("slow", seconds=0.05)

    assert await client.authorise(shop.nfce(now)) == ["104", "704"]


def test_the_names_are_the_ones_agreed() -> None:
    assert set(KINDS) == {
        *("refuse", "silent", "lose_answer", "slow", "http_503", "html", "reject", "paused"),
        *("undue_consumption", "alert"),
    }


async def test_stopping_ends_what_was_kept_waiting(
    sefaz: Sefaz, hasty: Client, wires: Wires
) -> None:
    sefaz.set_fault("silent", after="tls")
    async with Client(sefaz, wires, timeout=30) as patient:
        waiting = asyncio.create_task(patient.status())
        while not sefaz.calls():
            await asyncio.sleep(0.01)

        await sefaz.stop()

        with pytest.raises(httpx.TransportError):
            await waiting
    with pytest.raises(httpx.ConnectError):
        await hasty.status()
