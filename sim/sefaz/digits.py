"""Check digits: access key, CNPJ, CPF and GTIN.

A character is worth its ASCII code minus 48, so that letters count too (NT Conjunta 2025.001).
"""

from __future__ import annotations

import re
from itertools import cycle

_CNPJ = re.compile(r"[0-9A-Z]{12}[0-9]{2}")
_CPF = re.compile(r"[0-9]{11}")
_GTIN = re.compile(r"[0-9]{8}|[0-9]{12,14}")


def key_digit(first_43: str) -> str:
    """The cDV of an access key (*chave de acesso*)."""
    return _modulus_11(first_43, 9)


def cnpj_is_valid(cnpj: str) -> bool:
    if not _CNPJ.fullmatch(cnpj) or set(cnpj) == {"0"}:
        return False
    first = _modulus_11(cnpj[:12], 9)
    return cnpj[12:] == first + _modulus_11(cnpj[:12] + first, 9)


def cpf_is_valid(cpf: str) -> bool:
    """Eleven times the same digit closes too, and belongs to nobody."""
    if not _CPF.fullmatch(cpf) or len(set(cpf)) == 1:
        return False
    first = _modulus_11(cpf[:9], 11)
    return cpf[9:] == first + _modulus_11(cpf[:9] + first, 11)


def gtin_is_valid(gtin: str) -> bool:
    """GTIN-8, 12, 13 or 14: weights 3 and 1 from the right, GS1 General Specifications 7.9."""
    if not _GTIN.fullmatch(gtin):
        return False
    total = sum(
        int(digit) * weight
        for digit, weight in zip(reversed(gtin[:-1]), cycle((3, 1)), strict=False)
    )
    return int(gtin[-1]) == -total % 10


def _modulus_11(text: str, greatest_weight: int) -> str:
    weights = cycle(range(2, greatest_weight + 1))
    total = sum(
        (ord(character) - 48) * weight
        for character, weight in zip(reversed(text), weights, strict=False)
    )
    rest = total % 11
    return "0" if rest < 2 else str(11 - rest)
