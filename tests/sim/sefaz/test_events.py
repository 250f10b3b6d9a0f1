"""Events that are in order are registered, and the document is what they made of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from sim.authority import Holder, rsa_key
from sim.pki import e_cnpj
from sim.sefaz.certificates import Trust
from sim.sefaz.desk import Policy
from sim.sefaz.markup import parse
from sim.sefaz.office import Office
from sim.sefaz.schemas import complaint
from tests.sim.sefaz.edits import all_of, drop, put
from tests.sim.sefaz.mail import ask, consult, send, values
from tests.sim.sefaz.papers import event, event_batch
from tests.sim.sefaz.scene import EVENTS, NORMAL, Scene
from tests.sim.sefaz.taxpayer import OFFLINE, Taxpayer, key_of


@pytest.fixture
def scene(trust: Trust, shop: Taxpayer, now: datetime) -> Scene:
    return Scene(trust, shop, now)


def _valid(answer: str, name: str) -> bool:
    return complaint(parse(answer.encode()), name) is None


def test_a_cancellation_is_registered_under_a_protocol_of_its_own(scene: Scene) -> None:
    scene.pass_time(timedelta(minutes=30))

    answer = scene.cancel()

    assert values(answer, "cStat") == ["128", "135"]
    assert values(answer, "idLote") == ["7"]
    assert values(answer, "chNFe") == [scene.key]
    assert values(answer, "CPFDest") == ["11144477735"]
    assert _valid(answer, "retEnvEvento_v1.00")
    [nProt] = values(answer, "nProt")
    assert nProt == f"135{scene.moment:%y}0000000002"
    assert nProt != scene.nProt


def test_a_cancelled_document_is_told_with_its_protocol_and_its_event(scene: Scene) -> None:
    before = consult(scene.office, scene.shop, scene.key)
    protocol = before[before.index("<protNFe") : before.index("</protNFe>")]
    cancellation = scene.event("110111")
    receipt = scene.report(cancellation)

    found = consult(scene.office, scene.shop, scene.key)

    assert values(found, "cStat") == ["101", "100", "135"]
    assert protocol in found
    assert cancellation.decode() in found
    assert receipt[receipt.index("<retEvento") : receipt.index("</retEnvEvento>")] in found
    assert _valid(found, "retConsSitNFe_v4.00")
    event_alone = found[found.index("<procEventoNFe") : found.index("</retConsSitNFe>")]
    stored = event_alone.replace(
        "<procEventoNFe", '<procEventoNFe xmlns="http://www.portalfiscal.inf.br/nfe"', 1
    )
    assert _valid(stored, "procEventoNFe_v1.00")
    assert _valid(stored, "procEventoCancNFe_v1.00")


def test_a_document_shows_its_state_and_its_events(scene: Scene) -> None:
    assert scene.document()["state"] == "authorized"
    assert scene.document()["events"] == []

    cancellation = scene.event("110111")
    scene.report(cancellation)

    document = scene.document()
    assert document["state"] == "cancelled"
    [kept] = document["events"]
    assert (kept["tpEvento"], kept["nSeqEvento"], kept["cStat"]) == ("110111", "1", 135)
    assert kept["xml"].encode() == cancellation


def test_the_sale_told_twice_is_cancelled_by_substitution(scene: Scene) -> None:
    scene.issue_twin(late=timedelta(hours=2))
    scene.pass_time(timedelta(hours=165))

    answer = scene.cancel("110112")

    assert values(answer, "cStat") == ["128", "135"]
    assert values(answer, "cOrgaoAutor") == ["35"]
    assert _valid(answer, "retEnvEvento_v1.00")
    assert scene.document()["state"] == "cancelled"
    assert scene.document(scene.twin)["state"] == "authorized"
    found = consult(scene.office, scene.shop, scene.key)
    assert values(found, "cStat") == ["101", "100", "135"]
    assert _valid(found, "retConsSitNFe_v4.00")


def test_a_buyer_whom_only_the_substitute_names_is_no_difference(scene: Scene) -> None:
    anonymous = scene.shop.nfce(
        scene.moment, template=OFFLINE, number=3, edit=all_of(NORMAL, drop("dest"))
    )
    scene.nProt = scene.authorise(anonymous)
    scene.key = key_of(anonymous)
    scene.issue_twin()

    assert values(scene.cancel("110112"), "cStat") == ["128", "135"]


@pytest.mark.parametrize(
    ("hours", "cStats"),
    [(0.5, ["101", "100", "135"]), (0.6, ["151", "100", "155"]), (24, ["151", "100", "155"])],
)
def test_a_state_may_take_a_cancellation_out_of_time(
    hours: float, cStats: list[str], trust: Trust, shop: Taxpayer, now: datetime
) -> None:
    scene = Scene(trust, shop, now, Policy(cancel_late_within=timedelta(hours=24)))
    scene.pass_time(timedelta(hours=hours))

    assert values(scene.cancel(), "cStat") == ["128", cStats[-1]]
    assert values(consult(scene.office, shop, scene.key), "cStat") == cStats


def test_a_state_may_give_less_time(trust: Trust, shop: Taxpayer, now: datetime) -> None:
    scene = Scene(trust, shop, now, Policy(cancel_within=timedelta(minutes=15)))
    scene.pass_time(timedelta(minutes=16))

    assert values(scene.cancel(), "cStat")[-1] == "501"


def test_events_in_a_batch_are_judged_one_by_one_in_order(scene: Scene) -> None:
    scene.issue_twin()
    first, again = scene.event("110112"), scene.event("110111")
    other = scene.event("110111", chNFe=scene.twin, nProt=scene.document(scene.twin)["nProt"])

    answer = scene.report(first, again, other)

    assert values(answer, "cStat") == ["128", "135", "580", "135"]
    assert values(answer, "chNFe") == [scene.key, scene.key, scene.twin]


def test_an_event_that_takes_its_namespace_from_the_batch_is_the_same_event(scene: Scene) -> None:
    cancellation = scene.event("110111")
    bare = cancellation.replace(b' xmlns="http://www.portalfiscal.inf.br/nfe"', b"", 1)

    assert values(scene.report(bare), "cStat") == ["128", "135"]
    assert scene.document()["events"][0]["xml"].encode() == cancellation


def test_a_company_with_letters_in_its_cnpj_cancels_both_ways(
    trust: Trust, intermediate: Holder, now: datetime
) -> None:
    holder = e_cnpj(intermediate, rsa_key(), cnpj="12ABC34501DE35", company="LETRAS LTDA")
    scene = Scene(trust, Taxpayer(holder=holder, CNPJ="12ABC34501DE35"), now)
    scene.issue_twin()

    substitution = scene.cancel("110112")
    twin = scene.document(scene.twin)
    cancellation = scene.cancel(chNFe=scene.twin, nProt=twin["nProt"])

    for answer in (substitution, cancellation):
        assert values(answer, "cStat") == ["128", "135"]
        assert _valid(answer, "retEnvEvento_v1.00")
    for key in (scene.key, scene.twin):
        assert _valid(consult(scene.office, scene.shop, key), "retConsSitNFe_v4.00")


def test_a_cancelled_document_cannot_be_authorised_again(scene: Scene) -> None:
    scene.cancel()

    again = send(scene.office, scene.shop, scene.note)

    assert values(again, "cStat") == ["104", "218"]


def test_the_number_of_a_cancelled_document_stays_taken(scene: Scene) -> None:
    scene.cancel()

    other = scene.shop.nfce(scene.moment, edit=put("ide/cNF", "90817263"))

    assert values(send(scene.office, scene.shop, other), "cStat") == ["104", "539"]
    assert values(scene.void(nNFIni="1", nNFFin="1"), "cStat") == ["241"]


def test_what_was_registered_outlives_the_process(
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
    note = shop.nfce(now)
    nProt = values(send(before, shop, note), "nProt")[0]
    paper = event(shop, now, "110111", key_of(note), nProt=nProt)
    ask(before, shop, EVENTS, event_batch(paper))
    after = office()

    assert after.documents()[0]["events"] == before.documents()[0]["events"]
    assert values(consult(after, shop, key_of(note)), "cStat") == ["101", "100", "135"]
    send(after, shop, shop.nfce(now, number=2))
    assert after.documents()[1]["nProt"].endswith("3")
