"""What can be wrong with an access key by itself (*chave de acesso*)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sim.sefaz.digits import cnpj_is_valid, cpf_is_valid, key_digit
from sim.sefaz.places import known_codes

MODELS = frozenset({"55", "65"})


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyFault:
    """``part`` as the rejection 910 names it; ``cStat`` and ``says`` where it has its own."""

    part: str
    cStat: int
    says: str


_DIGIT = KeyFault(part="Dígito", cStat=236, says="Chave de Acesso com dígito verificador inválido")
_UF = KeyFault(part="Código UF", cStat=614, says="Chave de Acesso inválida (Código UF inválido)")
_YEAR = KeyFault(
    part="Ano",
    cStat=615,
    says="Chave de Acesso inválida (Ano menor que 06 ou Ano maior que Ano corrente)",
)
_MONTH = KeyFault(
    part="Mês", cStat=616, says="Chave de Acesso inválida (Mês menor que 1 ou Mês maior que 12)"
)
_OWNER = KeyFault(
    part="CNPJ/CPF",
    cStat=617,
    says="Chave de Acesso inválida (CNPJ/CPF zerado ou dígito inválido)",
)
_MODEL = KeyFault(
    part="Modelo", cStat=618, says="Chave de Acesso inválida (modelo diferente de 55 e 65)"
)
_ZERO = KeyFault(part="Número", cStat=619, says="Chave de Acesso inválida (número NF = 0)")

KEY_FAULTS = (_DIGIT, _UF, _YEAR, _MONTH, _OWNER, _MODEL, _ZERO)


def fault_of(key: str, at: datetime) -> KeyFault | None:
    """The first fault, in the manual's order (J02a to J02g, P12-10 to P12-34)."""
    broken = (
        key[43] != key_digit(key[:43]),
        key[:2] not in known_codes(),
        not 6 <= int(key[2:4]) <= at.year % 100,
        not 1 <= int(key[4:6]) <= 12,
        not _owner_is_valid(key),
        key[20:22] not in MODELS,
        not int(key[25:34]),
    )
    return next((fault for fault, found in zip(KEY_FAULTS, broken, strict=True) if found), None)


def owner_of(key: str) -> str:
    """Its CNPJ, or its CPF where the series is a person's."""
    return key[9:20] if _by_a_person(key) else key[6:20]


def _owner_is_valid(key: str) -> bool:
    owner = owner_of(key)
    return cpf_is_valid(owner) if _by_a_person(key) else cnpj_is_valid(owner)


def _by_a_person(key: str) -> bool:
    return 910 <= int(key[22:25]) <= 969
