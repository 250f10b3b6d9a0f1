"""What the signer says, as values."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec


class CertificateInfo(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The certificate that signs.

    ``der`` and ``chain_der`` are X.509 DER; the chain is what was found of the authorities above,
    its issuer first. ``CNPJ`` comes from the ICP-Brasil entry 2.16.76.1.3.3. Times are UTC.
    """

    der: bytes
    chain_der: tuple[bytes, ...]
    CNPJ: str | None
    subject: str
    not_before: datetime
    not_after: datetime


class HttpAnswer(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """An answer that arrived whole, whatever its ``status``. Header names are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


class SignerState(StrEnum):
    """``absent``: no token with the wanted certificate; ``pin_refused``: a person has to act."""

    READY = "ready"
    ABSENT = "absent"
    PIN_REFUSED = "pin_refused"
    FAILED = "failed"


class SignerStatus(msgspec.Struct, frozen=True, kw_only=True):
    """``reason`` is an error's code with its ``params``; None when ready.

    ``next_try``: when the signer starts again by itself, while it rests after failures.
    """

    state: SignerState
    since: datetime
    reason: str | None = None
    params: dict[str, Any] = {}
    next_try: datetime | None = None
    certificate: CertificateInfo | None = None
