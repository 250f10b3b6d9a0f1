"""Batches of the wrong form and events of the wrong signer are turned away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from sim.authority import Holder, rsa_key
from sim.pki import e_cnpj
from sim.sefaz.certificates import Trust
from sim.sefaz.markup import parse
from sim.sefaz.schemas import complaint
from tests.sim.sefaz.mail import ask, values
from tests.sim.sefaz.papers import event, event_batch
from tests.sim.sefaz.scene import EVENTS, Scene
from tests.sim.sefaz.taxpayer import Taxpayer


@pytest.fixture
def scene(trust: Trust, shop: Taxpayer, now: datetime) -> Scene:
    return Scene(trust, shop, now)


@pytest.mark.parametrize(
    ("spoil", "cStat"),
    [
        (lambda message: message.replace(b"envEvento", b"enviEvento"), "516"),
        (lambda message: message.replace(b' versao="1.00"><idLote>', b"><idLote>"), "517"),
        (lambda message: message.replace(b'"1.00"><idLote>', b'"4.00"><idLote>'), "239"),
        (lambda message: message.replace(b"><idLote>", b">\n<idLote>"), "588"),
        (lambda message: message.replace(b"<idLote>7<", b"<idLote>sete<"), "215"),
        (lambda message: message.replace(b"<nSeqEvento>1<", b"<nSeqEvento>0<"), "215"),
        (lambda message: message.replace(b"#rsa-sha1", b"#rsa-sha256"), "215"),
    ],
)
def test_a_batch_of_the_wrong_form_is_rejected_as_a_whole(
    spoil: Callable[[bytes], bytes], cStat: str, scene: Scene
) -> None:
    message = spoil(event_batch(scene.event("110111")))

    answer = ask(scene.office, scene.shop, EVENTS, message)

    assert values(answer, "cStat") == [cStat]
    assert "retEvento" not in answer
    assert complaint(parse(answer.encode()), "retEnvEvento_v1.00") is None


@pytest.mark.parametrize(("count", "cStat"), [(0, "215"), (20, "128"), (21, "215")])
def test_a_batch_holds_one_to_twenty_events(count: int, cStat: str, scene: Scene) -> None:
    events = [scene.event("110111", nSeqEvento=str(number)) for number in range(2, count + 2)]

    answer = scene.report(*events)

    assert values(answer, "cStat") == [cStat, *["594"] * (count if cStat == "128" else 0)]


@pytest.mark.parametrize(
    ("spoil", "cStat"),
    [
        (lambda paper: paper.replace(b"Venda desfeita", b"Venda desfeitA"), "297"),
        (lambda paper: paper.replace(b'URI="#ID110111', b'URI="#ID110112'), "298"),
    ],
)
def test_an_event_changed_after_signing_is_rejected(
    spoil: Callable[[bytes], bytes], cStat: str, scene: Scene
) -> None:
    assert values(scene.report(spoil(scene.event("110111"))), "cStat") == ["128", cStat]


def test_another_companys_certificate_may_not_sign(scene: Scene, intermediate: Holder) -> None:
    other = e_cnpj(intermediate, rsa_key(), cnpj="11444777000161", company="OUTRA LTDA")
    stranger = Taxpayer(holder=other, CNPJ=scene.shop.CNPJ)

    paper = event(stranger, scene.moment, "110111", scene.key, nProt=scene.nProt)

    assert values(scene.report(paper), "cStat") == ["128", "213"]


def test_an_expired_certificate_may_not_sign(scene: Scene, intermediate: Holder) -> None:
    old = e_cnpj(
        intermediate, rsa_key(), cnpj=scene.shop.CNPJ, company="EMPRESA TESTE LTDA", days=-1
    )
    expired = Taxpayer(holder=old, CNPJ=scene.shop.CNPJ)

    paper = event(expired, scene.moment, "110111", scene.key, nProt=scene.nProt)

    assert values(scene.report(paper), "cStat") == ["128", "291"]
