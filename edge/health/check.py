"""What a check is, and what it finds."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol


class Health(StrEnum):
    """``attention``: the shop sells on, and a person should act.

    ``failing``: it does not sell, or not as the law wants it.
    """

    OK = "ok"
    ATTENTION = "attention"
    FAILING = "failing"


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """``code`` has a sentence in ``edge/messages/``; ``params`` is JSON-ready.

    Findings that are equal are the same news: ``params`` must not change with every look.
    """

    health: Health
    code: str | None = None
    params: dict[str, Any] = field(default_factory=dict)


OK = Finding(health=Health.OK)


def attention(code: str, **params: Any) -> Finding:
    return Finding(health=Health.ATTENTION, code=code, params=params)


def failing(code: str, **params: Any) -> Finding:
    return Finding(health=Health.FAILING, code=code, params=params)


class Check(Protocol):
    """Looks at one thing. May raise ``EdgeError`` or ``OSError``: then that is what is failing."""

    @property
    def name(self) -> str: ...

    async def run(self) -> Finding: ...
