"""Each rule, broken in one way, rejects with its own number."""

from __future__ import annotations

from datetime import datetime

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from sim.sefaz.certificates import Trust
from sim.sefaz.desk import Desk, Policy
from sim.sefaz.note import Note
from sim.sefaz.office import Office
from sim.sefaz.register import Register
from sim.sefaz.rules import RULES, authorship, duplicates
from sim.sefaz.services import SERVICES
from tests.sim.sefaz.breach import Breach
from tests.sim.sefaz.breaches import identity, people, products, qr_code, reform, sale, taxes
from tests.sim.sefaz.taxpayer import Taxpayer, batch

BREACHES: tuple[Breach, ...] = (
    *identity.BREACHES,
    *people.BREACHES,
    *products.BREACHES,
    *taxes.BREACHES,
    *reform.BREACHES,
    *sale.BREACHES,
    *qr_code.BREACHES,
)


@pytest.mark.parametrize("breach", BREACHES, ids=str)
def test_a_broken_rule_rejects_with_its_own_number(
    breach: Breach, shop: Taxpayer, trust: Trust, now: datetime
) -> None:
    office = Office(trust=trust, uf="SP", tpAmb="2", clock=lambda: now, policy=breach.policy)
    answer = office.answer(
        SERVICES["NFeAutorizacao4"],
        batch(breach.commit(shop, now)),
        shop.holder.certificate.public_bytes(Encoding.DER),
    )

    assert answer.cStat == (breach.first or breach.cStat), answer.xml
    assert office.documents() == []


@pytest.mark.parametrize("breach", [each for each in BREACHES if each.first], ids=str)
def test_a_rule_that_another_precedes_finds_its_breach_by_itself(
    breach: Breach, shop: Taxpayer, trust: Trust, now: datetime
) -> None:
    desk = Desk(at=now, uf="SP", tpAmb="2", policy=breach.policy, trust=trust, register=Register())
    note = Note.read(breach.commit(shop, now))
    rule = next(rule for rule in RULES if rule.cStat == breach.cStat)

    verdict = rule.judge(note, desk)

    assert verdict is not None
    assert verdict.cStat == breach.cStat


def test_every_rule_has_a_breach() -> None:
    elsewhere = {rule.cStat for rule in authorship.RULES}
    elsewhere |= {rule.cStat for rule in duplicates.RULES}
    assert {rule.cStat for rule in RULES} == {each.cStat for each in BREACHES} | elsewhere


def test_no_two_rules_have_the_same_number() -> None:
    numbers = [rule.cStat for rule in RULES]
    assert len(numbers) == len(set(numbers))


def test_every_sentence_fits_the_layout() -> None:
    for rule in RULES:
        assert 15 <= len(f"Rejeição: {rule.says}") <= 255
        rule.says.encode("latin-1")
        assert rule.law


def test_a_policy_starts_as_the_law_has_it_for_sao_paulo() -> None:
    assert Policy().offline
    assert "SP" not in Policy().tech_responsible
