"""The faults at the services for events and voided numbers, on the network."""

from __future__ import annotations

import asyncio
from datetime import datetime

import httpx
import pytest

from sim.sefaz import Sefaz
from sim.sefaz.schemas import complaint
from tests.sim.sefaz.line import Client
from tests.sim.sefaz.mail import consultation, result, values
from tests.sim.sefaz.papers import event, event_batch, voiding
from tests.sim.sefaz.taxpayer import Taxpayer, batch, key_of

_EVENTS = "NFeRecepcaoEvento4"
_VOIDING = "NFeInutilizacao4"
_CONSULT = "NFeConsultaProtocolo4"


async def _sale(client: Client, sefaz: Sefaz, shop: Taxpayer, now: datetime) -> bytes:
    """The cancellation of a sale that was just authorised."""
    note = shop.nfce(now)
    assert await client.authorise(note) == ["104", "100"]
    [document] = sefaz.documents()
    return event(shop, now, "110111", key_of(note), nProt=document["nProt"])


async def _report(client: Client, paper: bytes) -> list[str]:
    return values((await client.post(_EVENTS, event_batch(paper))).text, "cStat")


async def _void(client: Client, request: bytes) -> list[str]:
    return values((await client.post(_VOIDING, request)).text, "cStat")


async def test_a_sale_is_cancelled_and_a_number_voided_over_the_network(
    client: Client, sefaz: Sefaz, shop: Taxpayer, now: datetime
) -> None:
    paper = await _sale(client, sefaz, shop, now)

    assert await _report(client, paper) == ["128", "135"]
    assert await _void(client, voiding(shop, now)) == ["102"]

    [document] = sefaz.documents()
    assert document["state"] == "cancelled"
    assert await client.consult(document["access_key"]) == ["101", "100", "135"]
    assert [each["nNFIni"] for each in sefaz.voided()] == [6]
    assert [(each["service"], each["cStat"]) for each in sefaz.calls()[1:3]] == [
        (_EVENTS, 135),
        (_VOIDING, 102),
    ]


async def test_an_event_whose_answer_is_lost_was_registered(
    client: Client, sefaz: Sefaz, shop: Taxpayer, now: datetime
) -> None:
    paper = await _sale(client, sefaz, shop, now)
    sefaz.set_fault("lose_answer", service=_EVENTS)

    with pytest.raises(httpx.TransportError):
        await _report(client, paper)

    assert sefaz.calls()[-1]["outcome"] == "lost"
    [document] = sefaz.documents()
    assert document["state"] == "cancelled"
    sefaz.clear_faults()
    assert await client.consult(document["access_key"]) == ["101", "100", "135"]
    assert await _report(client, paper) == ["128", "573"]


async def test_a_voiding_whose_answer_is_lost_was_done(
    client: Client, sefaz: Sefaz, shop: Taxpayer, now: datetime
) -> None:
    sefaz.set_fault("lose_answer", service=_VOIDING)

    with pytest.raises(httpx.TransportError):
        await _void(client, voiding(shop, now))

    assert await client.authorise(shop.nfce(now)) == ["104", "100"]
    sefaz.clear_faults()
    again = (await client.post(_VOIDING, voiding(shop, now))).text
    assert values(again, "cStat") == ["563"]
    assert values(again, "nProt") == [sefaz.voided()[0]["nProt"]]


async def test_reject_may_wait_for_an_event(
    client: Client, sefaz: Sefaz, shop: Taxpayer, now: datetime
) -> None:
    sefaz.set_fault("reject", cStat=501, service=_EVENTS)
    paper = await _sale(client, sefaz, shop, now)

    refused = (await client.post(_EVENTS, event_batch(paper))).text

    assert values(refused, "cStat") == ["128", "501"]
    assert "Prazo de cancelamento" in refused
    assert await _report(client, paper) == ["128", "135"]


async def test_reject_takes_whatever_comes_next(
    client: Client, sefaz: Sefaz, shop: Taxpayer, now: datetime
) -> None:
    paper = await _sale(client, sefaz, shop, now)

    sefaz.set_fault("reject", cStat=999)
    assert await _report(client, paper) == ["128", "999"]
    sefaz.set_fault("reject", cStat=241)
    assert await _void(client, voiding(shop, now)) == ["241"]
    assert await _report(client, paper) == ["128", "135"]


