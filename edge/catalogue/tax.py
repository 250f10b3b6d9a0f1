"""From a product's tax data, as files and tills write it, to the profile the fiscal core reads."""

from __future__ import annotations

from decimal import Decimal

from edge.catalogue.product import Contribution, IbsCbs, Icms, Tax
from edge.errors import BadInput
from edge.fiscal import sale as fiscal
from edge.money import parse_decimal

_HUNDRED = Decimal(100)
_SIMPLES = frozenset({1, 4})


def tax_profile(tax: Tax, *, field: str, crt: int) -> fiscal.TaxProfile:
    """The profile for a shop of this CRT; ``field`` is where the tax data stands.

    Raises ``BadInput("catalogue.icms_code")`` when the ICMS code is missing or not of the CRT's
    kind.
    """
    return fiscal.TaxProfile(
        icms=_icms(tax.icms, f"{field}.icms", crt),
        pis_cofins=_contributions(tax, field),
        ibs_cbs=None if tax.ibscbs is None else _ibs_cbs(tax.ibscbs, f"{field}.ibscbs"),
        approx=None
        if tax.approx is None
        else fiscal.ApproxTax(
            federal=_percent(tax.approx.federal, f"{field}.approx.federal"),
            state=_percent(tax.approx.state, f"{field}.approx.state"),
            municipal=_percent(tax.approx.municipal, f"{field}.approx.municipal"),
        ),
    )


def _icms(icms: Icms, field: str, crt: int) -> fiscal.Icms:
    kind = "csosn" if crt in _SIMPLES else "cst"
    code = icms.csosn if crt in _SIMPLES else icms.cst
    if code is None:
        raise BadInput("catalogue.icms_code", field=f"{field}.{kind}", crt=crt)
    return fiscal.Icms(
        orig=icms.orig,
        code=code,
        pICMS=_maybe(icms.pICMS, f"{field}.pICMS"),
        pRedBC=_maybe(icms.pRedBC, f"{field}.pRedBC"),
    )


def _contributions(tax: Tax, field: str) -> fiscal.PisCofins | None:
    pis, cofins = tax.pis, tax.cofins
    if pis is None and cofins is None:
        return None
    if pis is None or cofins is None or pis.cst != cofins.cst:
        raise BadInput("catalogue.pis_cofins_differ", field=f"{field}.cofins")
    return fiscal.PisCofins(
        CST=pis.cst, pPIS=_rate(pis, f"{field}.pis"), pCOFINS=_rate(cofins, f"{field}.cofins")
    )


def _rate(contribution: Contribution, field: str) -> Decimal | None:
    return _maybe(contribution.p, f"{field}.p")


def _ibs_cbs(tax: IbsCbs, field: str) -> fiscal.IbsCbs:
    return fiscal.IbsCbs(
        CST=tax.cst,
        cClassTrib=tax.cClassTrib,
        pRedIBS=_maybe(tax.pRedIBS, f"{field}.pRedIBS"),
        pRedCBS=_maybe(tax.pRedCBS, f"{field}.pRedCBS"),
    )


def _maybe(text: str | None, field: str) -> Decimal | None:
    return None if text is None else _percent(text, field)


def _percent(text: str, field: str) -> Decimal:
    return parse_decimal(text, field=field, digits=4, most=_HUNDRED)
