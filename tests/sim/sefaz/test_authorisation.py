"""Documents that are in order are authorised, and what SEFAZ says of it has the official form."""

from __future__ import annotations

import json
import time
from copy import deepcopy
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

from sim.authority import Holder, rsa_key
from sim.pki import e_cnpj
from sim.sefaz.certificates import Trust
from sim.sefaz.desk import Policy
from sim.sefaz.markup import parse
from sim.sefaz.office import Office
from sim.sefaz.schemas import complaint
from tests.sim.sefaz.breaches.people import dest
from tests.sim.sefaz.breaches.qr_code import version_2
from tests.sim.sefaz.edits import Edit, all_of, drop, find, inside, nothing, put, swap
from tests.sim.sefaz.mail import ask, consult, send, values
from tests.sim.sefaz.taxpayer import OFFLINE, ONLINE, Taxpayer, batch, key_of

_DAY = timedelta(days=1)


def test_a_document_is_authorised_and_kept_byte_for_byte(
    office: Office, shop: Taxpayer, now: datetime
) -> None:
    note = shop.nfce(now)

    answer = send(office, shop, note)

    assert values(answer, "cStat") == ["104", "100"]
    assert values(answer, "chNFe") == [key_of(note)]
    assert complaint(parse(answer.encode()), "retEnviNFe_v4.00") is None
    [kept] = office.documents()
    assert kept["xml"].encode() == note
    assert kept["access_key"] == key_of(note)
    assert kept["nProt"] == values(answer, "nProt")[0]
    assert kept["digVal"] == values(answer, "digVal")[0]
    assert kept["digVal"] in note.decode()
    assert kept["vNF"] == "52.47"
    assert kept["received_count"] == 1


def test_protocols_are_numbered_by_state_and_year(
    office: Office, shop: Taxpayer, now: datetime
) -> None:
    for number in (1, 2):
        send(office, shop, shop.nfce(now, number=number))

    first, second = (each["nProt"] for each in office.documents())
    assert first == f"135{now:%y}0000000001"
    assert second == f"135{now:%y}0000000002"


@pytest.mark.parametrize(
    ("template", "edit"),
    [
        (ONLINE, nothing),
        (OFFLINE, nothing),
        (ONLINE, dest("<CNPJ>12ABC34501DE35</CNPJ><indIEDest>9</indIEDest>")),
        (ONLINE, dest("<idEstrangeiro>AB12345</idEstrangeiro><indIEDest>9</indIEDest>")),
        (OFFLINE, drop("dest")),
        (OFFLINE, swap("dest/CPF", "<CNPJ>12ABC34501DE35</CNPJ>")),
        (OFFLINE, swap("dest/CPF", "<idEstrangeiro>AB12345</idEstrangeiro>")),
        (
            ONLINE,
            all_of(
                put("pag/detPag/tPag", "17"),
                put("pag/detPag/vPag", "52.47"),
                drop("pag/vTroco"),
                inside(
                    "pag/detPag",
                    "<card><tpIntegra>1</tpIntegra><CNPJ>11222333000181</CNPJ>"
                    "<cAut>E18236120202001199999s0149012FPC</cAut></card>",
                ),
            ),
        ),
    ],
)
def test_what_the_law_permits_is_authorised(
    template: str, edit: Edit, office: Office, shop: Taxpayer, now: datetime
) -> None:
    answer = send(office, shop, shop.nfce(now, template=template, edit=edit))

    assert values(answer, "xMotivo")[-1] == "Autorizado o uso da NF-e"


def test_a_company_with_letters_in_its_cnpj_is_authorised(
    office: Office, intermediate: Holder, now: datetime
) -> None:
    CNPJ = "12ABC34501DE35"
    holder = e_cnpj(intermediate, rsa_key(), cnpj=CNPJ, company="LETRAS LTDA")
    shop = Taxpayer(holder=holder, CNPJ=CNPJ)

    answer = send(office, shop, shop.nfce(now, template=OFFLINE))

    assert values(answer, "cStat") == ["104", "100"]
    assert CNPJ in values(answer, "chNFe")[0]
    assert values(consult(office, shop, values(answer, "chNFe")[0]), "cStat") == ["100", "100"]


def test_contingency_that_comes_after_a_day_is_authorised_late(
    office: Office, shop: Taxpayer, now: datetime
) -> None:
    in_time = shop.nfce(now - _DAY + timedelta(minutes=1), template=OFFLINE, number=1)
    late = shop.nfce(now - _DAY - timedelta(minutes=1), template=OFFLINE, number=2)

    assert values(send(office, shop, in_time), "cStat")[-1] == "100"
    assert values(send(office, shop, late), "cStat")[-1] == "150"


