"""From a product's tax data, as files and tills write it, to the profile the fiscal core reads."""

from __future__ import annotations

from decimal import Decimal

from edge.catalogue.product import Fuel, IbsCbs, Icms, Issqn, Tax, Withheld
from edge.errors import BadInput
from edge.fiscal import sale, tax_profile
from edge.fiscal.tax_profile import TaxProfile
from edge.money import ZERO, parse_decimal

_HUNDRED = Decimal(100)
_MOST_PER_UNIT = Decimal("9999999.99")
_SIMPLES = frozenset({1, 4})


def tax_profile_of(tax: Tax, *, field: str, crt: int, quantity: Decimal) -> TaxProfile:
    """The profile of ``quantity`` sold by a shop of this CRT; ``field`` is where the data stands.

    Raises ``BadInput("catalogue.icms_code")`` when the ICMS code is missing or not of the CRT's
    kind, ``catalogue.icms_or_issqn`` unless it is one of goods or of a service.
    """
    if (tax.icms is None) == (tax.issqn is None):
        raise BadInput("catalogue.icms_or_issqn", field=field)
    return TaxProfile(
        icms=_icms(tax.icms, f"{field}.icms", crt, quantity) if tax.icms else None,
        issqn=_issqn(tax.issqn, f"{field}.issqn") if tax.issqn else None,
        pis_cofins=_contributions(tax, field),
        ibs_cbs=_ibs_cbs(tax.ibscbs, f"{field}.ibscbs") if tax.ibscbs else None,
        approx=None
        if tax.approx is None
        else tax_profile.ApproxTax(
            federal=_percent(tax.approx.federal, f"{field}.approx.federal"),
            state=_percent(tax.approx.state, f"{field}.approx.state"),
            municipal=_percent(tax.approx.municipal, f"{field}.approx.municipal"),
        ),
        cBenef=tax.cBenef,
    )


def fuel_of(fuel: Fuel, *, field: str, pump: sale.Pump | None) -> sale.Fuel:
    """The fuel, with the counters of the ``pump`` it came from."""
    return sale.Fuel(
        cProdANP=fuel.cProdANP,
        descANP=fuel.descANP,
        pump=pump,
        pBio=_maybe(fuel.pBio, f"{field}.pBio"),
        origins=tuple(
            sale.FuelOrigin(
                imported=origin.imported,
                cUFOrig=origin.cUFOrig,
                pOrig=_percent(origin.pOrig, f"{field}.origins[{index}].pOrig"),
            )
            for index, origin in enumerate(fuel.origins)
        ),
    )


def _icms(icms: Icms, field: str, crt: int, quantity: Decimal) -> tax_profile.Icms:
    kind = "csosn" if crt in _SIMPLES else "cst"
    code = icms.csosn if crt in _SIMPLES else icms.cst
    if code is None:
        raise BadInput("catalogue.icms_code", field=f"{field}.{kind}", crt=crt)
    return tax_profile.Icms(
        orig=icms.orig,
        code=code,
        pICMS=_maybe(icms.pICMS, f"{field}.pICMS"),
        pRedBC=_maybe(icms.pRedBC, f"{field}.pRedBC"),
        pFCP=_maybe(icms.pFCP, f"{field}.pFCP"),
        waiver=None
        if icms.motDesICMS is None
        else tax_profile.Waiver(motDesICMS=icms.motDesICMS, deducted=icms.indDeduzDeson),
        withheld=_withheld(icms.withheld, f"{field}.withheld", quantity) if icms.withheld else None,
        effective=_effective(icms, field),
        adRemICMSRet=None
        if icms.adRemICMSRet is None
        else _per_unit(icms.adRemICMSRet, f"{field}.adRemICMSRet", digits=4),
    )


