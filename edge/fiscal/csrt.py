"""The software house's proof (``hashCSRT`` of ``infRespTec``, NT 2018.005)."""

from __future__ import annotations

import base64
import hashlib


def hash_csrt(csrt: str, access_key: str) -> str:
    """Base64 of SHA-1 over the secret code (CSRT) followed by the access key."""
    digest = hashlib.sha1((csrt + access_key).encode(), usedforsecurity=False).digest()
    return base64.b64encode(digest).decode()
