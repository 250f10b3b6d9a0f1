"""Text in the columns of a receipt."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from edge.printing.columns import centred, hanging, pair, together

words = st.text("abcdé ", min_size=1, max_size=120).map(" ".join).filter(str.strip)


@given(st.text("abc", max_size=60), st.text("0123,", min_size=1, max_size=20))
def test_a_pair_touches_both_edges_and_never_runs_together(left: str, right: str) -> None:
    lines = [line.text for line in pair(left, right, 48)]
    assert all(len(line) <= 48 for line in lines)
    assert lines[-1].endswith(right)
    assert len(lines[-1]) == 48
    assert len(lines) > 1 or lines[0].startswith(left + " ")


@given(words, st.integers(8, 64))
def test_centred_lines_are_as_few_as_can_be_and_fit(text: str, columns: int) -> None:
    lines = [line.text for line in centred(text, columns)]
    assert all(len(line) <= columns for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_centred_lines_are_about_equally_long() -> None:
    lines = centred("EMITIDA EM AMBIENTE DE HOMOLOGAÇÃO - SEM VALOR FISCAL", 48)
    assert [line.text for line in lines] == [
        "EMITIDA EM AMBIENTE DE",
        "HOMOLOGAÇÃO - SEM VALOR FISCAL",
    ]


def test_a_long_description_hangs_under_its_beginning() -> None:
    lines = hanging("001 ", "CAFÉ TORRADO E MOÍDO", 16)
    assert [line.text for line in lines] == ["001 CAFÉ TORRADO", "    E MOÍDO"]


def test_parts_stay_whole_on_as_few_lines_as_they_need() -> None:
    assert together(["NFC-e nº 1", "Série 1", "hoje"], 18) == ["NFC-e nº 1 Série 1", "hoje"]
