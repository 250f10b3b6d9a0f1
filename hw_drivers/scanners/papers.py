"""What is scanned at a till and is no product: NFC-e and NF-e keys, *boletos*, Pix codes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from hw_drivers.scanners.check_digits import mod11

_KEY = re.compile(r"[0-9]{6}[0-9A-Z]{12}[0-9]{26}")
_KEY_IN_ADDRESS = re.compile(r"[?&]p=([0-9]{6}[0-9A-Z]{12}[0-9]{26})(?:[|&]|$)")
_BOLETO = re.compile(r"(?!8)[0-9]{3}[0-9][0-9][0-9]{39}")
_FIRST_DAY = date(1997, 10, 7)  # due factor 0
_ROUND = 9000  # after 9999, on 2025-02-21, the factor went back to 1000
_PIX = "000201"


@dataclass(frozen=True, kw_only=True, slots=True)
class Boleto:
    """``amount`` None: any. ``due`` None: no due date. The bar code is ``code``, 44 digits."""

    code: str
    bank: str
    amount: Decimal | None
    due: date | None


def access_key(text: str) -> str | None:
    """The 44 characters of a *chave de acesso*, bare or in the address of an NFC-e's QR code."""
    found = _KEY_IN_ADDRESS.search(text)
    key = found[1] if found else text
    if not _KEY.fullmatch(key):
        return None
    rest = mod11(key[:43])
    return key if int(key[43]) == (0 if rest < 2 else 11 - rest) else None


def boleto(text: str, *, today: date) -> Boleto | None:
    """From the bar code of a bank's *boleto*; bills of utilities (first digit 8) are none.

    The due factor has two meanings since 2025; the one nearer to ``today`` is taken.
    """
    if not _BOLETO.fullmatch(text):
        return None
    check = 11 - mod11(text[:4] + text[5:])
    if int(text[4]) != (1 if check in {0, 10, 11} else check):
        return None
    factor, amount = int(text[5:9]), Decimal(int(text[9:19])).scaleb(-2)
    return Boleto(code=text, bank=text[:3], amount=amount or None, due=_due(factor, today))


def is_pix(text: str) -> bool:
    """A payload that pays; it belongs in the customer's telephone, not in a product field."""
    return text.startswith(_PIX) and "br.gov.bcb.pix" in text.lower()


def _due(factor: int, today: date) -> date | None:
    if factor < 1000:
        return None
    first = _FIRST_DAY + timedelta(days=factor)
    again = first + timedelta(days=_ROUND)
    return min(first, again, key=lambda day: abs(day - today))
