"""Each rule about events, broken in one way, rejects with its own number."""

from __future__ import annotations

from datetime import datetime

import pytest

from sim.sefaz.certificates import Trust
from sim.sefaz.event import Event
from sim.sefaz.markup import parse
from sim.sefaz.rules import EVENT_RULES, authorship
from sim.sefaz.schemas import complaint
from tests.sim.sefaz.breaches.events import BREACHES, EventBreach
from tests.sim.sefaz.mail import values
from tests.sim.sefaz.scene import Scene
from tests.sim.sefaz.taxpayer import Taxpayer


@pytest.mark.parametrize("breach", BREACHES, ids=str)
def test_a_broken_rule_rejects_the_event_with_its_own_number(
    breach: EventBreach, trust: Trust, shop: Taxpayer, now: datetime
) -> None:
    scene = Scene(trust, shop, now, breach.policy)
    paper = breach.commit(scene)
    before = scene.office.documents()

    answer = scene.report(paper)

    assert values(answer, "cStat") == ["128", str(breach.first or breach.cStat)], answer
    assert complaint(parse(answer.encode()), "retEnvEvento_v1.00") is None
    assert "nProt" not in answer
    assert scene.office.documents() == before


@pytest.mark.parametrize("breach", [each for each in BREACHES if each.first], ids=str)
def test_a_rule_that_another_precedes_finds_its_breach_by_itself(
    breach: EventBreach, trust: Trust, shop: Taxpayer, now: datetime
) -> None:
    scene = Scene(trust, shop, now, breach.policy)
    event = Event.read(breach.commit(scene))
    rule = next(rule for rule in EVENT_RULES if rule.cStat == breach.cStat)

    verdict = rule.judge(event, scene.office.desk())

    assert verdict is not None
    assert verdict.cStat == breach.cStat


def test_every_rule_has_a_breach() -> None:
    elsewhere = {rule.cStat for rule in authorship.RULES}
    assert {rule.cStat for rule in EVENT_RULES} == {each.cStat for each in BREACHES} | elsewhere


def test_no_two_rules_have_the_same_number() -> None:
    numbers = [rule.cStat for rule in EVENT_RULES]
    assert len(numbers) == len(set(numbers))


def test_every_sentence_fits_the_layout() -> None:
    for rule in EVENT_RULES:
        assert 15 <= len(f"Rejeição: {rule.says}") <= 255
        rule.says.encode("latin-1")
        assert rule.law
