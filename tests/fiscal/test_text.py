"""Text and numbers as the layout wants them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from edge.fiscal.text import clean, decimal_text, time_text, xml_text

#: TString of tiposBasico_v4.00.xsd, character for character.
TSTRING = re.compile("[!-ÿ]{1}[ -ÿ]{0,}[!-ÿ]{1}|[!-ÿ]{1}")


@pytest.mark.parametrize(
    ("sent", "written"),
    [
        ("PÃO DE AÇÚCAR", "PÃO DE AÇÚCAR"),
        ("  duas   vezes\tou\nmais ", "duas vezes ou mais"),
        ("“QUEIJO” D’ÁGUA – 1kg…", '"QUEIJO" D\'ÁGUA - 1kg...'),
        ("CAFE\u0301 500\u00a0g", "CAFÉ 500 g"),
        ("🍺 CERVEJA €5", "CERVEJA EUR5"),
        ("Łódź ﬁno ½ ª º ²", "ódz fino ½ ª º ²"),
        ("soft\u00adhyphen\x00\x85", "softhyphen"),
        ("日本", ""),
    ],
)
def test_text_becomes_what_the_layout_can_hold(sent: str, written: str) -> None:
    assert clean(sent) == written


@given(st.text())
def test_cleaned_text_is_valid_or_empty_and_cleaning_it_again_changes_nothing(text: str) -> None:
    cleaned = clean(text)
    assert cleaned == "" or TSTRING.fullmatch(cleaned)
    assert clean(cleaned) == cleaned


@given(st.text())
def test_a_parser_reads_back_what_was_written_and_canonical_form_keeps_it(text: str) -> None:
    written = f"<x>{xml_text(text)}</x>"
    element = etree.fromstring(written)
    assert (element.text or "") == clean(text)
    assert etree.tostring(element, method="c14n") == written.encode()


@pytest.mark.parametrize(
    ("value", "least", "written"),
    [
        ("18", 2, "18.00"),
        ("1.65", 2, "1.65"),
        ("1.6500", 2, "1.65"),
        ("0.0765", 2, "0.0765"),
        ("2", 4, "2.0000"),
        ("0.432", 4, "0.4320"),
        ("1E+2", 2, "100.00"),
        ("0.0000000001", 4, "0.0000000001"),
        ("0", 4, "0.0000"),
    ],
)
def test_a_decimal_keeps_the_places_it_needs(value: str, least: int, written: str) -> None:
    assert decimal_text(Decimal(value), least) == written


def test_a_time_is_written_with_its_offset_and_without_fractions() -> None:
    moment = datetime.fromisoformat("2026-11-22T10:00:00.987654-04:00")
    assert time_text(moment) == "2026-11-22T10:00:00-04:00"
    assert time_text(datetime(2026, 11, 22, tzinfo=UTC)) == "2026-11-22T00:00:00+00:00"


def test_a_time_without_an_offset_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="offset"):
        time_text(datetime(2026, 11, 22, 10))  # noqa: DTZ001
