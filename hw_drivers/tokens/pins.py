"""Which PINs a token took or refused, remembered across restarts so that none is refused twice.

An A3 token locks for ever after three wrong PINs, counted over its whole life: unplugging does not
reset the count, and neither does our restarting. So the try is written down before it is made.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from hw_drivers.tokens.errors import PinError


@dataclass(frozen=True, kw_only=True, slots=True)
class Pin:
    """A PIN and the ``version`` of its storage; another version means a person entered it again."""

    text: str = field(repr=False)
    version: str


class Verdict(StrEnum):
    UNTRIED = "untried"
    #: A try was begun and its end was never written: it may have been counted as wrong.
    INTERRUPTED = "interrupted"
    GOOD = "good"
    REFUSED = "refused"


class PinMemory:
    """Verdicts by token and PIN, in one small file (JSON, mode 0600, written atomically).

    PINs are kept as scrypt hashes with the token's serial number and a salt of the file's own.
    Raises ``PinError("token.pin_memory_unreadable")`` when the file is there but makes no sense:
    then nobody knows which PIN was refused.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def verdict(self, serial: bytes, pin: Pin) -> Verdict:
        memory = self._read()
        found = memory["pins"].get(_hash(memory, serial, pin))
        if found is None:
            return Verdict.UNTRIED
        verdict = Verdict(found["verdict"])
        if verdict is Verdict.INTERRUPTED and found["version"] != pin.version:
            return Verdict.UNTRIED
        return verdict

    def remember(self, serial: bytes, pin: Pin, verdict: Verdict) -> None:
        """Durable when this returns. Raises ``OSError`` when it cannot be written."""
        memory = self._read()
        entry = {"verdict": verdict.value, "version": pin.version}
        memory["pins"][_hash(memory, serial, pin)] = entry
        self._write(memory)

    def _read(self) -> dict[str, Any]:
        try:
            memory: dict[str, Any] = json.loads(self._path.read_bytes())
            bytes.fromhex(memory["salt"])
            memory["pins"].items()
        except FileNotFoundError:
            return {"salt": secrets.token_hex(16), "pins": {}}
        except (ValueError, KeyError, TypeError, AttributeError):
            raise PinError("token.pin_memory_unreadable", file=str(self._path)) from None
        return memory

    def _write(self, memory: dict[str, Any]) -> None:
        fresh = self._path.with_suffix(".new")
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as file:
            json.dump(memory, file)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)
        folder = os.open(self._path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _hash(memory: dict[str, Any], serial: bytes, pin: Pin) -> str:
    salt = bytes.fromhex(memory["salt"]) + serial
    return hashlib.scrypt(pin.text.encode(), salt=salt, n=4096, r=8, p=1, dklen=16).hex()
