"""The sales desk against every way SEFAZ can answer, and fail to."""

from __future__ import annotations

import asyncio
import copy
from pathlib import Path

import pytest

from edge.errors import BadInput, Conflict, SignerProblem
from tests.support.counter import BASKET, open_counter
from tests.support.scripted_sefaz import ScriptedSefaz


async def test_a_sale_is_authorised_and_answered(tmp_path: Path) -> None:
    async with open_counter(tmp_path) as counter:
        answer = await counter.sell("k1")
        assert answer["status"] == "authorized"
        assert answer["number"] == 1
        assert answer["total"] == "49.80"
        assert answer["change"] == "0.20"
        assert answer["protocol"] == "135260000000001"
        assert answer["access_key"] in answer["qr_code"]


async def test_the_same_key_and_body_give_the_same_answer_and_one_document(tmp_path: Path) -> None:
    async with open_counter(tmp_path) as counter:
        first = await counter.sell("k1")
        assert await counter.sell("k1") == first
        assert len(counter.sefaz.calls) == 1
    async with open_counter(tmp_path) as again:
        assert await again.sell("k1") == first
        assert again.sefaz.calls == []


async def test_the_same_key_at_the_same_time_sells_once(tmp_path: Path) -> None:
    async with open_counter(tmp_path) as counter:
        answers = await asyncio.gather(*(counter.sell("k1") for _ in range(8)))
        assert len({answer["access_key"] for answer in answers}) == 1
        assert len(counter.sefaz.held) == 1


async def test_the_same_key_with_another_body_is_refused(tmp_path: Path) -> None:
    async with open_counter(tmp_path) as counter:
        await counter.sell("k1")
        other = copy.deepcopy(BASKET)
        other["items"][0]["quantity"] = "1"
        with pytest.raises(Conflict) as caught:
            await counter.sell("k1", other)
        assert caught.value.code == "sales.key_reused"


async def test_refused_input_leaves_nothing_in_the_journal(tmp_path: Path) -> None:
    async with open_counter(tmp_path) as counter:
        short = copy.deepcopy(BASKET)
        short["payments"][0]["amount"] = "10.00"
        with pytest.raises(BadInput) as caught:
            await counter.sell("k1", short)
        assert caught.value.params["field"] == "payments"
        assert counter.journal.head == 0
        assert counter.signer.signatures == 0


async def test_a_token_that_is_away_spends_no_number(tmp_path: Path) -> None:
    async with open_counter(tmp_path) as counter:
        counter.signer.absent = True
        with pytest.raises(SignerProblem):
            await counter.sell("k1")
        assert counter.journal.head == 0
        counter.signer.absent = False
        assert (await counter.sell("k1"))["number"] == 1


async def test_refused_connection_goes_on_in_contingency_under_the_same_number(
    tmp_path: Path,
) -> None:
    async with open_counter(tmp_path, sefaz=ScriptedSefaz(words=["refused"])) as counter:
        answer = await counter.sell("k1")
        assert answer["status"] == "contingency"
        assert answer["number"] == 1
        assert answer["access_key"][34] == "9"
        discarded, issued = await counter.documents(answer["sale_id"])
        assert (discarded.state, issued.state) == ("discarded", "issued_offline")


async def test_in_contingency_nobody_waits_and_the_backlog_drains_in_order(tmp_path: Path) -> None:
    sefaz = ScriptedSefaz(otherwise="refused")
    async with open_counter(tmp_path, sefaz=sefaz) as counter:
        answers = [await counter.sell(f"k{n}") for n in range(4)]
        assert len(sefaz.calls) == 1
        sefaz.otherwise = "100"
        async with counter.following():
            for answer in answers:
                await counter.until("document_authorized", after=0)
                async with asyncio.timeout(5):
                    while (await counter.documents(answer["sale_id"]))[-1].state != "authorized":
                        await counter.journal.wait(counter.journal.head)
        sent = [key for service, key in sefaz.calls[1:] if service == "NFeAutorizacao4"]
        assert sent == [answer["access_key"] for answer in answers]


