"""What can be made to go wrong, by name."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, TypeVar

from sim.sefaz import names


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
    """``service`` does its work, then the connection ends without an answer."""

    service: str = names.AUTHORISATION

    def __post_init__(self) -> None:
        _check_service("lose_answer", self.service)


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
    """The next document, event or voiding, and only that one, is rejected with ``cStat``.

    ``service``: the next one there.
    """

    cStat: int
    service: str | None = None

    def __post_init__(self) -> None:
        if not 200 <= int(self.cStat) <= 9999:
            msg = f"reject: cStat is a rejection's number, not {self.cStat}"
            raise ValueError(msg)
        if self.service is not None:
            _check_service("reject", self.service)


@dataclass(frozen=True, kw_only=True, slots=True)
class Paused:
    """All but consultations answer ``cStat`` 108 (for a while) or 109 (without a forecast)."""

    cStat: int = 108

    def __post_init__(self) -> None:
        if int(self.cStat) not in {108, 109}:
            msg = f"paused: cStat is 108 or 109, not {self.cStat}"
            raise ValueError(msg)


@dataclass(frozen=True, kw_only=True, slots=True)
class UndueConsumption:
    """The next ``calls`` of ``service`` are answered 656 (*consumo indevido*)."""

    service: str = names.CONSULT
    calls: int = 1

    def __post_init__(self) -> None:
        _check_service("undue_consumption", self.service)
        if int(self.calls) < 1:
            msg = f"undue_consumption: calls is 1 or more, not {self.calls}"
            raise ValueError(msg)


@dataclass(frozen=True, kw_only=True, slots=True)
class Alert:
    """Documents are authorised with ``cStat`` 120 and a message (NT 2026.002)."""

    cMsg: str = "172"
    xMsg: str = "Alerta: verifique a situação cadastral do destinatário"

    def __post_init__(self) -> None:
        if not (str(self.cMsg).isdecimal() and len(str(self.cMsg)) <= 4):
            msg = f"alert: cMsg has 1 to 4 digits, not {self.cMsg!r}"
            raise ValueError(msg)


Fault = (
    Refuse
    | Silent
    | LoseAnswer
    | Slow
    | Http503
    | Html
    | Reject
    | Paused
    | UndueConsumption
    | Alert
)
Kind = TypeVar(
    "Kind",
    Refuse,
    Silent,
    LoseAnswer,
    Slow,
    Http503,
    Html,
    Reject,
    Paused,
    UndueConsumption,
    Alert,
)

KINDS: dict[str, type[Fault]] = {
    "refuse": Refuse,
    "silent": Silent,
    "lose_answer": LoseAnswer,
    "slow": Slow,
    "http_503": Http503,
    "html": Html,
    "reject": Reject,
    "paused": Paused,
    "undue_consumption": UndueConsumption,
    "alert": Alert,
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

    def take_rejection(self, service: str) -> Reject | None:
        """The rejection ordered for what ``service`` is judging; it is over with that."""
        fault = self.get(Reject)
        if fault is None or fault.service not in {None, service}:
            return None
        del self._set[Reject]
        return fault

    def take_undue(self, service: str) -> bool:
        """Whether this call of ``service`` is one too many; it is one less with that."""
        fault = self.get(UndueConsumption)
        if fault is None or fault.service != service:
            return False
        if int(fault.calls) > 1:
            self._set[UndueConsumption] = replace(fault, calls=int(fault.calls) - 1)
        else:
            del self._set[UndueConsumption]
        return True


def _check_service(fault: str, service: str) -> None:
    if service not in names.ALL:
        msg = f"{fault}: service is one of {', '.join(sorted(names.ALL))}, not {service!r}"
        raise ValueError(msg)
