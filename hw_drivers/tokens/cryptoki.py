"""What PKCS#11's return codes (CKR, PKCS #11 v2.40 section 5.1) mean for us."""

from __future__ import annotations

import pkcs11

from hw_drivers.tokens.errors import TokenError

NOT_A_TOKEN = (pkcs11.TokenNotPresent, pkcs11.TokenNotRecognised)

PIN_REFUSED = (pkcs11.PinIncorrect, pkcs11.PinInvalid, pkcs11.PinLenRange, pkcs11.PinExpired)

#: A pulled token, a restarted pcscd, a confused module: each driver says it in another way (SoftHSM
#: never says DeviceRemoved, OpenSC says GeneralError for ever once pcscd has gone). All are mended
#: alike: let go of everything and open it again.
LOST = (
    pkcs11.DeviceError,
    pkcs11.DeviceMemory,
    pkcs11.DeviceRemoved,
    pkcs11.FunctionFailed,
    pkcs11.GeneralError,
    pkcs11.KeyHandleInvalid,
    pkcs11.ObjectHandleInvalid,
    pkcs11.OperationActive,
    pkcs11.SessionClosed,
    pkcs11.SessionHandleInvalid,
    pkcs11.SlotIDInvalid,
    pkcs11.TokenNotPresent,
    pkcs11.TokenNotRecognised,
    pkcs11.UserNotLoggedIn,
)


def failed(error: pkcs11.PKCS11Error) -> TokenError:
    """Any other code: the token or its module is of no use as it is."""
    return TokenError("token.failed", why=f"{type(error).__name__} {error}".rstrip())
