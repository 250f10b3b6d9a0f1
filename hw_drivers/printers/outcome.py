"""How a print job ended: three ways, because "sent" is not "printed"."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class PrintResult(StrEnum):
    PRINTED = "printed"
    NOT_PRINTED = "not_printed"
    UNCERTAIN = "uncertain"


class Evidence(StrEnum):
    """What makes us say printed, the strongest first."""

    PROCESS_ID = "process_id"  # the printer said that the end of this job is on paper
    PROCESSED = "processed"  # it worked through the whole job and reports no trouble after it
    RESTED = "rested"  # it was seen at work, then at rest and without trouble


@dataclass(frozen=True, kw_only=True, slots=True)
class PrintOutcome:
    """``printed`` carries ``evidence``, the other two a ``reason`` (``paper_out``, ``gone``…).

    ``not_printed``: not one byte of the job was sent, so trying again is safe. ``uncertain``: some
    may be on paper; only a person who looks can tell.
    """

    result: PrintResult
    evidence: Evidence | None = None
    reason: str | None = None

    @classmethod
    def printed(cls, evidence: Evidence) -> Self:
        return cls(result=PrintResult.PRINTED, evidence=evidence)

    @classmethod
    def not_printed(cls, reason: str) -> Self:
        return cls(result=PrintResult.NOT_PRINTED, reason=reason)

    @classmethod
    def uncertain(cls, reason: str) -> Self:
        return cls(result=PrintResult.UNCERTAIN, reason=reason)
