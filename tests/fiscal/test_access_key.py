"""The access key: the published keys, and its parts."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.fiscal import access_key
from edge.fiscal.check_digits import modulo_11
from tests.support.sales import CNPJ, CNPJ_WITH_LETTERS

LAST_OF_MONTH = datetime.fromisoformat("2026-10-31T23:30:00-03:00")


@pytest.mark.parametrize(
    ("stem", "digit"),
    [
        ("35261012ABC34501DE3555001000000123148291736", "4"),
        ("522507PC3D315K00019365001000000001100000001", "0"),
        ("4118067839359200014655890000000604102819069", "7"),
    ],
)
def test_the_check_digit_of_published_keys(stem: str, digit: str) -> None:
    assert modulo_11(stem) == digit
    assert access_key.is_valid(stem + digit)


@pytest.mark.parametrize(
    "key",
    [
        "35261000386708000475651070000729731258012928",
        "35260972954308001230652170001572369003696985",
    ],
)
def test_keys_of_real_receipts_are_valid(key: str) -> None:
    assert access_key.is_valid(key)


@pytest.mark.parametrize(
    "key",
    [
        "28170800156225000131650110000151341562040824",  # the manual's own example does not close
        "35261000386708000475651070000729731258012929",
        "3526100038670800047565107000072973125801292",
        "",
    ],
)
def test_a_key_that_does_not_close_is_not_valid(key: str) -> None:
    assert not access_key.is_valid(key)


def test_a_key_takes_the_month_of_the_local_time_that_is_written() -> None:
    key = access_key.build(
        cUF="35", dhEmi=LAST_OF_MONTH, CNPJ=CNPJ, serie=1, nNF=7, tpEmis=1, cNF="48291736"
    )
    assert access_key.parse(key).AAMM == "2610"


@given(
    serie=st.integers(0, 999),
    nNF=st.integers(1, 999_999_999),
    tpEmis=st.sampled_from([1, 9]),
    cNF=st.integers(0, 99_999_999).map("{:08}".format),
    CNPJ=st.sampled_from([CNPJ, CNPJ_WITH_LETTERS]),
)
def test_a_key_closes_and_tells_what_it_was_built_from(
    serie: int, nNF: int, tpEmis: int, cNF: str, CNPJ: str
) -> None:
    key = access_key.build(
        cUF="35", dhEmi=LAST_OF_MONTH, CNPJ=CNPJ, serie=serie, nNF=nNF, tpEmis=tpEmis, cNF=cNF
    )
    assert access_key.is_valid(key)
    assert access_key.parse(key) == access_key.AccessKey(
        cUF="35", AAMM="2610", CNPJ=CNPJ, mod=65, serie=serie, nNF=nNF, tpEmis=tpEmis, cNF=cNF
    )
