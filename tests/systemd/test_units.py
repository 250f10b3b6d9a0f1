"""systemd and udev themselves judge our units and rules."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

SYSTEMD = Path(__file__).parents[2] / "systemd"

needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is not on this machine"
)


def ask(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The unit as it is, but for the path of a daemon that is not installed here."""
    text = (SYSTEMD / "white-edge.service").read_text("utf-8")
    unit = tmp_path / "white-edge.service"
    unit.write_text(text.replace("/opt/white-edge/bin/edge", "/bin/true"))
    return unit


@needs_systemd
def test_systemd_understands_every_line_of_the_unit(unit: Path) -> None:
    answer = ask("systemd-analyze", "verify", unit)
    assert answer.stderr == ""  # the exit status is 0 even for a key it does not know
    assert answer.returncode == 0


@needs_systemd
def test_systemd_would_tell_of_a_key_it_does_not_know(unit: Path) -> None:
    unit.write_text(unit.read_text("utf-8").replace("ProtectHome=", "ProtectHouse="))
    assert "ProtectHouse" in ask("systemd-analyze", "verify", unit).stderr


@needs_systemd
def test_the_sandbox_leaves_little_exposed(unit: Path) -> None:
    answer = ask("systemd-analyze", "security", "--offline=true", "--threshold=20", unit)
    assert answer.returncode == 0, answer.stdout.splitlines()[-1]


@pytest.mark.skipif(
    shutil.which("udevadm") is None or "verify" not in ask("udevadm", "--help").stdout,
    reason="udevadm verify is not on this machine (systemd 254)",
)
def test_udev_understands_every_rule() -> None:
    rules = SYSTEMD / "60-white-edge.rules"
    answer = ask("udevadm", "verify", "--resolve-names=never", rules)
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_no_udev_rule_compares_what_it_means_to_set() -> None:
    rules = (SYSTEMD / "60-white-edge.rules").read_text("utf-8")
    assert [key for key in ("MODE==", "GROUP==", "SYMLINK==", "TAG==") if key in rules] == []
