"""Where and when a document is judged: the authoriser, its choices, and what it holds already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from sim.sefaz.certificates import Trust
from sim.sefaz.places import code_of
from sim.sefaz.register import Register


@dataclass(frozen=True, kw_only=True, slots=True)
class Policy:
    """What the law leaves to each UF, or has not settled.

    - ``offline``: takes offline contingency (B22-20)
    - ``other_icms``: takes CST 90 and CSOSN 900 (N12-30, N12a-20)
    - ``carrier_on_delivery``: wants the carrier of a delivery (X03-20)
    - ``tech_responsible``: UFs that want ``infRespTec`` (ZD01-10)
    - ``reform_crts``: tax regimes (CRT) that must send IBS and CBS (UB12-10)
    - ``reform_base``: checks the base of IBS and CBS (UB16-10, never switched on)
    - ``identify_above``, ``greatest_total``: R$ (W16-40, W16-30)
    - ``csc``: security codes by ``idCSC``, for QR codes of version 2
    - ``series_per_emission``: tells numbers apart by tpEmis too (2B08-10 for model 65); without
      it one number is one document, which is stricter
    - ``cancel_within``, ``substitute_within``: after authorisation (2P12-14, 2P12-18)
    - ``cancel_late_within``: takes a cancellation until then, as out of time (155); None: never
    """

    offline: bool = True
    other_icms: bool = False
    carrier_on_delivery: bool = False
    tech_responsible: frozenset[str] = frozenset({"AM", "MS", "PE", "PR", "SC", "TO"})
    reform_crts: frozenset[str] = frozenset({"3"})
    reform_base: bool = False
    identify_above: Decimal = Decimal("10000.00")
    greatest_total: Decimal = Decimal("200000.00")
    csc: Mapping[str, str] = field(default_factory=dict)
    series_per_emission: bool = False
    cancel_within: timedelta = timedelta(minutes=30)
    substitute_within: timedelta = timedelta(hours=168)
    cancel_late_within: timedelta | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Desk:
    """One reception. ``at`` is timezone-aware; ``tpAmb`` 1 production, 2 homologation."""

    at: datetime
    uf: str
    tpAmb: str
    policy: Policy
    trust: Trust
    register: Register

    @property
    def cUF(self) -> str:
        return code_of(self.uf)
