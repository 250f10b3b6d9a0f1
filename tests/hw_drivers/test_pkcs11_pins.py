"""What is remembered of PINs."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from hw_drivers.tokens.errors import PinError
from hw_drivers.tokens.pins import Pin, PinMemory, Verdict

PIN = Pin(text="1234", version="1")
SERIAL = b"0123456789"


@pytest.fixture
def memory(tmp_path: Path) -> PinMemory:
    return PinMemory(tmp_path / "pins.json")


def test_a_pin_nobody_sent_is_untried(memory: PinMemory) -> None:
    assert memory.verdict(SERIAL, PIN) is Verdict.UNTRIED


@pytest.mark.parametrize("verdict", [Verdict.GOOD, Verdict.REFUSED])
def test_a_verdict_outlives_the_process_and_a_new_copy_of_the_pin(
    memory: PinMemory, tmp_path: Path, verdict: Verdict
) -> None:
    memory.remember(SERIAL, PIN, verdict)
    later = PinMemory(tmp_path / "pins.json")
    assert later.verdict(SERIAL, PIN) is verdict
    assert later.verdict(SERIAL, Pin(text="1234", version="2")) is verdict


def test_an_interrupted_try_may_be_repeated_when_a_person_stored_the_pin_again(
    memory: PinMemory,
) -> None:
    memory.remember(SERIAL, PIN, Verdict.INTERRUPTED)
    assert memory.verdict(SERIAL, PIN) is Verdict.INTERRUPTED
    assert memory.verdict(SERIAL, Pin(text="1234", version="2")) is Verdict.UNTRIED


def test_another_pin_and_another_token_are_judged_by_themselves(memory: PinMemory) -> None:
    memory.remember(SERIAL, PIN, Verdict.REFUSED)
    assert memory.verdict(SERIAL, Pin(text="1235", version="1")) is Verdict.UNTRIED
    assert memory.verdict(b"9876543210", PIN) is Verdict.UNTRIED


def test_nobody_else_reads_the_file_and_the_pin_is_not_in_it(
    memory: PinMemory, tmp_path: Path
) -> None:
    memory.remember(SERIAL, PIN, Verdict.REFUSED)
    (file,) = tmp_path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert PIN.text not in file.read_text()


def test_the_same_pin_leaves_another_trace_in_every_box(tmp_path: Path) -> None:
    for name in ("a.json", "b.json"):
        PinMemory(tmp_path / name).remember(SERIAL, PIN, Verdict.REFUSED)
    assert (tmp_path / "a.json").read_text() != (tmp_path / "b.json").read_text()


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"salt": "x", "pins": {}}'])
def test_a_damaged_memory_lets_no_pin_through(
    memory: PinMemory, tmp_path: Path, content: str
) -> None:
    (tmp_path / "pins.json").write_text(content)
    with pytest.raises(PinError) as caught:
        memory.verdict(SERIAL, PIN)
    assert caught.value.code == "token.pin_memory_unreadable"


def test_a_pin_does_not_show_in_a_traceback() -> None:
    assert PIN.text not in repr(PIN)
