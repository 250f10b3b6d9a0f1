"""What can be made to go wrong, by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar


@dataclass(frozen=True, kw_only=True, slots=True)
class Refuse:
    """Connections are refused and those there are dropped; the port is kept for later."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Silent:
    """Never an answer. ``after``: new connections fall silent after ``accept`` or after ``tls``."""

    after: str = "accept"

    def __post_init__(self) -> None:
        if self.after not in {"accept", "tls"}:
            msg = f"silent: after is accept or tls, not {self.after!r}"
            raise ValueError(msg)


@dataclass(frozen=True, kw_only=True, slots=True)
class LoseAnswer:
    """NFeAutorizacao4 does its work, then the connection ends without an answer."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Slow:
    """The work is done at once, the answer comes after ``seconds``."""

    seconds: float = 2.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Http503:
    """*Service Unavailable*, before any work."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Html:
    """Status 200 with a web page, as a proxy or a maintenance page answers."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reject:
    """The next document, and only that one, is rejected with ``cStat``."""

    cStat: int

    def __post_init__(self) -> None:
        if not 200 <= int(self.cStat) <= 9999:
            msg = f"reject: cStat is a rejection's number, not {self.cStat}"
            raise ValueError(msg)


@dataclass(frozen=True, kw_only=True, slots=True)
class Paused:
    """Status and authorisation answer ``cStat`` 108 (for a while) or 109 (without a forecast)."""

    cStat: int = 108

    def __post_init__(self) -> None:
        if int(self.cStat) not in {108, 109}:
            msg = f"paused: cStat is 108 or 109, not {self.cStat}"
            raise ValueError(msg)


Fault = Refuse | Silent | LoseAnswer | Slow | Http503 | Html | Reject | Paused
Kind = TypeVar("Kind", Refuse, Silent, LoseAnswer, Slow, Http503, Html, Reject, Paused)

KINDS: dict[str, type[Fault]] = {
    "refuse": Refuse,
    "silent": Silent,
    "lose_answer": LoseAnswer,
    "slow": Slow,
    "http_503": Http503,
    "html": Html,
    "reject": Reject,
    "paused": Paused,
}


class Faults:
    """The faults that are set; several may be at once."""

    def __init__(self) -> None:
        self._set: dict[type[Fault], Fault] = {}

    def set(self, name: str, **params: Any) -> Fault:
        """Raises ``ValueError`` for a name or a parameter there is not."""
        if name not in KINDS:
            msg = f"no fault {name!r}; there are: {', '.join(KINDS)}"
            raise ValueError(msg)
        kind = KINDS[name]
        try:
            fault = kind(**params)
        except TypeError as error:
            raise ValueError(str(error)) from error
        self._set[kind] = fault
        return fault

    def clear(self) -> None:
        self._set.clear()

    def get(self, kind: type[Kind]) -> Kind | None:
        fault = self._set.get(kind)
        return fault if isinstance(fault, kind) else None

    def take(self, kind: type[Kind]) -> Kind | None:
        """As ``get``, and it is over with that."""
        fault = self.get(kind)
        self._set.pop(kind, None)
        return fault
