"""What a printer's code page makes of any text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hw_drivers.printers.profiles import PROFILES
from hw_drivers.printers.text import printable, wrap

CODECS = sorted({profile.codec for profile in PROFILES.values()} | {"cp860"})
codecs = st.sampled_from(CODECS)


@pytest.mark.parametrize("codec", CODECS)
def test_portuguese_is_printed_as_it_is_written(codec: str) -> None:
    text = "AÇÚCAR, PÃO, CAFÉ À VÁCUO, PINGÜIM, 2ª VIA, nº 1, R$ 1,99"
    assert printable(text, codec) == text
    assert text.encode(codec).decode(codec) == text


def test_typographic_signs_become_plain_ones() -> None:
    assert printable("“Pão” – só hoje… € 2\u00a0•") == '"Pão" - só hoje... EUR 2 *'


def test_letters_the_page_lacks_lose_their_accents() -> None:
    assert printable("Škoda Łódź Ǻ", "cp850") == "Skoda ?ódz A"


def test_a_run_of_what_cannot_be_said_is_one_question_mark() -> None:
    assert printable("chá 抹茶抹茶 👩‍👩‍👧 ok") == "chá ? ? ok"


def test_decomposed_letters_are_composed() -> None:
    assert printable("A\u0303 c\u0327") == "Ã ç"


@given(st.text(max_size=60), codecs)
def test_any_text_can_be_encoded_and_is_its_own_fold(text: str, codec: str) -> None:
    said = printable(text, codec)
    said.encode(codec)
    assert said.isprintable()
    assert printable(said, codec) == said


@given(st.text(st.characters(max_codepoint=0x7E, min_codepoint=0x20), max_size=60), codecs)
def test_plain_text_is_left_alone(text: str, codec: str) -> None:
    assert printable(text, codec) == text


@given(st.text(" abcdefgã", max_size=200), st.integers(1, 64))
def test_wrapping_loses_nothing_and_never_exceeds_the_paper(text: str, columns: int) -> None:
    lines = wrap(text, columns)
    assert all(len(line) <= columns for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_a_line_that_fits_keeps_its_columns() -> None:
    assert wrap("2 UN x 7,49        14,98", 24) == ["2 UN x 7,49        14,98"]