def _withheld(withheld: Withheld, field: str, quantity: Decimal) -> tax_profile.Withheld:
    def of_item(text: str, name: str) -> Decimal:
        return quantity * _per_unit(text, f"{field}.{name}")

    fund = (withheld.vBCFCPSTRet, withheld.pFCPSTRet, withheld.vFCPSTRet)
    base, rate, value = fund
    if fund.count(None) not in (0, 3):
        raise BadInput("catalogue.withheld_fcp", field=field)
    own = withheld.vICMSSubstituto
    return tax_profile.Withheld(
        vBCSTRet=of_item(withheld.vBCSTRet, "vBCSTRet"),
        pST=_percent(withheld.pST, f"{field}.pST"),
        vICMSSTRet=of_item(withheld.vICMSSTRet, "vICMSSTRet"),
        vICMSSubstituto=None if own is None else of_item(own, "vICMSSubstituto"),
        fcp=None
        if base is None or rate is None or value is None
        else tax_profile.WithheldFcp(
            vBCFCPSTRet=of_item(base, "vBCFCPSTRet"),
            pFCPSTRet=_percent(rate, f"{field}.pFCPSTRet"),
            vFCPSTRet=of_item(value, "vFCPSTRet"),
        ),
    )


def _effective(icms: Icms, field: str) -> tax_profile.Effective | None:
    if icms.pICMSEfet is None:
        return None
    return tax_profile.Effective(
        pICMSEfet=_percent(icms.pICMSEfet, f"{field}.pICMSEfet"),
        pRedBCEfet=_maybe(icms.pRedBCEfet, f"{field}.pRedBCEfet") or ZERO,
    )


def _issqn(issqn: Issqn, field: str) -> tax_profile.Issqn:
    return tax_profile.Issqn(
        vAliq=_percent(issqn.vAliq, f"{field}.vAliq"),
        cListServ=issqn.cListServ,
        indISS=issqn.indISS,
        cMunFG=issqn.cMunFG,
        cServico=issqn.cServico,
        incentive=issqn.indIncentivo,
    )


def _contributions(tax: Tax, field: str) -> tax_profile.PisCofins | None:
    pis, cofins = tax.pis, tax.cofins
    if pis is None and cofins is None:
        return None
    if pis is None or cofins is None or pis.cst != cofins.cst:
        raise BadInput("catalogue.pis_cofins_differ", field=f"{field}.cofins")
    return tax_profile.PisCofins(
        CST=pis.cst,
        pPIS=_maybe(pis.p, f"{field}.pis.p"),
        pCOFINS=_maybe(cofins.p, f"{field}.cofins.p"),
        vAliqPIS=None if pis.v is None else _per_unit(pis.v, f"{field}.pis.v", digits=4),
        vAliqCOFINS=None
        if cofins.v is None
        else _per_unit(cofins.v, f"{field}.cofins.v", digits=4),
    )


def _ibs_cbs(tax: IbsCbs, field: str) -> tax_profile.IbsCbs:
    return tax_profile.IbsCbs(
        CST=tax.cst,
        cClassTrib=tax.cClassTrib,
        pRedIBS=_maybe(tax.pRedIBS, f"{field}.pRedIBS"),
        pRedCBS=_maybe(tax.pRedCBS, f"{field}.pRedCBS"),
        pDif=_maybe(tax.pDif, f"{field}.pDif"),
        adRemIBSRet=_per_unit(tax.adRemIBSRet, f"{field}.adRemIBSRet"),
        adRemCBSRet=_per_unit(tax.adRemCBSRet, f"{field}.adRemCBSRet"),
    )


def _maybe(text: str | None, field: str) -> Decimal | None:
    return None if text is None else _percent(text, field)


def _percent(text: str, field: str) -> Decimal:
    return parse_decimal(text, field=field, digits=4, most=_HUNDRED)


def _per_unit(text: str, field: str, *, digits: int = 10) -> Decimal:
    return parse_decimal(text, field=field, digits=digits, most=_MOST_PER_UNIT)
