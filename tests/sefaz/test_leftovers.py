"""What trouble left open, the box closes by itself; what it cannot close, a person is told of."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from edge.journal.rebuild import rebuild
from edge.journal.states import DocumentState
from edge.journal.views import open_tasks
from tests.support.counter import Counter, open_counter
from tests.support.scripted_sefaz import ScriptedSefaz


async def state(counter: Counter, sale: dict[str, Any], which: int) -> DocumentState:
    return (await counter.documents(sale["sale_id"]))[which].state


async def reaches(counter: Counter, sale: dict[str, Any], which: int, wanted: str) -> None:
    async with asyncio.timeout(10):
        while True:
            seen = counter.journal.head
            if await state(counter, sale, which) == wanted:
                return
            await counter.journal.wait(seen)


async def no_task_is_open(counter: Counter) -> None:
    async with asyncio.timeout(10):
        while True:
            seen = counter.journal.head
            if not await counter.journal.query(open_tasks):
                return
            await counter.journal.wait(seen)


async def test_the_orphan_is_cancelled_by_substitution_once_both_are_authorised(
    tmp_path: Path,
) -> None:
    sefaz = ScriptedSefaz(words=["kept"], otherwise="lost")
    async with open_counter(tmp_path, sefaz=sefaz) as counter:
        sale = await counter.sell("k1")
        orphan, twin = await counter.documents(sale["sale_id"])
        sefaz.otherwise = "100"
        async with counter.following():
            await reaches(counter, sale, 0, "substituted")
            await no_task_is_open(counter)
        assert await state(counter, sale, 1) == "authorized"
        evento = sefaz.registered[orphan.access_key]
        assert f"<chNFeRef>{twin.access_key}</chNFeRef>" in evento
        assert (await counter.desk.show(sale["sale_id"]))["status"] == "authorized"
    assert rebuild(tmp_path / "journal.db", check=True).differences == ()


@pytest.mark.parametrize("word", ["refused", "lost", "kept", "108", "html"])
async def test_a_substitution_that_fails_on_the_way_is_brought_to_its_end(
    tmp_path: Path, word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edge.sefaz.pacing._FIRST_S", 0.01)
    sefaz = ScriptedSefaz(words=["kept"], otherwise="lost")
    async with open_counter(tmp_path, sefaz=sefaz) as counter:
        sale = await counter.sell("k1")
        sefaz.otherwise, sefaz.event_words = "100", [word]
        async with counter.following():
            await reaches(counter, sale, 0, "substituted")
        assert len(sefaz.registered) == 1
        assert counter.line.state.mode == "normal"


async def test_a_number_that_sefaz_does_not_hold_is_voided_after_a_second_question(
    tmp_path: Path,
) -> None:
    async with open_counter(tmp_path, sefaz=ScriptedSefaz(words=["108"])) as counter:
        sale = await counter.sell("k1")
        assert await state(counter, sale, 0) == "unused"
        async with counter.following():
            await reaches(counter, sale, 0, "voided")
            await no_task_is_open(counter)
        assert counter.sefaz.voided == {1}
        asked = [service for service, _ in counter.sefaz.calls]
        assert asked.index("NFeConsultaProtocolo4") < asked.index("NFeInutilizacao4")
        assert (await counter.sell("k2"))["number"] == 3
    assert rebuild(tmp_path / "journal.db", check=True).differences == ()


async def test_a_number_waits_before_it_is_voided(tmp_path: Path) -> None:
    sefaz = ScriptedSefaz(words=["108"])
    async with open_counter(tmp_path, sefaz=sefaz, void_after_s=600) as counter:
        sale = await counter.sell("k1")
        async with counter.following():
            await reaches(counter, sale, 1, "authorized")
            await counter.sell("k2")
        assert await state(counter, sale, 0) == "unused"
        assert sefaz.voided == set()


async def test_the_number_of_a_rejected_sale_is_voided(tmp_path: Path) -> None:
    async with open_counter(tmp_path, sefaz=ScriptedSefaz(words=["778"])) as counter:
        sale = await counter.sell("k1")
        async with counter.following():
            await reaches(counter, sale, 0, "voided")
        shown = await counter.desk.show(sale["sale_id"])
        assert (shown["status"], shown["sefaz"]["cStat"]) == ("rejected", "778")


async def test_a_number_that_another_issuer_uses_is_not_voided(tmp_path: Path) -> None:
    async with open_counter(tmp_path, sefaz=ScriptedSefaz(words=["539", "778"])) as counter:
        first, second = await counter.sell("k1"), await counter.sell("k2")
        async with counter.following():
            await reaches(counter, second, 0, "voided")
        assert await state(counter, first, 0) == "rejected"
        assert counter.sefaz.voided == {2}


@pytest.mark.parametrize("word", ["kept", "563", "206", "256"])
async def test_a_number_that_is_voided_already_is_done(
    tmp_path: Path, word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edge.sefaz.pacing._FIRST_S", 0.01)
    async with open_counter(tmp_path, sefaz=ScriptedSefaz(words=["778", word])) as counter:
        sale = await counter.sell("k1")
        async with counter.following():
            await reaches(counter, sale, 0, "voided")


async def test_a_document_that_turns_up_after_all_is_substituted_instead(tmp_path: Path) -> None:
    sefaz = ScriptedSefaz(words=["kept", "217"], otherwise="refused")
    async with open_counter(tmp_path, sefaz=sefaz) as counter:
        sale = await counter.sell("k1")
        assert await state(counter, sale, 0) == "unused", "SEFAZ was still busy with it"
        sefaz.otherwise = "100"
        async with counter.following():
            await reaches(counter, sale, 0, "substituted")
            await no_task_is_open(counter)
        assert sefaz.voided == set()


async def test_what_sefaz_refuses_is_left_to_a_person_with_the_reason(tmp_path: Path) -> None:
    async with open_counter(tmp_path, sefaz=ScriptedSefaz(words=["778", "241"])) as counter:
        sale = await counter.sell("k1")
        async with counter.following():
            task = await counter.until("task_opened")
        assert task["code"] == "fiscal.not_voided"
        assert task["params"]["why"] == "241 Motivo 241"
        assert await state(counter, sale, 0) == "rejected"
    async with open_counter(tmp_path) as counter:
        async with counter.following():
            await counter.sell("k2")
        tasks = await counter.journal.query(open_tasks)
        assert [task.code for task in tasks] == ["fiscal.not_voided"]
        assert counter.sefaz.voided == set()


async def test_a_window_that_is_over_is_left_to_a_person(tmp_path: Path) -> None:
    long_ago = datetime.now(UTC) - timedelta(hours=169)
    sefaz = ScriptedSefaz(words=["kept"], otherwise="lost", received_at=long_ago)
    async with open_counter(tmp_path, sefaz=sefaz) as counter:
        await counter.sell("k1")
        sefaz.otherwise = "100"
        async with counter.following():
            await counter.until("task_closed")
        [task] = await counter.journal.query(open_tasks)
        assert (task.code, task.params["why"]) == (
            "fiscal.not_substituted",
            "fiscal.substitution_too_late",
        )


async def test_a_token_that_is_away_delays_and_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edge.sefaz.pacing._FIRST_S", 0.01)
    async with open_counter(tmp_path, sefaz=ScriptedSefaz(words=["778"])) as counter:
        sale = await counter.sell("k1")
        counter.signer.absent = True
        async with counter.following():
            await asyncio.sleep(0)
            counter.signer.absent = False
            await reaches(counter, sale, 0, "voided")
