"""Numbers, documents and times as Brazilians write them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

_SWAP = str.maketrans(",.", ".,")


def money(value: Decimal) -> str:
    """``1.234,56``."""
    return f"{value:,.2f}".translate(_SWAP)


def quantity(value: Decimal) -> str:
    """``0,432``, ``2``: no zeros at the end."""
    text = f"{value:,f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).translate(_SWAP)


def unit_price(value: Decimal) -> str:
    """``7,49``, ``0,1234``: two places or as many as it has (``vUnCom`` may have ten)."""
    whole, _, places = f"{value:,f}".partition(".")
    return f"{whole}.{places.rstrip('0').ljust(2, '0')}".translate(_SWAP)


def cnpj(text: str) -> str:
    """``11.222.333/0001-81``; letters stay as they are."""
    if len(text) != 14:
        return text
    return f"{text[:2]}.{text[2:5]}.{text[5:8]}/{text[8:12]}-{text[12:]}"


def cpf(text: str) -> str:
    """``111.444.777-35``."""
    if len(text) != 11:
        return text
    return f"{text[:3]}.{text[3:6]}.{text[6:9]}-{text[9:]}"


def cep(text: str) -> str:
    """Postal code: ``01001-000``."""
    return f"{text[:5]}-{text[5:]}" if len(text) == 8 else text


def telephone(text: str) -> str:
    """``(11) 3333-4444``; what has no area code stays as it is."""
    if len(text) not in {10, 11}:
        return text
    return f"({text[:2]}) {text[2:-4]}-{text[-4:]}"


def moment(value: datetime) -> str:
    """``22/11/2026 10:00:00``, in the offset it was written with."""
    return f"{value:%d/%m/%Y %H:%M:%S}"
