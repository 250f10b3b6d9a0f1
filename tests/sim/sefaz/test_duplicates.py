"""A number is one document, and SEFAZ remembers which."""

from __future__ import annotations

from datetime import datetime

import pytest

from sim.sefaz.certificates import Trust
from sim.sefaz.desk import Policy
from sim.sefaz.markup import parse
from sim.sefaz.office import Office
from sim.sefaz.schemas import complaint
from tests.sim.sefaz.edits import Edit, put
from tests.sim.sefaz.mail import ask, consult, consultation, send, values
from tests.sim.sefaz.taxpayer import OFFLINE, Taxpayer, check_digit, key_of


def test_the_same_document_again_is_a_duplicate_that_names_its_protocol(
    office: Office, shop: Taxpayer, now: datetime
) -> None:
    note = shop.nfce(now)
    first = send(office, shop, note)

    again = send(office, shop, note)

    assert values(again, "cStat") == ["104", "204"]
    [kept] = office.documents()
    says = values(again, "xMotivo")[-1]
    assert says.startswith(f"Rejeição: Duplicidade de NF-e [nRec:{kept['nRec']}]")
    assert values(first, "nProt")[0] in says
    assert kept["received_count"] == 2


def test_the_same_number_under_another_key_names_the_key_that_has_it(
    office: Office, shop: Taxpayer, now: datetime
) -> None:
    first = shop.nfce(now)
    send(office, shop, first)

    other = send(office, shop, shop.nfce(now, edit=put("ide/cNF", "90817263")))

    assert values(other, "cStat") == ["104", "539"]
    assert f"[chNFe:{key_of(first)}]" in values(other, "xMotivo")[-1]
    assert len(office.documents()) == 1


@pytest.mark.parametrize(("per_emission", "cStat"), [(False, "539"), (True, "100")])
def test_a_state_may_tell_numbers_apart_by_kind_of_emission(
    per_emission: bool, cStat: str, trust: Trust, shop: Taxpayer, now: datetime
) -> None:
    policy = Policy(series_per_emission=per_emission)
    office = Office(trust=trust, uf="SP", tpAmb="2", clock=lambda: now, policy=policy)
    send(office, shop, shop.nfce(now))

    contingency = send(office, shop, shop.nfce(now, template=OFFLINE))

    assert values(contingency, "cStat")[-1] == cStat


def test_a_rejected_document_leaves_its_number_free(
    office: Office, shop: Taxpayer, now: datetime
) -> None:
    rejected = send(office, shop, shop.nfce(now, edit=put("ide/tpNF", "0")))
    assert values(rejected, "cStat")[-1] == "706"

    mended = send(office, shop, shop.nfce(now))

    assert values(mended, "cStat")[-1] == "100"


def test_a_consultation_finds_the_very_protocol(
    office: Office, shop: Taxpayer, now: datetime
) -> None:
    note = shop.nfce(now)
    sent = send(office, shop, note)

    found = consult(office, shop, key_of(note))

    assert values(found, "cStat") == ["100", "100"]
    assert sent[sent.index("<protNFe") : sent.index("</protNFe>")] in found
    assert complaint(parse(found.encode()), "retConsSitNFe_v4.00") is None


def test_a_key_nobody_has_sent_is_not_in_the_database(
    office: Office, shop: Taxpayer, now: datetime
) -> None:
    answer = consult(office, shop, key_of(shop.nfce(now)))

    assert values(answer, "cStat") == ["217"]
    assert "protNFe" not in answer
    assert complaint(parse(answer.encode()), "retConsSitNFe_v4.00") is None


@pytest.mark.parametrize(
    ("edit", "template", "cStat"),
    [
        (put("ide/cNF", "90817263"), "nfce_crt3", "562"),
        (put("ide/dhEmi", "2026-01-05T10:00:00-03:00"), "nfce_crt3", "561"),
        (put("ide/tpEmis", "9"), OFFLINE, "613"),
    ],
)
def test_a_consultation_by_a_neighbouring_key_says_what_differs(
    edit: Edit, template: str, cStat: str, office: Office, shop: Taxpayer, now: datetime
) -> None:
    send(office, shop, shop.nfce(now))

    answer = consult(office, shop, key_of(shop.nfce(now, template=template, edit=edit)))

    assert values(answer, "cStat") == [cStat]


def _with_digit(first_43: str) -> str:
    return first_43 + check_digit(first_43)


_GOOD = "3526111122233300018165001000000001148291736"


@pytest.mark.parametrize(
    ("key", "cStat"),
    [
        (_with_digit("33" + _GOOD[2:]), "226"),
        (_GOOD + "0", "236"),
        (_with_digit("3599" + _GOOD[4:]), "615"),
        (_with_digit("352613" + _GOOD[6:]), "616"),
        (_with_digit(_GOOD[:6] + "11222333000182" + _GOOD[20:]), "617"),
        (_with_digit(_GOOD[:20] + "59" + _GOOD[22:]), "618"),
        (_with_digit(_GOOD[:25] + "000000000" + _GOOD[34:]), "619"),
        (_with_digit(_GOOD), "217"),
    ],
)
def test_a_malformed_key_is_told_what_is_wrong_with_it(
    key: str, cStat: str, office: Office, shop: Taxpayer
) -> None:
    assert values(consult(office, shop, key), "cStat") == [cStat]


def test_a_consultation_for_the_other_environment_is_rejected(
    office: Office, shop: Taxpayer
) -> None:
    message = consultation(_with_digit(_GOOD)).replace("<tpAmb>2", "<tpAmb>1")

    answer = ask(office, shop, "NFeConsultaProtocolo4", message)

    assert values(answer, "cStat") == ["252"]
