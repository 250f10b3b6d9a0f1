"""Dated tables: what holds when, and where notes go."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

import pytest

from edge.errors import ConfigProblem
from edge.fiscal.document import Addresses
from edge.fiscal.states import CUF
from edge.fiscal.tables.endpoints import endpoints
from edge.fiscal.tables.law import law_on
from edge.fiscal.tables.reading import entry_on
from tests.support import sales

SERVICES = {
    "NFeAutorizacao4",
    "NFeRetAutorizacao4",
    "NFeConsultaProtocolo4",
    "NFeStatusServico4",
    "NFeInutilizacao4",
    "NFeRecepcaoEvento4",
}
ENTRIES = [
    {"from": date(2026, 1, 1), "until": date(2026, 12, 31), "value": 1},
    {"from": date(2027, 6, 1), "value": 2},
]


@pytest.mark.parametrize(
    ("day", "value"),
    [
        (date(2025, 12, 31), None),
        (date(2026, 1, 1), 1),
        (date(2026, 12, 31), 1),
        (date(2027, 1, 1), None),
        (date(2027, 6, 1), 2),
        (date(2099, 1, 1), 2),
    ],
)
def test_an_entry_holds_from_its_day_until_the_next_or_its_end(
    day: date, value: int | None
) -> None:
    entry = entry_on(ENTRIES, day)
    assert (entry and entry["value"]) == value


def test_the_rates_of_the_test_year_are_those_of_the_law() -> None:
    rates = law_on(date(2026, 11, 22), "SP").ibs_cbs
    assert rates is not None
    assert (rates.pIBSUF, rates.pIBSMun, rates.pCBS) == (
        Decimal("0.1000"),
        Decimal("0.0000"),
        Decimal("0.9000"),
    )


def test_a_year_without_rates_is_an_error_and_not_a_guess() -> None:
    new_year = datetime.fromisoformat("2027-01-01T00:10:00-03:00")
    with pytest.raises(ConfigProblem, match="no_rates"):
        sales.draft(sales.sale(sales.item(tax=sales.NORMAL)), crt=3, dhEmi=new_year)
    sales.draft(dhEmi=new_year).check()


def test_a_day_before_every_table_is_an_error() -> None:
    with pytest.raises(ConfigProblem, match="no_table"):
        law_on(date(1999, 1, 1), "SP")


def test_six_states_want_to_know_who_answers_for_the_software() -> None:
    wanting = {UF for UF in CUF if law_on(date(2026, 11, 22), UF).tech_required}
    assert wanting == {"AM", "MS", "PE", "PR", "SC", "TO"}


@pytest.mark.parametrize("UF", CUF)
@pytest.mark.parametrize("tpAmb", [1, 2])
def test_every_state_has_addresses_that_a_note_can_carry(UF: str, tpAmb: int) -> None:
    found = endpoints(UF, tpAmb)
    assert set(found.services) == SERVICES
    assert all(re.fullmatch(r"https://\S+", url) for url in found.services.values())
    assert not any("?" in url for url in (*found.services.values(), found.qrcode_url))
    addresses = Addresses(qrcode_url=found.qrcode_url, urlChave=found.urlChave)
    sales.draft(addresses=addresses).check()


def test_the_two_environments_never_share_a_service() -> None:
    for UF in CUF:
        production, homologation = endpoints(UF, 1).services, endpoints(UF, 2).services
        assert not set(production.values()) & set(homologation.values())


def test_a_state_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ConfigProblem, match="no_endpoints"):
        endpoints("XX", 1)
    with pytest.raises(ConfigProblem, match="no_endpoints"):
        endpoints("SP", 3)
