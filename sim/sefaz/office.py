"""The authoriser without its network: services, register and log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sim.sefaz.certificates import Trust
from sim.sefaz.desk import Desk, Policy
from sim.sefaz.faults import Faults
from sim.sefaz.names import AUTHORISATION
from sim.sefaz.register import Register
from sim.sefaz.services.visit import Answer, Service, Visit


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """One request. ``outcome``: ``answered``, or how the answer was kept from the caller."""

    at: str
    service: str
    access_key: str
    cStat: int | None
    outcome: str


class Office:
    """One authoriser: a UF and an environment (``tpAmb`` 1 production, 2 homologation)."""

    def __init__(
        self,
        *,
        trust: Trust,
        uf: str,
        tpAmb: str,
        clock: Callable[[], datetime],
        policy: Policy,
        store: Path | None = None,
    ) -> None:
        self.faults = Faults()
        self._trust = trust
        self._uf = uf
        self._tpAmb = tpAmb
        self._clock = clock
        self._policy = policy
        self._register = Register(store)
        self._calls: list[Call] = []
        self._received: Counter[str] = Counter()

    def answer(self, service: Service, payload: bytes, transmitter: bytes) -> Answer:
        """What ``service`` says to a message; ``transmitter`` is the caller's certificate, DER."""
        visit = Visit(
            desk=self.desk(), transmitter=transmitter, faults=self.faults, service=service.name
        )
        answer = service.answer(payload, visit)
        if service.name == AUTHORISATION:
            self._received[answer.access_key] += 1
        return answer

    def log(self, service: str, outcome: str, answer: Answer | None = None) -> None:
        self._calls.append(
            Call(
                at=self._clock().isoformat(),
                service=service,
                access_key=answer.access_key if answer else "",
                cStat=answer.cStat if answer else None,
                outcome=outcome,
            )
        )

    def documents(self) -> list[dict[str, Any]]:
        """The authorised documents, in order, and how often each was received.

        ``state`` is ``authorized`` or ``cancelled``; ``events`` is what happened to it since.
        """
        return [
            {
                **asdict(each),
                "received_count": self._received[each.access_key],
                "state": self._state(each.access_key),
                "events": [asdict(event) for event in self._register.events(each.access_key)],
            }
            for each in self._register
        ]

    def voided(self) -> list[dict[str, Any]]:
        """The ranges of numbers that were voided, in order."""
        return [asdict(each) for each in self._register.voided]

    def calls(self) -> list[dict[str, Any]]:
        return [asdict(call) for call in self._calls]

    def counters(self) -> dict[str, dict[str, int]]:
        """How often each service was called, and each document came to be authorised."""
        services = Counter(call.service for call in self._calls)
        keys = {key: count for key, count in self._received.items() if key}
        return {"services": dict(services), "keys": keys}

    def desk(self) -> Desk:
        """A reception now."""
        return Desk(
            at=self._clock(),
            uf=self._uf,
            tpAmb=self._tpAmb,
            policy=self._policy,
            trust=self._trust,
            register=self._register,
        )

    def _state(self, access_key: str) -> str:
        return "cancelled" if self._register.cancellation(access_key) else "authorized"