def test_a_qr_code_of_version_2_is_still_taken(trust: Trust, shop: Taxpayer, now: datetime) -> None:
    policy = Policy(csc={"1": "CODIGO-DE-SEGURANCA-DO-CONTRIBUINTE"})
    office = Office(trust=trust, uf="SP", tpAmb="2", clock=lambda: now, policy=policy)

    answer = send(office, shop, shop.nfce(now, qr_code=version_2))

    assert values(answer, "cStat")[-1] == "100"


def test_simples_nacional_need_not_send_ibs_and_cbs(
    office: Office, shop: Taxpayer, now: datetime
) -> None:
    answer = send(office, shop, shop.nfce(now, template=OFFLINE))

    assert values(answer, "cStat")[-1] == "100"


def test_a_document_that_takes_its_namespace_from_the_batch_is_the_same_document(
    office: Office, shop: Taxpayer, now: datetime
) -> None:
    note = shop.nfce(now)
    bare = note.replace(b'<NFe xmlns="http://www.portalfiscal.inf.br/nfe">', b"<NFe>")

    answer = ask(office, shop, "NFeAutorizacao4", batch(bare))

    assert values(answer, "cStat")[-1] == "100"
    assert office.documents()[0]["xml"].encode() == note


def test_the_hour_is_the_one_of_the_state(trust: Trust, shop: Taxpayer, now: datetime) -> None:
    office = Office(trust=trust, uf="AM", tpAmb="2", clock=lambda: now, policy=Policy())

    answer = send(office, shop, shop.nfce(now))

    assert values(answer, "dhRecbto")[0].endswith("-04:00")
    assert datetime.fromisoformat(values(answer, "dhRecbto")[0]) == now
    assert values(answer, "cStat")[-1] == "226"


def test_what_was_authorised_outlives_the_process(
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
    send(before, shop, note)
    after = office()

    assert [each["xml"] for each in after.documents()] == [note.decode()]
    assert values(consult(after, shop, key_of(note)), "cStat") == ["100", "100"]
    send(after, shop, shop.nfce(now, number=2))
    assert len({each["nProt"] for each in after.documents()}) == 2


def test_a_file_from_before_there_were_alerts_is_still_read(
    trust: Trust, shop: Taxpayer, now: datetime, tmp_path: Path
) -> None:
    store = tmp_path / "sefaz.jsonl"

    def office() -> Office:
        policy = Policy()
        return Office(
            trust=trust, uf="SP", tpAmb="2", clock=lambda: now, policy=policy, store=store
        )

    before = office()
    send(before, shop, shop.nfce(now))
    line = json.loads(store.read_text())
    del line["cMsg"], line["xMsg"]
    store.write_text(json.dumps(line) + "\n")

    assert office().documents()[0]["nProt"] == before.documents()[0]["nProt"]


def test_a_line_cut_short_by_a_kill_was_never_written(
    trust: Trust, shop: Taxpayer, now: datetime, tmp_path: Path
) -> None:
    store = tmp_path / "sefaz.jsonl"

    def office() -> Office:
        policy = Policy()
        return Office(
            trust=trust, uf="SP", tpAmb="2", clock=lambda: now, policy=policy, store=store
        )

    before = office()
    send(before, shop, shop.nfce(now, number=1))
    send(before, shop, shop.nfce(now, number=2))
    store.write_bytes(store.read_bytes()[:-100])

    after = office()
    assert len(after.documents()) == 1
    send(after, shop, shop.nfce(now, number=3))
    assert len(office().documents()) == 2


def test_a_large_document_is_judged_in_a_few_milliseconds(
    office: Office, shop: Taxpayer, now: datetime
) -> None:
    def sixty_items(nfe: etree._Element) -> None:
        for number in range(3, 61):
            copy = deepcopy(find(nfe, "det[2]"))
            copy.set("nItem", str(number))
            find(nfe, "total").addprevious(copy)
        for name in ("vProd", "vNF"):
            put(f"total/ICMSTot/{name}", str(Decimal("34.49") + 59 * Decimal("17.98")))(nfe)
        put("total/ICMSTot/vTotTrib", str(Decimal("6.90") + 59 * Decimal("3.60")))(nfe)
        put("pag/detPag/vPag", "2000.00")(nfe)
        put("pag/vTroco", "904.69")(nfe)

    message = batch(shop.nfce(now, template=OFFLINE, edit=sixty_items))
    answer = ask(office, shop, "NFeAutorizacao4", message)
    assert values(answer, "xMotivo")[-1] == "Autorizado o uso da NF-e"

    started = time.perf_counter()
    for _ in range(5):
        ask(office, shop, "NFeAutorizacao4", message)

    assert (time.perf_counter() - started) / 5 < 0.1
