"""How an item is taxed, as its product's record says it. Fields keep the layout's names.

Percentages are written as such (``Decimal("18.00")`` is 18 %); values are in reais, per unit sold
where a docstring says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from edge.money import ZERO


@dataclass(frozen=True, kw_only=True, slots=True)
class WithheldFcp:
    """The poverty fund's share (FCP) in what was withheld, for the whole item."""

    vBCFCPSTRet: Decimal
    pFCPSTRet: Decimal
    vFCPSTRet: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class Withheld:
    """ICMS collected before by substitution (*ICMS-ST retido*), for the whole item, in reais.

    ``pST`` is the rate the final consumer bears, in percent.
    """

    vBCSTRet: Decimal
    pST: Decimal
    vICMSSTRet: Decimal
    vICMSSubstituto: Decimal | None = None
    fcp: WithheldFcp | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Effective:
    """ICMS as it would be without substitution (*ICMS efetivo*), where the UF wants to see it."""

    pICMSEfet: Decimal
    pRedBCEfet: Decimal = ZERO


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiver:
    """ICMS that a benefit waives (*ICMS desonerado*): why, and whether the buyer pays it less."""

    motDesICMS: str
    deducted: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Icms:
    """State sales tax.

    ``code`` is a CST (00, 20, 40, 41, 60, 61, 90) or a CSOSN (102, 103, 300, 400, 500, 900),
    ``orig`` 0 to 8. ``pICMS`` is needed by 00 and 20, and wherever there is a ``waiver`` (20, 40,
    41, 90); ``pRedBC`` (how much of the base is waived) by 20. ``pFCP`` may go with 00, 20 and 90,
    ``withheld`` and ``effective`` with 60 and 500. ``adRemICMSRet``, reais per unit, is needed by
    61: fuel taxed once, before.
    """

    orig: str
    code: str
    pICMS: Decimal | None = None
    pRedBC: Decimal | None = None
    pFCP: Decimal | None = None
    waiver: Waiver | None = None
    withheld: Withheld | None = None
    effective: Effective | None = None
    adRemICMSRet: Decimal | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Issqn:
    """Municipal tax on a service. ``cListServ`` is its number in LC 116 (``14.01``).

    ``cMunFG`` None is the issuer's municipality. ``indISS``: 1 due, 2 not due, 3 exempt, 4 export,
    5 immune, 6 and 7 suspended. ``vAliq`` in percent.
    """

    vAliq: Decimal
    cListServ: str
    indISS: str = "1"
    cMunFG: str | None = None
    cServico: str | None = None
    incentive: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class PisCofins:
    """Federal contributions. CST 01 and 02 need both rates, 03 both values per unit.

    49 to 99 take either, and carry zeros without them.
    """

    CST: str
    pPIS: Decimal | None = None
    pCOFINS: Decimal | None = None
    vAliqPIS: Decimal | None = None
    vAliqCOFINS: Decimal | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class IbsCbs:
    """IBS and CBS (LC 214/2025). A reduction left out is looked up by ``cClassTrib``.

    ``pDif`` is needed by 510 and 515: how much is deferred. ``adRemIBSRet`` and ``adRemCBSRet``,
    reais per unit, were collected before on a fuel (620).
    """

    CST: str = "000"
    cClassTrib: str = "000001"
    pRedIBS: Decimal | None = None
    pRedCBS: Decimal | None = None
    pDif: Decimal | None = None
    adRemIBSRet: Decimal = ZERO
    adRemCBSRet: Decimal = ZERO


@dataclass(frozen=True, kw_only=True, slots=True)
class ApproxTax:
    """Approximate tax burden (Lei 12.741/2012), in percent of the item's value."""

    federal: Decimal
    state: Decimal = ZERO
    municipal: Decimal = ZERO


@dataclass(frozen=True, kw_only=True, slots=True)
class TaxProfile:
    """``icms`` of goods or ``issqn`` of a service, never both.

    ``cBenef``: code of the state benefit, where the UF wants one.
    """

    icms: Icms | None = None
    issqn: Issqn | None = None
    pis_cofins: PisCofins | None = None
    ibs_cbs: IbsCbs | None = None
    approx: ApproxTax | None = None
    cBenef: str | None = None
