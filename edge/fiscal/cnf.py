"""The random part of an access key (``cNF``): eight digits that must not be guessable."""

from __future__ import annotations

from typing import Final

_RUNS: Final = frozenset("".join(str((first + i) % 10) for i in range(8)) for first in range(10))
_REPEATS: Final = frozenset(digit * 8 for digit in "0123456789")


def forbidden(cNF: str, nNF: int) -> bool:
    """May it not be used? It equals the number, repeats one digit, or counts upwards.

    Rule B03-10 of NT 2019.001 (rejection 897).
    """
    return cNF in _REPEATS or cNF in _RUNS or int(cNF) == nNF
