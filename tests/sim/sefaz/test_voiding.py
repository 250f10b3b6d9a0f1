"""Numbers are voided once, if nobody has used them; and are used no more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest

from sim.authority import Holder, rsa_key
from sim.pki import e_cnpj
from sim.sefaz.certificates import Trust
from sim.sefaz.desk import Policy
from sim.sefaz.markup import parse
from sim.sefaz.office import Office
from sim.sefaz.rules import VOIDING_RULES, authorship
from sim.sefaz.schemas import complaint
from tests.sim.sefaz.mail import ask, send, values
from tests.sim.sefaz.papers import voiding
from tests.sim.sefaz.scene import VOIDING, Scene
from tests.sim.sefaz.taxpayer import OFFLINE, ONLINE, Taxpayer


@pytest.fixture
def scene(trust: Trust, shop: Taxpayer, now: datetime) -> Scene:
    """Number 1 is used."""
    return Scene(trust, shop, now)


@dataclass(frozen=True, kw_only=True)
class VoidingBreach:
    """``voided`` was voided before, first and last number."""

    cStat: int
    fields: dict[str, str] = field(default_factory=dict)
    voided: tuple[str, str] | None = None

    def __str__(self) -> str:
        return str(self.cStat)


def _range(first: int, last: int) -> dict[str, str]:
    return {"nNFIni": str(first), "nNFFin": str(last)}


BREACHES = (
    VoidingBreach(cStat=252, fields={"tpAmb": "1"}),
    VoidingBreach(cStat=250, fields={"cUF": "33"}),
    VoidingBreach(cStat=266, fields={"serie": "920"}),
    VoidingBreach(cStat=453, fields={"ano": "99"}),
    VoidingBreach(cStat=454, fields={"ano": "05"}),
    VoidingBreach(cStat=224, fields=_range(7, 6)),
    VoidingBreach(cStat=201, fields=_range(2, 10_002)),
    VoidingBreach(cStat=502, fields={"Id": "ID35261122233300018165001000000006000000007"}),
    VoidingBreach(cStat=563, voided=("6", "6")),
    VoidingBreach(cStat=563, voided=("6", "6"), fields={"ano": "25"}),
    VoidingBreach(cStat=256, voided=("4", "9")),
    VoidingBreach(cStat=256, voided=("2", "6"), fields=_range(6, 8)),
    VoidingBreach(cStat=241, fields=_range(1, 1)),
    VoidingBreach(cStat=241, fields=_range(1, 6)),
)


@pytest.mark.parametrize("breach", BREACHES, ids=str)
def test_a_broken_rule_rejects_the_request_with_its_own_number(
    breach: VoidingBreach, scene: Scene
) -> None:
    if breach.voided is not None:
        scene.void(nNFIni=breach.voided[0], nNFFin=breach.voided[1])
    before = scene.office.voided()

    answer = scene.void(**breach.fields)

    assert values(answer, "cStat") == [str(breach.cStat)], answer
    assert complaint(parse(answer.encode()), "retInutNFe_v4.00") is None
    assert scene.office.voided() == before


def test_every_rule_has_a_breach() -> None:
    elsewhere = {rule.cStat for rule in authorship.RULES}
    assert {rule.cStat for rule in VOIDING_RULES} == {each.cStat for each in BREACHES} | elsewhere


def test_every_sentence_fits_the_layout() -> None:
    for rule in VOIDING_RULES:
        assert 15 <= len(f"Rejeição: {rule.says}") <= 255
        rule.says.encode("latin-1")
        assert rule.law


@pytest.mark.parametrize(
    "fields",
    [
        {},
        _range(2, 10_001),
        _range(1, 1) | {"serie": "2"},
        _range(1, 1) | {"CNPJ": "11222333000262"},
        {"serie": "0"},
        {"serie": "889"},
        {"ano": "06"},
    ],
)
def test_numbers_nobody_used_are_voided(fields: dict[str, str], scene: Scene) -> None:
    request = voiding(scene.shop, scene.moment, **fields)

    answer = ask(scene.office, scene.shop, VOIDING, request)

    assert values(answer, "cStat") == ["102"], answer
    assert complaint(parse(answer.encode()), "retInutNFe_v4.00") is None
    [kept] = scene.office.voided()
    assert kept["nProt"] == values(answer, "nProt")[0]
    assert kept["xml"].encode() == request
    assert [str(kept["nNFIni"])] == values(answer, "nNFIni")


def test_the_same_request_again_is_told_the_first_ones_protocol(scene: Scene) -> None:
    first = scene.void()

    again = scene.void(xJust="O mesmo pedido com outra justificativa")

    assert values(again, "cStat") == ["563"]
    assert values(again, "nProt") == values(first, "nProt")


def test_a_voided_number_is_authorised_no_more(scene: Scene) -> None:
    scene.void(nNFIni="6", nNFFin="8")

    def sell(number: int, template: str = ONLINE) -> str:
        note = scene.shop.nfce(scene.moment, number=number, template=template)
        return values(send(scene.office, scene.shop, note), "cStat")[-1]

    assert [sell(number) for number in (5, 6, 8, 9)] == ["100", "206", "206", "100"]
    assert sell(7, OFFLINE) == "206"


def test_a_company_with_letters_in_its_cnpj_voids(
    trust: Trust, intermediate: Holder, now: datetime
) -> None:
    holder = e_cnpj(intermediate, rsa_key(), cnpj="12ABC34501DE35", company="LETRAS LTDA")
    scene = Scene(trust, Taxpayer(holder=holder, CNPJ="12ABC34501DE35"), now)

    answer = scene.void()

    assert values(answer, "cStat") == ["102"]
    assert values(answer, "CNPJ") == ["12ABC34501DE35"]
    assert complaint(parse(answer.encode()), "retInutNFe_v4.00") is None


@pytest.mark.parametrize(
    ("spoil", "cStat"),
    [
        (lambda request: request.replace(b"Numero pulado", b"Numero puladO"), "297"),
        (lambda request: request.replace(b'URI="#ID35', b'URI="#ID36'), "298"),
        (lambda request: request.replace(b"INUTILIZAR", b"INUTILIZE"), "215"),
        (lambda request: request.replace(b"inutNFe", b"inutiliza"), "516"),
        (lambda request: request.replace(b'versao="4.00"', b'versao="3.10"'), "239"),
        (lambda request: request.replace(b"Numero pulado por falha do sistema", b"Falha"), "215"),
    ],
)
def test_a_request_of_the_wrong_form_or_signature_is_rejected(
    spoil: Callable[[bytes], bytes], cStat: str, scene: Scene
) -> None:
    message = spoil(voiding(scene.shop, scene.moment))

    answer = ask(scene.office, scene.shop, VOIDING, message)

    assert values(answer, "cStat") == [cStat]
    assert complaint(parse(answer.encode()), "retInutNFe_v4.00") is None
    assert scene.office.voided() == []


def test_another_companys_certificate_may_not_sign(scene: Scene, intermediate: Holder) -> None:
    other = e_cnpj(intermediate, rsa_key(), cnpj="11444777000161", company="OUTRA LTDA")
    stranger = Taxpayer(holder=other, CNPJ=scene.shop.CNPJ)

    answer = ask(scene.office, scene.shop, VOIDING, voiding(stranger, scene.moment))

    assert values(answer, "cStat") == ["213"]


def test_what_was_voided_outlives_the_process(
    trust: Trust, shop: Taxpayer, now: datetime, tmp_path: Path
) -> None:
    def office() -> Office:
        return Office(
            trust=trust,
            uf="SP",
            tpAmb="2",
            clock=lambda: now,
            policy=Policy(),
            store=tmp_path / "sefaz.jsonl",
        )

    before = office()
    ask(before, shop, VOIDING, voiding(shop, now))
    after = office()

    assert after.voided() == before.voided()
    assert values(send(after, shop, shop.nfce(now, number=6)), "cStat")[-1] == "206"
