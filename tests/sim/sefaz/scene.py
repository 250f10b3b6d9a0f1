"""A sale whose answer was lost: authorised, and issued again in contingency."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sim.sefaz.certificates import Trust
from sim.sefaz.desk import Policy
from sim.sefaz.office import Office
from tests.sim.sefaz.edits import Edit, all_of, drop, nothing, put
from tests.sim.sefaz.mail import ask, send, values
from tests.sim.sefaz.papers import event, event_batch, voiding
from tests.sim.sefaz.taxpayer import OFFLINE, Taxpayer, key_of

EVENTS = "NFeRecepcaoEvento4"
VOIDING = "NFeInutilizacao4"

#: The template of contingency as it would have been issued normally.
NORMAL = all_of(put("ide/tpEmis", "1"), drop("ide/dhCont"), drop("ide/xJust"))


class Scene:
    """``moment`` is SEFAZ's clock. ``key`` is the sale's first document, number 1."""

    def __init__(
        self, trust: Trust, shop: Taxpayer, now: datetime, policy: Policy | None = None
    ) -> None:
        self.shop = shop
        self.moment = now
        self.office = Office(
            trust=trust, uf="SP", tpAmb="2", clock=lambda: self.moment, policy=policy or Policy()
        )
        self.note = shop.nfce(now, template=OFFLINE, edit=NORMAL)
        self.key = key_of(self.note)
        self.nProt = self.authorise(self.note)
        self.twin = ""

    def authorise(self, note: bytes) -> str:
        """The protocol's number."""
        answer = send(self.office, self.shop, note)
        assert values(answer, "cStat") == ["104", "100"], answer
        return values(answer, "nProt")[0]

    def issue_twin(self, edit: Edit = nothing, *, late: timedelta = timedelta(minutes=10)) -> str:
        """The other document, number 2, authorised as soon as it is issued."""
        self.pass_time(late)
        note = self.shop.nfce(self.moment, template=OFFLINE, number=2, edit=edit)
        self.twin = key_of(note)
        return self.authorise(note)

    def pass_time(self, time: timedelta) -> None:
        self.moment += time

    def event(self, kind: str, **fields: str) -> bytes:
        """Of the first document, or of ``chNFe``."""
        known = {"nProt": self.nProt, "chNFeRef": self.twin} | fields
        return event(self.shop, self.moment, kind, self.key, **known)

    def report(self, *events: bytes) -> str:
        """The answer to a batch."""
        return ask(self.office, self.shop, EVENTS, event_batch(*events))

    def cancel(self, kind: str = "110111", **fields: str) -> str:
        return self.report(self.event(kind, **fields))

    def void(self, **fields: str) -> str:
        return ask(self.office, self.shop, VOIDING, voiding(self.shop, self.moment, **fields))

    def document(self, access_key: str = "") -> dict[str, Any]:
        wanted = access_key or self.key
        return next(each for each in self.office.documents() if each["access_key"] == wanted)
