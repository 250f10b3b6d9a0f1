"""What the tokens in a SoftHSM reader say of themselves, seen by another process."""

from __future__ import annotations

import os
import subprocess
import sys

from sim.token import SoftToken

_ASK = """
import pkcs11
from pkcs11 import TokenFlag
for slot in pkcs11.lib({module!r}).get_slots(token_present=True):
    token = slot.get_token()
    if TokenFlag.TOKEN_INITIALIZED in token.flags:
        if {pin!r} and token.label == {label!r}:
            token.open(user_pin={pin!r})
            token = slot.get_token()
        if TokenFlag.USER_PIN_COUNT_LOW in token.flags:
            print(token.label)
"""


def refused_a_pin(token: SoftToken) -> set[str]:
    """Labels of the tokens that have refused a PIN since somebody last logged in."""
    return _ask(token, pin="")


def log_in(token: SoftToken) -> set[str]:
    """Log in with the right PIN, which makes the token forget that it refused one."""
    return _ask(token, pin=token.pin)


def _ask(token: SoftToken, *, pin: str) -> set[str]:
    script = _ASK.format(module=str(token.module), label=token.label, pin=pin)
    environment = os.environ | token.environment
    command = [sys.executable, "-c", script]
    return set(subprocess.check_output(command, env=environment, text=True).splitlines())
