from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import toml

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
SIMPLE = st.one_of(TEXT, st.integers(-(2**53), 2**53), st.booleans(), st.floats(-1e9, 1e9))
VALUES = st.one_of(SIMPLE, st.lists(SIMPLE, max_size=3))
TABLES = st.recursive(
    st.dictionaries(TEXT, VALUES, max_size=4),
    lambda inner: st.dictionaries(
        TEXT, st.one_of(VALUES, inner, st.lists(inner, min_size=1, max_size=3)), max_size=4
    ),
    max_leaves=10,
)


@given(TABLES)
def test_what_is_written_is_read_back_by_the_standard_library(content: dict[str, Any]) -> None:
    assert tomllib.loads(toml.document(content)) == content


def test_none_is_left_out_and_paths_are_strings() -> None:
    written = toml.document({"a": None, "b": {"file": Path('/tmp/a "b"'), "c": None}})
    assert tomllib.loads(written) == {"b": {"file": '/tmp/a "b"'}}


def test_what_toml_cannot_say_is_refused() -> None:
    with pytest.raises(TypeError, match="bytes"):
        toml.document({"a": b"x"})
