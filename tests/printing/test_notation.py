"""Numbers as Brazilians write them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from edge.printing import notation


@pytest.mark.parametrize(
    ("value", "text"),
    [("1234567.80", "1.234.567,80"), ("0.5", "0,50"), ("1000", "1.000,00"), ("-0.50", "-0,50")],
)
def test_money_has_two_places_and_points_between_thousands(value: str, text: str) -> None:
    assert notation.money(Decimal(value)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [("2.0000", "2"), ("0.4320", "0,432"), ("1500.0000", "1.500"), ("100", "100"), ("0.1", "0,1")],
)
def test_quantities_end_where_their_digits_end(value: str, text: str) -> None:
    assert notation.quantity(Decimal(value)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [("7.49", "7,49"), ("7", "7,00"), ("7.5000", "7,50"), ("0.1234567890", "0,123456789")],
)
def test_unit_prices_have_two_places_or_as_many_as_they_need(value: str, text: str) -> None:
    assert notation.unit_price(Decimal(value)) == text


def test_numbers_of_persons_and_places_are_punctuated() -> None:
    assert notation.cnpj("12ABC34501DE35") == "12.ABC.345/01DE-35"
    assert notation.cpf("11144477735") == "111.444.777-35"
    assert notation.cep("01001000") == "01001-000"
    assert notation.telephone("11987654321") == "(11) 98765-4321"
    assert notation.telephone("08001234") == "08001234"
