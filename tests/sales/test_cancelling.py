"""Cancelling a sale against every way SEFAZ can answer, and fail to."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from edge.errors import BadInput, Conflict, EdgeError, NotFound, Rejected, Unavailable, Uncertain
from edge.journal.rebuild import rebuild
from edge.journal.rows import EventRow
from edge.journal.views import events_of_document
from tests.support.counter import Counter, open_counter
from tests.support.scripted_sefaz import ScriptedSefaz

WHY = "Cliente desistiu da compra"


async def events(counter: Counter, key: str) -> list[EventRow]:
    return await counter.journal.query(lambda reader: events_of_document(reader, key))


async def test_a_sale_is_cancelled_and_shows_it(tmp_path: Path) -> None:
    async with open_counter(tmp_path) as counter:
        sale = await counter.sell("k1")
        answer = await counter.cancels.cancel(sale["sale_id"], justification=f"  {WHY} ")
        assert answer["status"] == "cancelled"
        assert answer["cancellation"]["protocol"] == "135260000000002"
        assert answer["cancellation"]["justification"] == WHY
        assert answer["protocol"] == sale["protocol"]
        assert await counter.desk.show(sale["sale_id"]) == answer
        assert await counter.sell("k1") == sale, "what the till was told of its sale stays told"
        [event] = await events(counter, sale["access_key"])
        assert event.proc is not None
        request = await counter.journal.blob(event.xml)
        assert request in await counter.journal.blob(event.proc)
        assert request.decode() == counter.sefaz.registered[sale["access_key"]]
    assert rebuild(tmp_path / "journal.db", check=True).differences == ()


async def test_cancelling_again_asks_nobody_and_answers_the_same(tmp_path: Path) -> None:
    async with open_counter(tmp_path) as counter:
        sale_id = (await counter.sell("k1"))["sale_id"]
        first = await asyncio.gather(
            *(counter.cancels.cancel(sale_id, justification=WHY) for _ in range(4))
        )
        assert all(answer == first[0] for answer in first)
        services = [service for service, _ in counter.sefaz.calls]
        assert services.count("NFeRecepcaoEvento4") == 1


async def test_what_cannot_be_cancelled_is_refused_before_anything_is_signed(
    tmp_path: Path,
) -> None:
    async with open_counter(tmp_path, sefaz=ScriptedSefaz(words=["100", "778"])) as counter:
        good, rejected = (
            (await counter.sell("k1"))["sale_id"],
            (await counter.sell("k2"))["sale_id"],
        )
        head = counter.journal.head
        for sale_id, text, error, code in (
            ("nobody", WHY, NotFound, "sales.no_such_sale"),
            (good, "  curta    demais ", BadInput, "fiscal.justification"),
            (good, "x" * 256, BadInput, "fiscal.justification"),
            (rejected, WHY, Conflict, "sales.nothing_to_cancel"),
        ):
            with pytest.raises(error) as caught:
                await counter.cancels.cancel(sale_id, justification=text)
            assert caught.value.code == code
        assert counter.journal.head == head


async def test_after_the_window_it_is_too_late(tmp_path: Path) -> None:
    late = ScriptedSefaz(received_at=datetime.now(UTC) - timedelta(minutes=30, seconds=1))
    async with open_counter(tmp_path, sefaz=late) as counter:
        sale_id = (await counter.sell("k1"))["sale_id"]
        with pytest.raises(Conflict) as caught:
            await counter.cancels.cancel(sale_id, justification=WHY)
        assert (caught.value.code, caught.value.params) == (
            "fiscal.cancel_too_late",
            {"minutes": 30},
        )


async def test_sefaz_says_no(tmp_path: Path) -> None:
    async with open_counter(tmp_path, sefaz=ScriptedSefaz(words=["100", "501"])) as counter:
        sale = await counter.sell("k1")
        with pytest.raises(Rejected) as caught:
            await counter.cancels.cancel(sale["sale_id"], justification=WHY)
        assert caught.value.params["cStat"] == "501"
        assert (await counter.desk.show(sale["sale_id"]))["status"] == "authorized"
        assert [event.state for event in await events(counter, sale["access_key"])] == ["rejected"]


@pytest.mark.parametrize("word", ["refused", "108", "656"])
async def test_what_was_not_taken_is_discarded_and_never_done_later(
    tmp_path: Path, word: str
) -> None:
    async with open_counter(tmp_path, sefaz=ScriptedSefaz(words=["100", word])) as counter:
        sale = await counter.sell("k1")
        with pytest.raises(Unavailable) as caught:
            await counter.cancels.cancel(sale["sale_id"], justification=WHY)
        assert caught.value.code == "sales.cancel_not_sent"
        assert [event.state for event in await events(counter, sale["access_key"])] == ["discarded"]
        assert (await counter.sell("k2"))["status"] == "authorized", "the line is none the worse"


@pytest.mark.parametrize(("word", "registered_by"), [("kept", 1), ("lost", 2), ("html", 2)])
async def test_a_lost_answer_is_settled_by_key_when_the_till_asks_again(
    tmp_path: Path, word: str, registered_by: int
) -> None:
    async with open_counter(tmp_path, sefaz=ScriptedSefaz(words=["100", word])) as counter:
        sale = await counter.sell("k1")
        with pytest.raises(Uncertain) as caught:
            await counter.cancels.cancel(sale["sale_id"], justification=WHY)
        assert caught.value.code == "sales.cancel_uncertain"
        answer = await counter.cancels.cancel(sale["sale_id"], justification=WHY)
        assert answer["status"] == "cancelled"
        services = [service for service, _ in counter.sefaz.calls]
        assert services.count("NFeRecepcaoEvento4") == registered_by
    assert rebuild(tmp_path / "journal.db", check=True).differences == ()


async def test_a_lost_answer_is_settled_without_the_till_too(tmp_path: Path) -> None:
    async with open_counter(tmp_path, sefaz=ScriptedSefaz(words=["100", "kept"])) as counter:
        sale = await counter.sell("k1")
        with pytest.raises(Uncertain):
            await counter.cancels.cancel(sale["sale_id"], justification=WHY)
        async with counter.following():
            await counter.until("document_cancelled")
        assert (await counter.desk.show(sale["sale_id"]))["status"] == "cancelled"


async def test_what_sefaz_cancelled_before_is_adopted(tmp_path: Path) -> None:
    async with open_counter(tmp_path) as counter:
        sale = await counter.sell("k1")
        counter.sefaz.words = ["kept"]
        with pytest.raises(EdgeError):
            await counter.cancels.cancel(sale["sale_id"], justification=WHY)
        held = counter.sefaz.registered.pop(sale["access_key"])
        counter.sefaz.words = ["100", "573"]  # not found, discarded, and then it is there
        counter.sefaz.otherwise = "100"
        counter.sefaz.appears = {sale["access_key"]: held}
        answer = await counter.cancels.cancel(sale["sale_id"], justification=WHY + " mesmo")
        assert answer["status"] == "cancelled"
        [event] = await events(counter, sale["access_key"])
        assert event.proc is not None
        proc = await counter.journal.blob(event.proc)
        assert f"<xJust>{WHY}</xJust>".encode() in proc, "what SEFAZ holds, not what was asked now"


async def test_a_contingency_note_is_delivered_before_it_is_cancelled(tmp_path: Path) -> None:
    sefaz = ScriptedSefaz(otherwise="refused")
    async with open_counter(tmp_path, sefaz=sefaz) as counter:
        sale = await counter.sell("k1")
        with pytest.raises(Conflict) as caught:
            await counter.cancels.cancel(sale["sale_id"], justification=WHY)
        assert caught.value.code == "sales.not_delivered_yet"
        sefaz.otherwise = "100"
        async with counter.following():
            await counter.line.wait_until_normal()
            answer = await counter.cancels.cancel(sale["sale_id"], justification=WHY)
        assert (answer["status"], answer["access_key"][34]) == ("cancelled", "9")
