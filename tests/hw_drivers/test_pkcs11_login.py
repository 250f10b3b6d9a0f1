"""When a PIN is sent, and when it is not: a token of paper that says what it was told to say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pkcs11
import pytest
from pkcs11 import TokenFlag

from hw_drivers.tokens.errors import PinError
from hw_drivers.tokens.login import log_in
from hw_drivers.tokens.pins import Pin, PinMemory, Verdict

PIN = Pin(text="1234", version="1")


class PaperToken:
    """``fails`` is raised by the next login. ``sent`` are the PINs that reached it."""

    serial = b"42"

    def __init__(self, flags: TokenFlag = TokenFlag(0), fails: Exception | None = None) -> None:  # noqa: B008
        self.flags = flags
        self.fails = fails
        self.sent: list[str] = []

    def open(self, user_pin: str | None = None) -> str:
        if user_pin is not None:
            self.sent.append(user_pin)
            if self.fails is not None:
                raise self.fails
        return "session"


@pytest.fixture
def memory(tmp_path: Path) -> PinMemory:
    return PinMemory(tmp_path / "pins.json")


def try_login(token: PaperToken, memory: PinMemory, pin: Pin = PIN) -> Any:
    return log_in(token, pin, memory)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("flag", "code"),
    [
        (TokenFlag.USER_PIN_FINAL_TRY, "token.pin_last_try"),
        (TokenFlag.USER_PIN_LOCKED, "token.pin_locked"),
        (TokenFlag.USER_PIN_TO_BE_CHANGED, "token.pin_must_change"),
    ],
)
def test_no_pin_is_sent_to_a_token_in_danger_not_even_a_good_one(
    memory: PinMemory, flag: TokenFlag, code: str
) -> None:
    memory.remember(PaperToken.serial, PIN, Verdict.GOOD)
    token = PaperToken(flag | TokenFlag.TOKEN_INITIALIZED)
    with pytest.raises(PinError) as caught:
        try_login(token, memory)
    assert caught.value.code == code
    assert token.sent == []


def test_one_wrong_try_before_does_not_keep_a_new_pin_from_being_tried(memory: PinMemory) -> None:
    token = PaperToken(TokenFlag.USER_PIN_COUNT_LOW)
    assert try_login(token, memory) == "session"
    assert token.sent == ["1234"]


@pytest.mark.parametrize(
    "refusal", [pkcs11.PinIncorrect, pkcs11.PinInvalid, pkcs11.PinLenRange, pkcs11.PinLocked]
)
def test_a_refused_pin_is_sent_once(memory: PinMemory, refusal: type[Exception]) -> None:
    token = PaperToken(fails=refusal())
    for _ in range(3):
        with pytest.raises(PinError) as caught:
            try_login(token, memory)
        assert caught.value.code == "token.pin_refused"
    assert token.sent == ["1234"]


def test_a_good_pin_that_was_changed_on_the_token_is_sent_once_more_and_no_more(
    memory: PinMemory,
) -> None:
    token = PaperToken()
    try_login(token, memory)
    token.fails = pkcs11.PinIncorrect()
    for _ in range(3):
        with pytest.raises(PinError):
            try_login(token, memory)
    assert token.sent == ["1234", "1234"]


def test_a_good_pin_is_sent_whenever_it_is_needed(memory: PinMemory) -> None:
    token = PaperToken()
    for _ in range(3):
        assert try_login(token, memory) == "session"
    assert token.sent == ["1234"] * 3


@pytest.mark.parametrize("trouble", [pkcs11.DeviceRemoved, pkcs11.GeneralError, KeyboardInterrupt])
def test_a_first_try_without_an_end_is_not_repeated_until_the_pin_is_stored_again(
    memory: PinMemory, trouble: type[BaseException]
) -> None:
    token = PaperToken()
    token.fails = trouble()  # type: ignore[assignment]
    with pytest.raises(trouble):
        try_login(token, memory)
    token.fails = None
    with pytest.raises(PinError) as caught:
        try_login(token, memory)
    assert caught.value.code == "token.pin_interrupted"
    assert token.sent == ["1234"]
    assert try_login(token, memory, Pin(text="1234", version="2")) == "session"


def test_a_known_good_pin_survives_a_login_without_an_end(memory: PinMemory) -> None:
    token = PaperToken()
    try_login(token, memory)
    token.fails = pkcs11.DeviceRemoved()
    with pytest.raises(pkcs11.DeviceRemoved):
        try_login(token, memory)
    token.fails = None
    assert try_login(token, memory) == "session"


def test_a_login_that_was_not_needed_says_nothing_about_the_pin(memory: PinMemory) -> None:
    token = PaperToken(fails=pkcs11.UserAlreadyLoggedIn())
    assert try_login(token, memory) == "session"
    assert memory.verdict(token.serial, PIN) is Verdict.UNTRIED
