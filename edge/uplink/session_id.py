"""Session ids: ULIDs, which sort by the time a connection was tried."""

from __future__ import annotations

from datetime import datetime

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_RANDOM_BITS = 80
ENTROPY_BYTES = _RANDOM_BITS // 8


def session_id(at: datetime, entropy: bytes) -> str:
    """26 characters: 48 bits of milliseconds since 1970, then 80 random bits (``entropy``)."""
    if len(entropy) != ENTROPY_BYTES:
        raise ValueError(f"entropy: {ENTROPY_BYTES} bytes")
    milliseconds = int(at.timestamp() * 1000)
    number = milliseconds << _RANDOM_BITS | int.from_bytes(entropy)
    return "".join(_CROCKFORD[number >> shift & 31] for shift in range(125, -1, -5))