async def test_a_lost_answer_is_settled_by_key_at_once(tmp_path: Path) -> None:
    async with open_counter(tmp_path, sefaz=ScriptedSefaz(words=["kept"])) as counter:
        answer = await counter.sell("k1")
        assert answer["status"] == "authorized"
        services = [service for service, _ in counter.sefaz.calls]
        assert services == ["NFeAutorizacao4", "NFeConsultaProtocolo4"]


async def test_a_lost_request_is_sent_again_with_the_same_bytes(tmp_path: Path) -> None:
    async with open_counter(tmp_path, sefaz=ScriptedSefaz(words=["lost"])) as counter:
        answer = await counter.sell("k1")
        assert answer["status"] == "authorized"
        keys = {key for _, key in counter.sefaz.calls}
        assert keys == {answer["access_key"]}


async def test_an_unknown_outcome_sells_on_under_a_new_number_and_is_settled_later(
    tmp_path: Path,
) -> None:
    sefaz = ScriptedSefaz(words=["kept"], otherwise="lost")
    async with open_counter(tmp_path, sefaz=sefaz) as counter:
        answer = await counter.sell("k1")
        assert answer["status"] == "contingency"
        assert answer["number"] == 2
        first, twin = await counter.documents(answer["sale_id"])
        assert (first.state, twin.state) == ("uncertain", "issued_offline")
        assert first.superseded_by == twin.access_key
        sefaz.otherwise = "100"
        async with counter.following():
            task = await counter.until("task_opened")
        assert task["code"] == "fiscal.cancel_by_substitution"


async def test_a_paused_sefaz_leaves_a_number_to_void_and_sells_on(tmp_path: Path) -> None:
    async with open_counter(tmp_path, sefaz=ScriptedSefaz(words=["108"])) as counter:
        answer = await counter.sell("k1")
        assert answer["status"] == "contingency"
        first, _twin = await counter.documents(answer["sale_id"])
        assert first.state == "unused"
        assert (await counter.until("task_opened"))["code"] == "fiscal.void_number"


async def test_a_rejection_is_told_with_its_reason(tmp_path: Path) -> None:
    async with open_counter(tmp_path, sefaz=ScriptedSefaz(words=["778"])) as counter:
        answer = await counter.sell("k1")
        assert answer["status"] == "rejected"
        assert answer["sefaz"]["cStat"] == "778"
        assert (await counter.sell("k2"))["number"] == 2


async def test_a_rejected_contingency_note_is_parked_and_the_next_goes_on(tmp_path: Path) -> None:
    sefaz = ScriptedSefaz(otherwise="refused")
    async with open_counter(tmp_path, sefaz=sefaz) as counter:
        first, second = [await counter.sell(f"k{n}") for n in range(2)]
        sefaz.words, sefaz.otherwise = ["107", "778"], "100"
        async with counter.following():
            await counter.until("document_authorized")
        assert (await counter.documents(first["sale_id"]))[-1].state == "parked"
        assert (await counter.documents(second["sale_id"]))[-1].state == "authorized"


async def test_what_a_crash_interrupted_is_finished_at_the_next_start(tmp_path: Path) -> None:
    async with open_counter(tmp_path) as counter:
        stop = asyncio.Event()

        async def never(*_: object, **__: object) -> None:
            stop.set()
            await asyncio.Event().wait()

        counter.sefaz.post = never  # type: ignore[method-assign, assignment]
        sale = asyncio.create_task(counter.sell("k1"))
        await stop.wait()
        running = asyncio.all_tasks() - {asyncio.current_task()}
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        assert sale.cancelled()
    async with open_counter(tmp_path) as counter, counter.following():
        concluded = await counter.until("sale_concluded")
        assert concluded["status"] == "authorized"
        assert await counter.sell("k1") == concluded["answer"]
        assert len(counter.sefaz.held) == 1
