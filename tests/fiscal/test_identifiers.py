"""CNPJ, CPF, GTIN and the random part of the key: check digits that the world agrees on."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.fiscal import cnf, cnpj, cpf, gtin

DIGITS = string.digits
LETTERS = string.digits + string.ascii_uppercase


@pytest.mark.parametrize(
    "number", ["12ABC34501DE35", "PC3D315K000193", "11222333000181", "33657677000156"]
)
def test_a_right_cnpj_is_valid_with_letters_and_without(number: str) -> None:
    assert cnpj.is_valid(number)


def test_a_cnpj_with_letters_keeps_its_check_digits() -> None:
    assert cnpj.check_digits("12ABC34501DE") == "35"
    assert cnpj.check_digits("PC3D315K0001") == "93"


@pytest.mark.parametrize(
    "number",
    [
        "12ABC34501DE36",
        "12abc34501de35",
        "11.222.333/0001-81",
        "00000000000000",
        "1122233300018",
        "",
    ],
)
def test_a_wrong_cnpj_is_not_valid(number: str) -> None:
    assert not cnpj.is_valid(number)


@given(st.text(LETTERS, min_size=12, max_size=12).filter(lambda base: base.strip("0")))
def test_a_cnpj_closes_with_its_own_check_digits_and_no_others(base: str) -> None:
    right = cnpj.check_digits(base)
    closing = [f"{n:02}" for n in range(100) if cnpj.is_valid(f"{base}{n:02}")]
    assert closing == [right]


def test_a_right_cpf_is_valid() -> None:
    assert cpf.is_valid("11144477735")
    assert cpf.check_digits("111444777") == "35"


@pytest.mark.parametrize(
    "number", ["11144477734", "11144477753", "11111111111", "00000000000", "111.444.777-35", ""]
)
def test_a_wrong_cpf_is_not_valid(number: str) -> None:
    assert not cpf.is_valid(number)


@pytest.mark.parametrize(
    "code", ["7891000100103", "96385074", "036000291452", "17891000100100", "00012345678905"]
)
def test_a_right_gtin_of_each_length_is_valid(code: str) -> None:
    assert gtin.is_valid(code)


@pytest.mark.parametrize(
    "code", ["7891000100104", "789100010010", "SEM GTIN", "", "00000000", "0000000000000", "78910A"]
)
def test_a_wrong_gtin_is_not_valid(code: str) -> None:
    assert not gtin.is_valid(code)


@given(st.integers(1, 10**13 - 1), st.integers(0, 13), st.sampled_from(DIGITS))
def test_any_one_digit_mistyped_in_a_gtin_is_caught(number: int, place: int, other: str) -> None:
    base = f"{number:013}"
    code = base + gtin.check_digit(base)
    mistyped = code[:place] + other + code[place + 1 :]
    assert gtin.is_valid(code)
    assert gtin.is_valid(mistyped) == (mistyped == code)


@pytest.mark.parametrize(
    "drawn", ["00000000", "99999999", "12345678", "78901234", "01234567", "90123456", "00000042"]
)
def test_a_random_code_that_can_be_guessed_is_forbidden(drawn: str) -> None:
    assert cnf.forbidden(drawn, 42)


def test_an_ordinary_random_code_is_not_forbidden() -> None:
    assert not cnf.forbidden("48291736", 42)
    assert not cnf.forbidden("00000042", 43)
