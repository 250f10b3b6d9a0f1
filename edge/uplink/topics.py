"""The topics of one box: ``fe1/{tenant}/{box}/…``. Only ids that never change stand in a topic."""

from __future__ import annotations

from dataclasses import dataclass

from edge.config import Box

#: Major version of the protocol; a new one lives beside the old.
PROTOCOL = "fe1"


@dataclass(frozen=True, kw_only=True, slots=True)
class Topics:
    """Names for everything the box says and hears."""

    tenant: str
    box: str

    @classmethod
    def of(cls, box: Box) -> Topics:
        return cls(tenant=box.tenant, box=box.id)

    @property
    def prefix(self) -> str:
        return f"{PROTOCOL}/{self.tenant}/{self.box}"

    @property
    def state(self) -> str:
        """Birth, goodbye and will; retained."""
        return f"{self.prefix}/state"

    @property
    def command_result(self) -> str:
        return f"{self.prefix}/cmd-res"

    def event(self, stream: str) -> str:
        return f"{self.prefix}/evt/{stream}"

    def reported(self, section: str) -> str:
        """What the box made of a desired section; retained."""
        return f"{self.prefix}/reported/{section}"

    @property
    def source(self) -> str:
        """The box as a CloudEvents source, the same URI as in its certificate."""
        return f"urn:fe:{self.tenant}:{self.box}"

    def heard(self, topic: str) -> tuple[str, str] | None:
        """What kind of message came, and its name: ``ack/fiscal`` → ``("ack", "fiscal")``."""
        kind, _, name = topic.removeprefix(f"{self.prefix}/").partition("/")
        if not topic.startswith(f"{self.prefix}/") or not name or "/" in name:
            return None
        return kind, name
