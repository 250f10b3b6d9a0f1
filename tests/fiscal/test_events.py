"""Events and voiding: the bytes, the official schemas, an independent verifier, the rules."""

from __future__ import annotations

import base64
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from edge.errors import BadInput, Conflict, Untrusted
from edge.fiscal import access_key as keys
from edge.fiscal.events import draft, rules
from edge.fiscal.events.draft import EventDraft
from edge.fiscal.events.proc import proc_event, proc_voiding
from edge.fiscal.tables.windows import windows_on
from edge.fiscal.xml_signature import verify
from tests.support.sales import NOON, cash, item, sale
from tests.support.sales import draft as note
from tests.support.sealing import holder, sealed, xmlsec1_says

FOLDER = Path(__file__).parents[1] / "data" / "fiscal"
NOTE = "35261112ABC34501DE35650010000000051482917367"
SUBSTITUTE = "35261112ABC34501DE35650010000000049482917365"
AT = datetime.fromisoformat("2026-11-22T10:30:00-03:00")
WINDOWS = windows_on(AT.date(), "SP")


def cancellation(**changes: Any) -> EventDraft:
    fields: dict[str, Any] = {
        "access_key": NOTE,
        "tpAmb": 2,
        "nProt": "135260000000001",
        "xJust": "Cliente desistiu da compra",
        "dhEvento": AT,
    }
    return draft.cancellation(**(fields | changes))


def substitution() -> EventDraft:
    return draft.substitution(
        access_key=NOTE,
        chNFeRef=SUBSTITUTE,
        tpAmb=2,
        nProt="135260000000001",
        xJust="Resposta perdida, venda refeita em contingencia",
        dhEvento=AT,
        verAplic="amostra 1",
    )


def voiding() -> EventDraft:
    number = keys.AccessKey(
        cUF="35", AAMM="2611", CNPJ="12ABC34501DE35", mod=65, serie=1, nNF=6, tpEmis=1, cNF=""
    )
    return draft.voiding(key=number, tpAmb=2, xJust="Numero pulado por falha do sistema")


def sealed_event(made: EventDraft) -> bytes:
    owner = holder()
    return made.seal(signature=owner.sign(made.signed_info), certificate=owner.der)


def as_signed_in(sample: bytes, made: EventDraft) -> bytes:
    """``made`` with the signature and the certificate of the sample."""
    root = etree.fromstring(sample)
    return made.seal(
        signature=base64.b64decode(root.findtext(".//{*}SignatureValue", "")),
        certificate=base64.b64decode(root.findtext(".//{*}X509Certificate", "")),
    )


def test_the_voiding_of_the_sample_comes_out_byte_for_byte() -> None:
    sample = (FOLDER / "own_inut_cnpj_alfa.xml").read_bytes()
    assert as_signed_in(sample, voiding()) == sample


def test_the_substitution_of_the_sample_comes_out_byte_for_byte() -> None:
    """But for the namespace of ``evento``, which ours writes so that it can stand alone."""
    sample = (FOLDER / "own_evt_110112_cnpj_alfa.xml").read_bytes()
    ours = as_signed_in(sample, substitution())
    inside = ours.replace(b' xmlns="http://www.portalfiscal.inf.br/nfe"', b"", 1)
    assert sample.count(inside) == 1


@pytest.mark.parametrize(
    ("made", "signed"),
    [(cancellation(), "infEvento"), (substitution(), "infEvento"), (voiding(), "infInut")],
)
def test_the_signature_is_good_by_xmlsec1_until_a_byte_changes(
    made: EventDraft, signed: str, tmp_path: Path
) -> None:
    xml = sealed_event(made)
    verify(xml)
    changed = xml.replace(b"<tpAmb>2", b"<tpAmb>1")
    assert xmlsec1_says(tmp_path, xml, changed, signed=signed) == [True, False]
    with pytest.raises(Untrusted):
        verify(changed)


@pytest.mark.parametrize("made", [cancellation(), substitution(), voiding()])
def test_letters_in_a_cnpj_pass_the_schema(made: EventDraft) -> None:
    assert "ABC" in made.id
    made.check()


def test_a_key_of_digits_and_a_protocol_of_17_pass_too() -> None:
    digits = "35261111222333000181650010000000011482917367"
    cancellation(access_key=digits, nProt="13526000000000117").check()


@pytest.mark.parametrize(
    "changes",
    [
        {"xJust": "curta demais"},
        {"xJust": "x" * 256},
        {"nProt": "1352600000000011"},
        {"access_key": NOTE.replace("ABC", "abc")},
        {"access_key": NOTE[:-1] + "A"},
        {"tpAmb": 3},
    ],
)
def test_what_the_schema_does_not_allow_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(Untrusted, match=r"fiscal\.event_schema"):
        cancellation(**changes).check()


