"""The shapes of what the API answers, for its description."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from edge.catalogue.product import Decimals


class PrintState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """``none``: no printer, or nothing to print. ``uncertain``: ask whether paper came out."""

    status: Literal["none", "queued", "sending", "printed", "not_printed", "uncertain"]
    reason: str | None = None


class SefazWord(msgspec.Struct, frozen=True, kw_only=True):
    """What SEFAZ said of the document."""

    cStat: str
    xMotivo: str


class CancelRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why the sale is cancelled, for SEFAZ: 15 to 255 characters."""

    justification: Annotated[str, Meta(min_length=1, max_length=1000)]


class Cancellation(msgspec.Struct, frozen=True, kw_only=True):
    """``registered_at`` is SEFAZ's time."""

    protocol: str | None
    registered_at: str | None
    justification: str


class SaleAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A sale. ``protocol`` is null until SEFAZ authorised it; ``qr_code`` is the text of the QR."""

    sale_id: str
    status: Literal["authorized", "contingency", "rejected", "uncertain", "cancelled"]
    access_key: Annotated[str, Meta(pattern=r"^[0-9]{6}[0-9A-Z]{12}[0-9]{26}$")]
    series: int
    number: int
    protocol: str | None
    total: Decimals
    change: Decimals
    qr_code: str
    print: PrintState
    links: dict[str, str]
    sefaz: SefazWord | msgspec.UnsetType = msgspec.UNSET
    cancellation: Cancellation | msgspec.UnsetType = msgspec.UNSET
