"""One way to break one rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sim.sefaz.desk import Policy
from tests.sim.sefaz.edits import Edit, nothing
from tests.sim.sefaz.taxpayer import ONLINE, Taxpayer


@dataclass(frozen=True, kw_only=True)
class Breach:
    """``first``: another number comes before this rule's (225 where the schema forbids it)."""

    cStat: int
    edit: Edit = nothing
    late: Edit = nothing
    qr_code: Callable[[str], str | None] = lambda text: text
    tamper: Callable[[bytes], bytes] = lambda xml: xml
    template: str = ONLINE
    shift: timedelta = timedelta(0)
    policy: Policy = field(default_factory=Policy)
    first: int | None = None

    def commit(self, shop: Taxpayer, now: datetime) -> bytes:
        note = shop.nfce(
            now + self.shift,
            template=self.template,
            edit=self.edit,
            late=self.late,
            qr_code=self.qr_code,
        )
        return self.tamper(note)

    def __str__(self) -> str:
        return str(self.cStat)
