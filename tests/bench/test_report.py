"""The report, for programs and for people."""

import json

import pytest

from bench.report import Row, to_json, to_table

ROWS = [
    Row(name="build", ours=0.25, unit="ms", peer=5.0, peer_name="nfelib", samples=200, note="fair"),
    Row(name="idle daemon, RSS", ours=48.765432, unit="MB"),
]


def test_the_report_is_a_list_with_every_field_named() -> None:
    compared, alone = json.loads(to_json(ROWS))
    expected = {"ours": 0.25, "peer": 5.0, "peer_name": "nfelib", "ratio": 0.05, "unit": "ms"}
    assert compared.items() >= expected.items()
    assert alone["name"] == "idle daemon, RSS"
    assert [alone[field] for field in ("peer", "peer_name", "ratio")] == [None, None, None]
    assert alone["ours"] == 48.77


def test_the_ratio_is_ours_over_the_peers() -> None:
    assert ROWS[0].ratio == pytest.approx(0.05)


def test_the_table_has_a_line_for_every_row_and_its_notes_below() -> None:
    lines = to_table(ROWS).splitlines()
    assert lines[1].split() == ["build", "[1]", "0.250", "ms", "5.00", "ms", "0.05", "nfelib"]
    assert lines[2].split() == ["idle", "daemon,", "RSS", "48.8", "MB"]
    assert lines[-1] == "[1] fair"
