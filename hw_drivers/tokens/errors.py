"""What can go wrong with a token, sorted by what one may do about it."""

from __future__ import annotations

from hw_drivers.errors import DeviceError


class TokenError(DeviceError):
    """The token cannot do what was asked; asking again changes nothing."""


class TokenAbsent(TokenError):
    """No token with the wanted certificate is in any reader. Wait for it."""


class TokenLost(TokenError):
    """The open token went away, or its module lost its mind. Close it and open it again, once."""


class PinError(TokenError):
    """The PIN was refused, or must not be sent. Only a person may go on.

    On most tokens the third wrong PIN of its life is the end of the certificate.
    """
