"""The keys of tills. The till keeps the key, the box only its SHA-256.

A plain hash is enough: the key is 256 random bits, which no dictionary holds.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

_BYTES = 32


@dataclass(frozen=True, kw_only=True, slots=True)
class TillKey:
    """``secret`` is shown once, to who sets up the till; ``sha256`` (hex) is configured."""

    secret: str
    sha256: str


def new_till_key() -> TillKey:
    """43 characters that pass unchanged through a header, an address and a WebSocket protocol."""
    secret = secrets.token_urlsafe(_BYTES)
    return TillKey(secret=secret, sha256=key_sha256(secret))


def key_sha256(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def is_key(secret: str, sha256: str) -> bool:
    """Whether ``secret`` is the key with this hash; takes as long whatever the answer."""
    return hmac.compare_digest(key_sha256(secret), sha256)
