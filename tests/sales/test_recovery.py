"""Sales that nobody waits for any more come to their end by themselves."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from edge.errors import NotSent
from edge.journal.rows import DocumentRow
from tests.support.counter import Counter, open_counter
from tests.support.scripted_sefaz import Page, ScriptedSefaz


def pull_the_token_when_asked_to_send(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    """The document is signed; then the token is gone, and with it the line to SEFAZ."""

    async def without_token(*_: object, **__: object) -> Page:
        counter.signer.absent = True
        raise NotSent("token.absent")

    monkeypatch.setattr(counter.sefaz, "post", without_token)


async def test_a_token_pulled_out_in_mid_sale_leaves_the_sale_uncertain_not_undone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_counter(tmp_path) as counter:
        pull_the_token_when_asked_to_send(counter, monkeypatch)
        first = await counter.sell("k1")
        again = await counter.sell("k1")
        assert first["status"] == again["status"] == "uncertain"
        assert first["access_key"] == again["access_key"]
        counter.signer.absent = False
        assert (await counter.sell("k1"))["number"] == first["number"]


async def test_an_open_sale_goes_on_when_sefaz_is_back_though_nobody_asks_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_counter(tmp_path) as counter:
        with monkeypatch.context() as away:
            pull_the_token_when_asked_to_send(counter, away)
            left_open = await counter.sell("k1")
        async with counter.following():  # its bytes are signed: SEFAZ can have them without a token
            concluded = await counter.until("sale_concluded")
        assert concluded["status"] == "authorized"
        assert concluded["answer"]["number"] == left_open["number"]


async def test_a_sale_that_went_on_while_older_notes_were_delivered_is_not_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The backlog had listed its first document before the sale went on under another number."""
    async with open_counter(tmp_path, sefaz=ScriptedSefaz(words=["kept", "lost"])) as counter:
        sale = await counter.sell("k1")
        first, twin = await counter.documents(sale["sale_id"])
        assert first.superseded_by == twin.access_key
        listed = [replace(first, superseded_by=None), twin]

        async def owed() -> list[DocumentRow]:
            return listed

        monkeypatch.setattr(counter.backlog, "owed", owed)
        async with counter.following():
            opened = await counter.until("task_opened")
        assert opened["code"] == "fiscal.cancel_by_substitution"
        assert opened["params"]["access_key"] == first.access_key
