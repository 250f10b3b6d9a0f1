"""A box that loses its broker, its cable, its acknowledgements, and still loses no event."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING, Any

from edge.uplink.uplink import Link

if TYPE_CHECKING:
    from tests.uplink.conftest import Shop

PREFIX = "fe1/demo/box1"


def said(shop: Shop, name: str) -> list[dict[str, Any]]:
    return [each for each in shop.hub.messages if each["topic"] == f"{PREFIX}/{name}"]


async def test_what_was_journaled_before_and_after_the_birth_arrives_in_order(shop: Shop) -> None:
    await shop.happen("a", "b")
    async with shop.running() as uplink:
        await shop.heard(lambda: len(shop.subjects()) == 2)
        await shop.happen("c")
        await shop.heard(lambda: len(shop.subjects()) == 3)
        await shop.drained(uplink)
    assert shop.subjects() == ["a", "b", "c"]
    assert [event["seq"] for event in shop.hub.events()] == [1, 2, 3]
    assert await shop.cursor() == 3


async def test_the_birth_tells_who_is_there_and_where_the_journal_stands(shop: Shop) -> None:
    await shop.happen("a")
    async with shop.running():
        await shop.heard(lambda: "online" in shop.statuses())
    [birth, goodbye] = said(shop, "state")
    newest = (await shop.journal.read(after=0))[-1]
    assert birth["payload"] | {"session": ""} == {
        "schema": "state/1",
        "status": "online",
        "session": "",
        "boot": "b7",
        "sw": "0.1.0",
        "clock": "trusted",
        "head": {"seq": newest.seq, "hash": f"sha256:{newest.hash.hex()}"},
    }
    assert goodbye["payload"]["status"] == "offline"
    assert goodbye["payload"]["session"] == birth["payload"]["session"]


async def test_the_birth_is_retained_for_who_looks_later(shop: Shop) -> None:
    async with shop.running() as uplink:
        await shop.link(uplink, Link.CONNECTED)
        await shop.hub.stop()
        shop.hub.messages.clear()
        await shop.hub.start()
        await shop.heard(lambda: bool(said(shop, "state")))
        assert said(shop, "state")[0]["retain"]
        assert said(shop, "state")[0]["payload"]["status"] == "online"


async def test_a_command_sent_at_the_birth_is_answered(shop: Shop) -> None:
    """It would be lost if the box subscribed after its birth."""
    async with shop.running():
        await shop.heard(lambda: "online" in shop.statuses())
        shop.hub.say("cmd/printer.test", {"schema": "cmd/1", "id": "7"}, tenant="demo", box="box1")
        await shop.heard(lambda: bool(said(shop, "cmd-res")))
    assert said(shop, "cmd-res")[0]["payload"] == {
        "schema": "cmd-res/1",
        "id": "7",
        "status": "rejected",
        "error": {"code": "uplink.unknown_command", "params": {"name": "printer.test"}},
    }


async def test_an_unknown_section_is_reported_as_rejected(shop: Shop) -> None:
    async with shop.running():
        await shop.heard(lambda: "online" in shop.statuses())
        desired = {"schema": "desired/1", "revision": 42, "wanted": {}}
        shop.hub.say("desired/catalogue", desired, tenant="demo", box="box1", retain=True)
        await shop.heard(lambda: bool(said(shop, "reported/catalogue")))
    assert said(shop, "reported/catalogue")[0]["payload"] == {
        "schema": "reported/1",
        "desired_rev": 42,
        "applied_rev": None,
        "status": "rejected",
        "errors": [{"code": "uplink.unknown_section", "path": "/catalogue", "params": {}}],
    }


async def test_a_broker_killed_again_and_again_loses_nothing(shop: Shop) -> None:
    expected = [f"e{n}" for n in range(60)]
    async with shop.running() as uplink:
        for start in range(0, 60, 20):
            await shop.happen(*expected[start : start + 10])
            shop.broker.set_fault("down")
            await shop.happen(*expected[start + 10 : start + 20])
            await shop.link(uplink, Link.CONNECTING)
            shop.broker.clear_faults()
            await shop.link(uplink, Link.CONNECTED)
        await shop.drained(uplink)
    events = sorted(shop.hub.events(), key=lambda event: event["seq"])
    assert [event["subject"] for event in events] == expected
    assert not any(event["conflicts"] for event in events)


async def test_a_broker_that_is_away_changes_nothing(shop: Shop) -> None:
    shop.broker.set_fault("down")
    await shop.broker.settled()
    async with shop.running(shop.uplink(port=shop.broker.port)) as uplink:
        await shop.happen(*(f"e{n}" for n in range(30)))

        async def tried() -> bool:
            return (await uplink.state()).reason == "uplink.unreachable"

        await shop.comes(tried)
        state = await uplink.state()
        assert (state.state, state.pending) == (Link.CONNECTING, 30)
        assert state.next_try is not None
        assert state.since <= state.next_try
        shop.broker.clear_faults()
        await shop.drained(uplink)
    assert shop.subjects() == [f"e{n}" for n in range(30)]


async def test_that_the_broker_has_an_event_is_not_enough(shop: Shop) -> None:
    shop.hub.set_fault("deaf")
    async with shop.running() as uplink:
        await shop.happen("a", "b")
        await shop.heard(lambda: shop.hub.missed >= 4)  # each of them twice
        assert (await uplink.state()).pending == 2
        shop.hub.clear_faults()
        await shop.drained(uplink)
    assert sorted(shop.subjects()) == ["a", "b"]


async def test_lost_acknowledgements_make_the_box_repeat_itself(shop: Shop) -> None:
    shop.hub.set_fault("mute")
    async with shop.running() as uplink:
        await shop.happen("a", "b")
        await shop.heard(lambda: any(event["duplicates"] for event in shop.hub.events()))
        assert await shop.cursor() == 0
        shop.hub.clear_faults()
        await shop.drained(uplink)
    assert shop.subjects() == ["a", "b"]
    assert await shop.cursor() == 2


async def test_no_more_than_the_window_is_under_way(shop: Shop) -> None:
    shop.hub.set_fault("mute")
    await shop.happen(*(f"e{n}" for n in range(40)))
    async with shop.running() as uplink:
        await shop.heard(lambda: any(event["duplicates"] for event in shop.hub.events()))
        assert len(shop.hub.events()) == 16
        shop.hub.clear_faults()
        await shop.drained(uplink)
    assert shop.subjects() == [f"e{n}" for n in range(40)]


async def test_a_hub_that_was_down_gets_what_it_missed(shop: Shop) -> None:
    async with shop.running() as uplink:
        await shop.happen("a")
        await shop.drained(uplink)
        await shop.hub.stop()
        await shop.happen("b", "c")
        await shop.hub.start()
        await shop.drained(uplink)
    assert shop.subjects() == ["a", "b", "c"]


async def test_the_will_speaks_for_a_box_that_was_cut_off(shop: Shop) -> None:
    async with shop.running() as uplink:
        await shop.link(uplink, Link.CONNECTED)
        shop.cable.cut()
        await shop.heard(lambda: "lost" in shop.statuses())
    [birth, will] = [each["payload"] for each in said(shop, "state")]
    assert will == {k: v for k, v in birth.items() if k != "head"} | {"status": "lost"}


async def test_a_short_cut_stays_silent(shop: Shop) -> None:
    """The will waits; a box that is back in time has never been lost."""
    async with shop.running(shop.uplink(replace(shop.quick, will_delay=5))) as uplink:
        await shop.heard(lambda: len(shop.statuses()) == 1)
        shop.cable.cut()
        await shop.link(uplink, Link.CONNECTING)
        shop.cable.mend()
        await shop.heard(lambda: len(shop.statuses()) == 2)
    first, second, goodbye = (each["payload"] for each in said(shop, "state"))
    assert shop.statuses() == ["online", "online", "offline"]
    assert first["session"] != second["session"] == goodbye["session"]


async def test_a_goodbye_is_the_last_word(shop: Shop) -> None:
    async with shop.running() as uplink:
        await shop.link(uplink, Link.CONNECTED)
    assert (await uplink.state()).state is Link.OFF
    async with shop.running():
        await shop.heard(lambda: len(shop.statuses()) == 3)
    assert shop.statuses()[:3] == ["online", "offline", "online"]  # no will between


async def test_a_frozen_line_is_given_up_and_nothing_is_lost(shop: Shop) -> None:
    async with shop.running(shop.uplink(replace(shop.quick, puback=0.3))) as uplink:
        await shop.happen("a")
        await shop.drained(uplink)
        shop.cable.freeze()
        await shop.happen("b")
        await shop.link(uplink, Link.CONNECTING)
        assert (await uplink.state()).reason == "uplink.no_answer"
        shop.cable.mend()
        await shop.drained(uplink)
    assert shop.subjects() == ["a", "b"]


async def test_a_restarted_box_goes_on_from_its_cursor(shop: Shop) -> None:
    await shop.happen("a", "b")
    async with shop.running() as uplink:
        await shop.drained(uplink)
    await shop.happen("c")
    async with shop.running() as uplink:
        await shop.drained(uplink)
    assert [(e["subject"], e["duplicates"]) for e in shop.hub.events()] == [
        ("a", 0),
        ("b", 0),
        ("c", 0),
    ]


async def test_nonsense_from_the_cloud_moves_nothing(shop: Shop) -> None:
    shop.hub.set_fault("mute")
    await shop.happen("a", "b")
    nonsense: list[Any] = [
        {"acked": 3},
        {"acked": -1},
        {"acked": "2"},
        {"acked": True},
        {"acked": 2.5},
        {"acked": 10**30},
        {},
        [2],
        None,
    ]
    async with shop.running():
        await shop.heard(lambda: len(shop.subjects()) == 2)
        for payload in nonsense:
            shop.hub.say("ack/fiscal", payload, tenant="demo", box="box1")
        shop.hub.say("ack/other", {"acked": 2}, tenant="demo", box="box1")
        shop.hub.say("cmd/x", {}, tenant="demo", box="box1")
        shop.hub.say("desired/x", {"revision": "new"}, tenant="demo", box="box1")
        shop.hub.say("cmd/ping", {"id": "last"}, tenant="demo", box="box1")
        await shop.heard(lambda: bool(said(shop, "cmd-res")))
        assert await shop.cursor() == 0
        shop.hub.say("ack/fiscal", {"acked": 1, "future": "field"}, tenant="demo", box="box1")
        shop.hub.say("cmd/ping", {"id": "later"}, tenant="demo", box="box1")
        await shop.heard(lambda: len(said(shop, "cmd-res")) == 2)
        assert await shop.cursor() == 1
        shop.hub.say("ack/fiscal", {"acked": 0}, tenant="demo", box="box1")
        shop.hub.say("cmd/ping", {"id": "latest"}, tenant="demo", box="box1")
        await shop.heard(lambda: len(said(shop, "cmd-res")) == 3)
        assert await shop.cursor() == 1


async def test_a_broker_of_another_authority_is_not_trusted(shop: Shop) -> None:
    async with shop.running(shop.uplink(ca_file=shop.pki.sefaz_ca)) as uplink:

        async def refused() -> bool:
            return (await uplink.state()).reason == "uplink.broker_untrusted"

        await shop.comes(refused)


async def test_a_missing_certificate_is_named_and_not_fatal(shop: Shop) -> None:
    missing = shop.pki.folder / "gone.pem"
    async with shop.running(shop.uplink(ca_file=missing)) as uplink:

        async def named() -> bool:
            return (await uplink.state()).reason == "uplink.bad_certificate"

        await shop.comes(named)


async def test_it_stops_while_it_is_connecting(shop: Shop) -> None:
    shop.cable.cut()
    uplink = shop.uplink()
    async with asyncio.timeout(5):
        async with shop.running(uplink):
            await shop.link(uplink, Link.CONNECTING)
    assert (await uplink.state()).state is Link.OFF


async def test_it_stops_at_whatever_moment_it_is_told_to(shop: Shop) -> None:
    """Also in the moment in which the broker answers, when aiomqtt may swallow a cancellation."""
    chance = Random(20261122)
    for n in range(20):
        await shop.happen(f"e{n}")
        uplink = shop.uplink()
        running = asyncio.create_task(uplink.run())
        await asyncio.wait({running}, timeout=chance.uniform(0, 0.1))
        running.cancel()
        done, _ = await asyncio.wait({running}, timeout=5)
        assert done == {running}
        assert running.cancelled()
