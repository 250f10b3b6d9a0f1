"""The checkup: every check again and again, what each found last, and news of it on the bus."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from edge.clock import Clock
from edge.errors import EdgeError
from edge.events import Bus, Event
from edge.health.check import Check, Finding, Health, failing
from edge.messages import render

_ORDER = (Health.FAILING, Health.ATTENTION, Health.OK)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """What ``check`` found when it last looked, and since when it finds the same."""

    check: str
    finding: Finding
    since: datetime

    def as_json(self) -> dict[str, Any]:
        finding = self.finding
        shown: dict[str, Any] = {"health": finding.health.value, "since": self.since.isoformat()}
        if finding.code is not None:
            shown |= {
                "code": finding.code,
                "params": finding.params,
                "what_to_do": render(finding.code, finding.params),
            }
        return shown


class Checkup:
    """Runs all ``checks`` side by side every ``every`` seconds.

    One that does not answer within ``patience`` seconds is failing; the others do not wait for it
    any longer than that.
    """

    def __init__(
        self,
        checks: Sequence[Check],
        *,
        clock: Clock,
        bus: Bus,
        every: float = 60.0,
        patience: float = 10.0,
    ) -> None:
        self._checks = tuple(checks)
        self._clock = clock
        self._bus = bus
        self._every = every
        self._patience = patience
        self._standings: dict[str, Standing] = {}

    async def run(self) -> None:
        """Look again and again. Cancel to stop."""
        while True:
            await self.look()
            await asyncio.sleep(self._every)

    async def look(self) -> None:
        """Run every check once."""
        findings = await asyncio.gather(*(self._find(check) for check in self._checks))
        for check, finding in zip(self._checks, findings, strict=True):
            self._note(check.name, finding)

    def finding(self, check: str) -> Finding | None:
        """What ``check`` found last; None when it never looked."""
        standing = self._standings.get(check)
        return None if standing is None else standing.finding

    def as_json(self) -> dict[str, Any]:
        """``{"health": the worst, "checks": {name: {health, since, …}}}``, for ``/v1/status``.

        Of a check that is not in order also ``code``, ``params`` and ``what_to_do``.
        """
        found = {standing.finding.health for standing in self._standings.values()}
        worst = next((health for health in _ORDER if health in found), Health.OK)
        checks = {name: standing.as_json() for name, standing in self._standings.items()}
        return {"health": worst.value, "checks": checks}

    async def _find(self, check: Check) -> Finding:
        try:
            async with asyncio.timeout(self._patience):
                return await check.run()
        except TimeoutError:
            return failing("health.no_answer", check=check.name, seconds=self._patience)
        except EdgeError as error:
            return failing(error.code, **error.params)
        except OSError as error:
            return failing("health.check_failed", check=check.name, why=str(error))

    def _note(self, name: str, finding: Finding) -> None:
        before = self._standings.get(name)
        if before is not None and before.finding == finding:
            return
        standing = Standing(check=name, finding=finding, since=self._clock.now())
        self._standings[name] = standing
        if before is None and finding.health is Health.OK:
            return
        log.info("health.changed", check=name, health=finding.health.value, code=finding.code)
        self._bus.publish(Event(kind="health", data={"check": name, **standing.as_json()}))
