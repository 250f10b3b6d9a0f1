"""The access key (*chave de acesso*): 44 characters that name one document in the whole country.

``cUF AAMM CNPJ mod serie nNF tpEmis cNF cDV``, where AAMM is the year and month of ``dhEmi`` as
written (MOC 7.0, section 2.2.6; letters since NT Conjunta 2025.001).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from edge.fiscal.check_digits import modulo_11

_FORM = re.compile(r"[0-9]{6}[0-9A-Z]{12}[0-9]{26}")


@dataclass(frozen=True, kw_only=True, slots=True)
class AccessKey:
    """The fields of a key. ``AAMM`` is four digits, year first; ``cNF`` is eight."""

    cUF: str
    AAMM: str
    CNPJ: str
    mod: int
    serie: int
    nNF: int
    tpEmis: int
    cNF: str


def build(
    *,
    cUF: str,
    dhEmi: datetime,
    CNPJ: str,
    serie: int,
    nNF: int,
    tpEmis: int,
    cNF: str,
    mod: int = 65,
) -> str:
    """The key of a document. ``dhEmi`` carries the local offset it is written with."""
    stem = f"{cUF}{dhEmi:%y%m}{CNPJ:0>14}{mod}{serie:03}{nNF:09}{tpEmis}{cNF}"
    return stem + modulo_11(stem)


def is_valid(key: str) -> bool:
    """Has it a key's form and the right check digit?"""
    return _FORM.fullmatch(key) is not None and modulo_11(key[:43]) == key[43]


def parse(key: str) -> AccessKey:
    """The fields of a key that is known to be valid."""
    return AccessKey(
        cUF=key[:2],
        AAMM=key[2:6],
        CNPJ=key[6:20],
        mod=int(key[20:22]),
        serie=int(key[22:25]),
        nNF=int(key[25:34]),
        tpEmis=int(key[34]),
        cNF=key[35:43],
    )