def test_what_is_kept_holds_the_signed_bytes_untouched() -> None:
    event, void = sealed_event(cancellation()), sealed_event(voiding())
    assert event in proc_event(event, b"<retEvento></retEvento>")
    assert void in proc_voiding(void, b"<retInutNFe></retInutNFe>")
    assert etree.fromstring(proc_event(event, b"")).tag.endswith("}procEventoNFe")


def test_a_justification_is_cleaned_and_then_counted() -> None:
    assert rules.justification("  Cliente   desistiu – já ") == "Cliente desistiu - já"
    assert len(rules.justification("x" * 255)) == 255
    for text in ("x" * 14, " x" * 7 + " " * 20, "x" * 256, "🙂" * 20):
        with pytest.raises(BadInput) as caught:
            rules.justification(text)
        assert caught.value.params["field"] == "justification"


def test_a_cancellation_has_30_minutes() -> None:
    limit = timedelta(minutes=30)
    rules.check_cancellation(authorized=AT, now=AT + limit, windows=WINDOWS)
    with pytest.raises(Conflict, match=r"fiscal\.cancel_too_late"):
        rules.check_cancellation(
            authorized=AT, now=AT + limit + timedelta(seconds=1), windows=WINDOWS
        )


NORMAL = note(nNF=1)
BREACHES: dict[str, dict[str, Any]] = {
    "fiscal.920": {"tpEmis": 1},
    "fiscal.911": {"CNPJ": "12345678000195"},
    "fiscal.914": {"dhEmi": NOON + timedelta(hours=2, seconds=1)},
    "fiscal.915": {"sold": sale(item(unit_price=Decimal("34.50")))},
    "fiscal.918": {
        "sold": sale(
            item(unit_price=Decimal("30.00")),
            item(unit_price=Decimal("4.49")),
            payments=(cash("50.00"),),
        )
    },
    "fiscal.919": {"sold": sale(item(description="OUTRO ARROZ", sku="002"))},
}


def substitute_note(**changes: Any) -> bytes:
    from tests.support.sales import issuer

    cnpj = changes.pop("CNPJ", None)
    if cnpj is not None:
        changes["issuer"] = issuer(CNPJ=cnpj)
    return sealed(note(changes.pop("sold", None), **({"nNF": 2, "tpEmis": 9} | changes)))


def check_substitution(substitute: bytes, *, after: timedelta = timedelta(hours=1)) -> None:
    rules.check_substitution(
        note=sealed(NORMAL), substitute=substitute, authorized=NOON, now=NOON + after,
        windows=WINDOWS,
    )  # fmt: skip


def test_the_twin_of_a_sale_may_stand_for_it_for_168_hours() -> None:
    twin = substitute_note()
    check_substitution(twin, after=timedelta(hours=168))
    with pytest.raises(Conflict, match=r"fiscal\.substitution_too_late"):
        check_substitution(twin, after=timedelta(hours=168, seconds=1))


@pytest.mark.parametrize("code", BREACHES)
def test_a_substitute_that_differs_is_refused_by_its_number(code: str) -> None:
    with pytest.raises(Conflict) as caught:
        check_substitution(substitute_note(**BREACHES[code]))
    assert caught.value.code == code


def test_a_number_is_voided_until_the_10th_of_the_month_after() -> None:
    def check(spent: str, today: str, tpEmis: int = 1) -> None:
        rules.check_voiding(
            tpEmis=tpEmis,
            spent=date.fromisoformat(spent),
            today=date.fromisoformat(today),
            windows=WINDOWS,
        )

    check("2026-11-30", "2026-12-10")
    check("2026-12-31", "2027-01-10")
    check("2027-01-31", "2027-02-10")
    for spent, today in (("2026-11-01", "2026-12-11"), ("2026-12-31", "2027-01-11")):
        with pytest.raises(Conflict, match=r"fiscal\.void_too_late"):
            check(spent, today)
    with pytest.raises(Conflict, match=r"fiscal\.void_contingency"):
        check("2026-11-30", "2026-11-30", tpEmis=9)


def test_a_state_may_be_shorter(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = {
        "from": date(2018, 6, 1),
        "cancel_minutes": 30,
        "substitution_hours": 168,
        "substitute_hours": 2,
        "void_until_day": 10,
        "UF": {"XX": {"cancel_minutes": 15}},
    }
    monkeypatch.setattr("edge.fiscal.tables.windows.read_table", lambda _name: {"windows": [entry]})
    windows_on.cache_clear()
    try:
        assert windows_on(AT.date(), "XX").cancel == timedelta(minutes=15)
        assert windows_on(AT.date(), "SP").cancel == timedelta(minutes=30)
    finally:
        windows_on.cache_clear()
