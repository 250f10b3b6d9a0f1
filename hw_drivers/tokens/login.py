"""Logging in to a token without ever risking its certificate."""

from __future__ import annotations

import pkcs11
from pkcs11 import TokenFlag

from hw_drivers.tokens.cryptoki import PIN_REFUSED
from hw_drivers.tokens.errors import PinError
from hw_drivers.tokens.pins import Pin, PinMemory, Verdict

#: PKCS #11 v2.40 section 3.2, CK_TOKEN_INFO flags under which nobody but a person may log in.
_HANDS_OFF = {
    TokenFlag.USER_PIN_LOCKED: "token.pin_locked",
    TokenFlag.USER_PIN_FINAL_TRY: "token.pin_last_try",
    TokenFlag.USER_PIN_TO_BE_CHANGED: "token.pin_must_change",
}
_NEVER_AGAIN = {
    Verdict.REFUSED: "token.pin_refused",
    Verdict.INTERRUPTED: "token.pin_interrupted",
}


def log_in(token: pkcs11.Token, pin: Pin, memory: PinMemory) -> pkcs11.Session:
    """A read-only session that is logged in.

    The PIN is sent once at most, unless the token took it before. Raises ``PinError`` when it is
    refused, and without sending it when the token or ``memory`` advises against; other PKCS#11
    errors come out as they are.
    """
    for flag, code in _HANDS_OFF.items():
        if flag in token.flags:
            raise PinError(code)
    verdict = memory.verdict(token.serial, pin)
    if verdict in _NEVER_AGAIN:
        raise PinError(_NEVER_AGAIN[verdict])
    if verdict is not Verdict.GOOD:
        memory.remember(token.serial, pin, Verdict.INTERRUPTED)
    try:
        session = token.open(user_pin=pin.text)
    except pkcs11.UserAlreadyLoggedIn:
        # Logins hold for the process, not the session; this PIN was not looked at.
        memory.remember(token.serial, pin, verdict)
        return token.open()
    except (*PIN_REFUSED, pkcs11.PinLocked) as error:
        memory.remember(token.serial, pin, Verdict.REFUSED)
        raise PinError("token.pin_refused", why=type(error).__name__) from None
    if verdict is not Verdict.GOOD:
        memory.remember(token.serial, pin, Verdict.GOOD)
    return session
