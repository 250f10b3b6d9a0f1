"""What is scanned at a till, told apart; examples are the devices' reference's, section 3."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hw_drivers.scanners import gs1, papers
from hw_drivers.scanners.check_digits import is_gtin
from hw_drivers.scanners.gs1 import Element, Malformed
from hw_drivers.scanners.meaning import (
    DocumentKey,
    Meaning,
    Misread,
    Other,
    PixCode,
    Product,
    meaning,
)
from hw_drivers.scanners.papers import Boleto
from hw_drivers.scanners.repeats import Repeats
from hw_drivers.scanners.scan import Scan
from hw_drivers.scanners.weighed import Label, Mask

TODAY = date(2026, 11, 22)
KEY = "35261111222333000181650010000001231000001237"
BOLETO = "00193373700000001000500940144816060680935031"
WEIGHT_MASK, PRICE_MASK = Mask("2CCCCCCPPPPPD"), Mask("2CCCCCCTTTTTD")
digits = st.text("0123456789", min_size=1)


def means(text: str, symbology: str | None = None, *, masks: tuple[Mask, ...] = ()) -> Meaning:
    return meaning(Scan(text=text, symbology=symbology), masks=masks, today=TODAY)


def with_check_digit(code: str) -> str:
    return next(code + digit for digit in "0123456789" if is_gtin(code + digit))


@pytest.mark.parametrize("code", ["7891234567895", "17891234567892", "7891000100103", "96385074"])
def test_a_gtin_is_known_by_its_check_digit(code: str) -> None:
    assert means(code) == Product(gtin=code)


def test_a_upc_gets_the_zero_that_makes_it_an_ean() -> None:
    assert means("036000291452") == Product(gtin="0036000291452")


@given(st.text("0123456789", min_size=12, max_size=12), st.integers(0, 12), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(body: str, at: int, change: int) -> None:
    code = with_check_digit(body)
    wrong = code[:at] + str((int(code[at]) + change) % 10) + code[at + 1 :]
    assert means(wrong, "ean-13") == Misread(why=f"check digit of {wrong}")


@pytest.mark.parametrize(
    ("mask", "label", "expected"),
    [
        ("20CCCCCPPPPPD", "2000002001027", Label(code="00002", weight=Decimal("0.102"))),
        ("2CCCCCCPPPPPD", "2010085025049", Label(code="010085", weight=Decimal("2.504"))),
        ("2CCCCTTTTTTTD", "2014900002840", Label(code="0149", total=Decimal("2.84"))),
        ("2CCCCCCTTTTTD", "2000001007600", Label(code="000001", total=Decimal("7.60"))),
        ("2CCCC0PPPPPPD", "2014900002840", Label(code="0149", weight=Decimal("0.284"))),
    ],
)
def test_a_label_of_the_shops_scale_is_read_by_its_mask(
    mask: str, label: str, expected: Label
) -> None:
    assert means(label, masks=(Mask(mask),)) == expected


def test_masks_are_tried_in_order_and_fixed_digits_choose() -> None:
    masks = Mask.all_of(("20CCCCCPPPPPD", "21CCCCCTTTTTD"))
    assert means("2000002001027", masks=masks) == Label(code="00002", weight=Decimal("0.102"))
    priced = with_check_digit("210000200284")
    assert means(priced, masks=masks) == Label(code="00002", total=Decimal("2.84"))
    other = with_check_digit("220000200284")
    assert means(other, masks=masks) == Product(gtin=other)


@given(st.integers(0, 999_999), st.integers(0, 99_999), st.sampled_from([WEIGHT_MASK, PRICE_MASK]))
def test_every_label_is_read_back(code: int, value: int, mask: Mask) -> None:
    label = mask.read(with_check_digit(f"2{code:06}{value:05}"))
    assert label is not None
    assert label.code == f"{code:06}"
    assert (label.weight is None) is (mask is PRICE_MASK)
    assert {label.weight, label.total} == {
        None,
        Decimal(value) / (1000 if mask is WEIGHT_MASK else 100),
    }


@pytest.mark.parametrize(
    "mask", ["", "2CCCCCCPPPPP", "7CCCCCCPPPPPD", "2CCCCCCPPPTTD", "2XCCCCCPPPPPD", "2PPPPPCCCCCCD"]
)
def test_a_mask_that_could_not_be_read_is_refused(mask: str) -> None:
    with pytest.raises(ValueError, match="no mask"):
        Mask(mask)


def test_F17_an_element_string_keeps_its_separators_and_falls_apart_into_fields() -> None:
    read = means("01178912345678921726123110ABC123\x1d210001", "gs1-datamatrix")
    assert read == Product(
        gtin="17891234567892",
        elements=(
            Element(ai="01", data="17891234567892"),
            Element(ai="17", data="261231"),
            Element(ai="10", data="ABC123"),
            Element(ai="21", data="0001"),
        ),
    )


def test_weights_and_prices_have_the_decimals_of_their_identifier() -> None:
    weight, price = gs1.parse("31030012503922" + "1050")
    assert (weight.decimal(), price.decimal()) == (Decimal("1.250"), Decimal("10.50"))
    assert Element(ai="3932", data="9861050").decimal() == Decimal("10.50")


@pytest.mark.parametrize(
    ("data", "day"),
    [
        ("261231", date(2026, 12, 31)),
        ("280200", date(2028, 2, 29)),
        ("760101", date(2076, 1, 1)),
        ("770101", date(1977, 1, 1)),
    ],
)
def test_a_date_without_a_day_is_the_last_and_the_century_is_the_nearer(
    data: str, day: date
) -> None:
    assert Element(ai="17", data=data).date(TODAY) == day


@pytest.mark.parametrize("data", ["261301", "260230", "260001"])
def test_a_day_that_does_not_exist_is_refused(data: str) -> None:
    with pytest.raises(Malformed):
        Element(ai="17", data=data).date(TODAY)


@pytest.mark.parametrize("text", ["", "\x1d", "01789", "1", "10", "0117891234567XYZ", "1726123"])
def test_what_is_no_element_string_is_misread(text: str) -> None:
    assert isinstance(means(text, "gs1-128"), Misread)


def elements() -> st.SearchStrategy[Element]:
    fixed = {"00": 18, "01": 14, "02": 14, "11": 6, "17": 6, "20": 2, "3103": 6}
    free = st.text("ABCabc0123456789-./", min_size=1, max_size=8)

    def of(ai: str) -> st.SearchStrategy[Element]:
        size = fixed.get(ai)
        data = st.text("0123456789", min_size=size, max_size=size) if size else free
        return data.map(lambda text: Element(ai=ai, data=text))

    return st.sampled_from([*fixed, "10", "21", "30", "240", "3922", "400", "8005", "91"]).flatmap(
        of
    )


@given(st.lists(elements(), min_size=1, max_size=6))
def test_what_a_label_printer_encodes_is_read_back(made: list[Element]) -> None:
    assert gs1.parse(gs1.build(made)) == tuple(made)


@given(st.text(max_size=60))
def test_no_text_breaks_the_recognition(text: str) -> None:
    for symbology in (None, "ean-13", "gs1-128", "qr"):
        assert means(text, symbology, masks=(WEIGHT_MASK,)) is not None


@pytest.mark.parametrize(
    "text",
    [
        KEY,
        f"https://www.homologacao.nfce.fazenda.sp.gov.br/qrcode?p={KEY}|3|2",
        f"http://x.y/nfce?a=1&p={KEY}",
    ],
)
def test_a_receipts_key_is_found_bare_and_in_its_address(text: str) -> None:
    assert means(text) == DocumentKey(access_key=KEY)


@given(st.integers(0, 43), st.integers(1, 9))
def test_a_key_with_a_wrong_digit_is_none(at: int, change: int) -> None:
    wrong = KEY[:at] + str((int(KEY[at]) + change) % 10) + KEY[at + 1 :]
    assert papers.access_key(wrong) is None


def test_a_boleto_tells_bank_amount_and_due_date() -> None:
    assert isinstance(means(BOLETO), Boleto)
    assert papers.boleto(BOLETO, today=date(2008, 1, 2)) == Boleto(
        code=BOLETO, bank="001", amount=Decimal("1.00"), due=date(2007, 12, 31)
    )


@pytest.mark.parametrize(
    ("factor", "due"),
    [("9999", date(2025, 2, 21)), ("1000", date(2025, 2, 22)), ("1638", date(2026, 11, 22))],
)
def test_the_due_factor_went_round_in_2025(factor: str, due: date) -> None:
    body = f"0019{factor}{BOLETO[9:]}"
    codes = (body[:4] + digit + body[4:] for digit in "123456789")
    [read] = [found for code in codes if (found := papers.boleto(code, today=TODAY))]
    assert read.due == due


def test_a_bill_of_a_utility_is_no_boleto() -> None:
    assert papers.boleto("8" + BOLETO[1:], today=TODAY) is None


def test_a_pix_code_is_known_and_not_taken_for_a_product() -> None:
    payload = "00020126330014br.gov.bcb.pix0111111444777355204000053039865802BR5901X6001Y6304ABCD"
    assert means(payload, "qr") == PixCode(payload=payload)


def test_what_is_none_of_these_is_an_internal_code() -> None:
    assert means("CAIXA-1") == Other(text="CAIXA-1")


def test_a_code_seen_again_at_once_is_one_scan_and_counted() -> None:
    repeats = Repeats(0.3)
    times = (("a", 0.0), ("a", 0.2), ("a", 0.4), ("b", 0.5), ("a", 0.6), ("a", 1.0))
    assert [repeats.is_new(text, now) for text, now in times] == [
        True,
        False,
        False,
        True,
        True,
        True,
    ]
    assert repeats.suppressed == 2


@given(st.lists(st.tuples(digits, st.floats(0.31, 5)), max_size=20))
def test_nothing_scanned_slowly_is_ever_lost(scans: list[tuple[str, float]]) -> None:
    repeats, now = Repeats(0.3), 0.0
    for text, pause in scans:
        now += pause
        assert repeats.is_new(text, now)