async def test_undue_consumption_is_told_to_so_many_calls_of_one_service(
    client: Client, sefaz: Sefaz, shop: Taxpayer, now: datetime
) -> None:
    paper = await _sale(client, sefaz, shop, now)
    key = sefaz.documents()[0]["access_key"]
    sefaz.set_fault("undue_consumption", calls=2)

    assert await client.status() == ["107"]
    assert await client.consult(key) == ["656"]
    assert await _report(client, paper) == ["128", "135"]
    assert await client.consult(key) == ["656"]
    assert await client.consult(key) == ["101", "100", "135"]


@pytest.mark.parametrize(
    ("service", "form"),
    [
        ("NFeAutorizacao4", "retEnviNFe_v4.00"),
        (_CONSULT, "retConsSitNFe_v4.00"),
        (_EVENTS, "retEnvEvento_v1.00"),
        ("NFeStatusServico4", "retConsStatServ_v4.00"),
        (_VOIDING, "retInutNFe_v4.00"),
    ],
)
async def test_undue_consumption_is_told_before_anything_is_read(
    service: str, form: str, client: Client, sefaz: Sefaz
) -> None:
    sefaz.set_fault("undue_consumption", service=service)

    answer = await client.post(service, "<nada/>")

    assert values(answer.text, "cStat") == ["656"]
    assert complaint(result(answer.content), form) is None


async def test_alert_authorises_with_something_to_say(
    client: Client, sefaz: Sefaz, shop: Taxpayer, now: datetime
) -> None:
    note = shop.nfce(now)
    sefaz.set_fault("alert", cMsg="172", xMsg="Alerta: confira o cadastro do destinatário")

    answer = await client.post("NFeAutorizacao4", batch(note))

    assert values(answer.text, "cStat") == ["104", "120"]
    assert values(answer.text, "cMsg") == ["172"]
    assert values(answer.text, "xMsg") == ["Alerta: confira o cadastro do destinatário"]
    assert complaint(result(answer.content), "retEnviNFe_v4.00") is None
    found = await client.post(_CONSULT, consultation(key_of(note)))
    assert values(found.text, "cStat") == ["120", "120"]
    assert complaint(result(found.content), "retConsSitNFe_v4.00") is None
    sefaz.clear_faults()
    assert await client.authorise(shop.nfce(now, number=2)) == ["104", "100"]


async def test_paused_is_what_events_and_voidings_are_told(
    client: Client, sefaz: Sefaz, shop: Taxpayer, now: datetime
) -> None:
    paper = await _sale(client, sefaz, shop, now)
    sefaz.set_fault("paused", cStat=109)

    assert await _report(client, paper) == ["109"]
    assert await _void(client, voiding(shop, now)) == ["109"]
    assert sefaz.documents()[0]["state"] == "authorized"
    assert sefaz.voided() == []


@pytest.mark.parametrize(("fault", "status"), [("http_503", 503), ("html", 200)])
async def test_nothing_is_done_behind_a_page(
    fault: str, status: int, client: Client, sefaz: Sefaz, shop: Taxpayer, now: datetime
) -> None:
    paper = await _sale(client, sefaz, shop, now)
    sefaz.set_fault(fault)

    for service, message in ((_EVENTS, event_batch(paper)), (_VOIDING, voiding(shop, now))):
        answer = await client.post(service, message)
        assert answer.status_code == status
        assert "cStat" not in answer.text

    assert sefaz.documents()[0]["state"] == "authorized"
    assert sefaz.voided() == []


async def test_slow_cancels_at_once_and_answers_later(
    client: Client, sefaz: Sefaz, shop: Taxpayer, now: datetime
) -> None:
    paper = await _sale(client, sefaz, shop, now)
    sefaz.set_fault("slow", seconds=0.3)

    answer = asyncio.create_task(_report(client, paper))
    while sefaz.documents()[0]["state"] != "cancelled":
        await asyncio.sleep(0.01)
    assert not answer.done()

    assert await answer == ["128", "135"]


async def test_a_silent_sefaz_cancels_nothing(
    client: Client, hasty: Client, sefaz: Sefaz, shop: Taxpayer, now: datetime
) -> None:
    paper = await _sale(client, sefaz, shop, now)
    sefaz.set_fault("silent", after="tls")

    with pytest.raises(httpx.ReadTimeout):
        await _report(hasty, paper)

    assert sefaz.documents()[0]["state"] == "authorized"
