"""The hash chain: every entry's hash covers its predecessor's, so nothing inside can be altered.

A cut-off tail leaves a shorter chain that is still whole: only a head kept elsewhere shows that.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, NoReturn

GENESIS = hashlib.sha256(b"white-edge journal 1").digest()
"""What stands in for the predecessor of entry 1."""


def _refuse(number: str) -> NoReturn:
    raise ValueError(f"a journal body holds no floats: {number}")


_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
_DECODER = json.JSONDecoder(parse_float=_refuse, parse_constant=_refuse)


def canonical(value: Any) -> str:
    """``value`` as the one JSON text it can have: sorted keys, no spaces, UTF-8 not escaped."""
    return _ENCODER.encode(value)


def parse(text: str) -> Any:
    """The value of a canonical text. Raises ``ValueError`` on a float, NaN included."""
    return _DECODER.decode(text)


def entry_hash(
    previous: bytes, seq: int, *, at: bytes, kind: bytes, subject: bytes, body: bytes
) -> bytes:
    """SHA-256 over the predecessor's hash, ``seq`` (8 bytes, big-endian) and the stored texts.

    Each text is UTF-8 behind its length (4 bytes, big-endian), so that no two entries share an
    encoding.
    """
    digest = hashlib.sha256(previous)
    digest.update(seq.to_bytes(8, "big"))
    for text in (at, kind, subject, body):
        digest.update(len(text).to_bytes(4, "big"))
        digest.update(text)
    return digest.digest()
