"""Can documents be signed, and for how long still? An A3 certificate takes days to renew."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import ClassVar

from edge.clock import Clock
from edge.health.check import OK, Finding, attention, failing
from edge.signer.types import SignerState, SignerStatus

_WARN_DAYS = (1, 7, 15, 30, 60)


class SignerCheck:
    """``status`` asks the signer."""

    name: ClassVar = "signer"

    def __init__(self, status: Callable[[], Awaitable[SignerStatus]], *, clock: Clock) -> None:
        self._status = status
        self._clock = clock

    async def run(self) -> Finding:
        status = await self._status()
        if status.state is not SignerState.READY:
            return failing(status.reason or f"health.signer_{status.state.value}", **status.params)
        if status.certificate is None:
            return OK
        not_after = status.certificate.not_after
        left = not_after - self._clock.now()
        for days in _WARN_DAYS:
            if left <= timedelta(days=days):
                day = not_after.date().isoformat()
                return attention("health.certificate_expires", within_days=days, not_after=day)
        return OK
