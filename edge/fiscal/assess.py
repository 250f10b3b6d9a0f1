"""Applying the law to a sale: values, discounts, taxes, totals and change."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from msgspec import Struct

from edge.fiscal.note import Line, Totals
from edge.fiscal.payment_methods import PaymentMethod
from edge.fiscal.sale import Item, Sale
from edge.fiscal.tables.law import Law
from edge.fiscal.tax_profile import PisCofins
from edge.fiscal.taxes import approx, ibs_cbs, icms, issqn, pis_cofins
from edge.money import ZERO, apportion, cents

#: What an authority's test environment wants as the first product's name (rejection 373).
HOMOLOGATION_ITEM = "NOTA FISCAL EMITIDA EM AMBIENTE DE HOMOLOGACAO - SEM VALOR FISCAL"

#: CRT whose contributions lie inside a single payment, and which says so: MEI (4) need not.
_SIMPLES_REGIMES = frozenset({1, 2})


class _Values(Struct, frozen=True, kw_only=True):
    """What one item is worth, and what it bears of the amounts on the whole sale."""

    vProd: Decimal
    vDesc: Decimal
    vFrete: Decimal
    vSeg: Decimal
    vOutro: Decimal

    @property
    def total(self) -> Decimal:
        return self.vProd - self.vDesc + self.vFrete + self.vSeg + self.vOutro


def assess_lines(
    sale: Sale, *, CRT: int, tpAmb: int, law: Law, with_ibs_cbs: bool
) -> tuple[Line, ...]:
    """The items with their taxes."""
    default = pis_cofins.SIMPLES if CRT in _SIMPLES_REGIMES else None
    return tuple(
        _line(
            nItem,
            item,
            values,
            contributions=item.tax.pis_cofins or default,
            law=law if with_ibs_cbs else None,
            renamed=tpAmb == 2 and nItem == 1,
        )
        for nItem, (item, values) in enumerate(zip(sale.items, _values(sale), strict=True), start=1)
    )


def _values(sale: Sale) -> list[_Values]:
    """What is on the whole sale is shared out by what each item is worth; services bear no freight.

    Where nothing is worth anything, all goods bear it alike.
    """
    gross = [cents(item.quantity * item.unit_price) for item in sale.items]
    own = [cents(item.discount) for item in sale.items]
    worth = [value - discount for value, discount in zip(gross, own, strict=True)]
    goods = worth
    if sale.freight or sale.insurance or sale.surcharge:
        carried = [item.tax.issqn is None for item in sale.items]
        goods = [value * is_carried for value, is_carried in zip(worth, carried, strict=True)]
        if not sum(goods):
            goods = [Decimal(is_carried) for is_carried in carried]
    return [
        _Values(vProd=vProd, vDesc=discount + share, vFrete=freight, vSeg=insured, vOutro=other)
        for vProd, discount, share, freight, insured, other in zip(
            gross,
            own,
            _shared(sale.discount, worth),
            _shared(sale.freight, goods),
            _shared(sale.insurance, goods),
            _shared(sale.surcharge, goods),
            strict=True,
        )
    ]


def _shared(amount: Decimal, weights: Sequence[Decimal]) -> Sequence[Decimal]:
    if not amount or not weights:
        return [ZERO] * len(weights)
    return apportion(cents(amount), weights)


def _line(
    nItem: int,
    item: Item,
    values: _Values,
    *,
    contributions: PisCofins | None,
    law: Law | None,
    renamed: bool,
) -> Line:
    value = values.total
    tax = item.tax
    state = icms.assess(tax.icms, value, item.quantity) if tax.icms else icms.NOTHING
    city = issqn.assess(tax.issqn, vServ=values.vProd, vDesc=values.vDesc) if tax.issqn else None
    federal = None
    if contributions:
        federal = pis_cofins.assess(contributions, value, state.vICMS, item.quantity)
    reform = None
    if law is not None:
        base = ibs_cbs.base_of_2026(
            value,
            vICMS=state.vICMS,
            vFCP=state.vFCP,
            vISSQN=city.vISSQN if city else ZERO,
            vPIS=federal.vPIS if federal else ZERO,
            vCOFINS=federal.vCOFINS if federal else ZERO,
        )
        reform = ibs_cbs.assess(tax.ibs_cbs or ibs_cbs.DEFAULT, base, law, item.quantity)
    return Line(
        nItem=nItem,
        item=item,
        xProd=HOMOLOGATION_ITEM if renamed else item.description,
        vProd=values.vProd,
        vDesc=values.vDesc,
        vFrete=values.vFrete,
        vSeg=values.vSeg,
        vOutro=values.vOutro,
        icms=state,
        issqn=city,
        pis_cofins=contributions,
        pis_cofins_amounts=federal,
        ibs_cbs=reform,
        vTotTrib=approx.assess(tax.approx, value),
    )


def add_up(lines: Sequence[Line]) -> Totals:
    """The totals of the note: each the sum of the items, all of which count (``indTot`` 1)."""
    goods = [line for line in lines if line.issqn is None]
    burden = [line.vTotTrib for line in lines if line.vTotTrib is not None]
    reform = [line.ibs_cbs for line in lines if line.ibs_cbs]
    state = [line.icms for line in goods]
    special = [amounts for amounts in state if _is_special(amounts)]
    vPIS, vCOFINS = _contributions(goods)
    vProd = sum((line.vProd for line in goods), ZERO)
    vDesc = sum((line.vDesc for line in lines), ZERO)
    bearing = [line for line in lines if line.vFrete or line.vSeg or line.vOutro]
    vFrete = sum((line.vFrete for line in bearing), ZERO)
    vSeg = sum((line.vSeg for line in bearing), ZERO)
    vOutro = sum((line.vOutro for line in bearing), ZERO)
    vDeducted = sum((amounts.vDeducted for amounts in special), ZERO)
    services = _services(lines) if len(goods) < len(lines) else None
    vServ = services.vServ if services else ZERO
    return Totals(
        vBC=sum((amounts.vBC for amounts in state), ZERO),
        vICMS=sum((amounts.vICMS for amounts in state), ZERO),
        vICMSDeson=sum((amounts.vICMSDeson for amounts in special), ZERO),
        vDeducted=vDeducted,
        vFCP=sum((amounts.vFCP for amounts in special), ZERO),
        vFCPSTRet=sum((amounts.vFCPSTRet for amounts in special), ZERO),
        qBCMonoRet=sum((amounts.qBCMonoRet for amounts in special), ZERO),
        vICMSMonoRet=sum((amounts.vICMSMonoRet for amounts in special), ZERO),
        vProd=vProd,
        vFrete=vFrete,
        vSeg=vSeg,
        vDesc=vDesc,
        vPIS=vPIS,
        vCOFINS=vCOFINS,
        vOutro=vOutro,
        vNF=vProd - vDesc - vDeducted + vFrete + vSeg + vOutro + vServ,
        vTotTrib=sum(burden, ZERO) if burden else None,
        issqn=services,
        ibs_cbs=ibs_cbs.total(reform) if reform else None,
    )


def _is_special(amounts: icms.IcmsAmounts) -> bool:
    """Is there more than a base and a tax? On most receipts, of no item."""
    return bool(amounts.vICMSDeson or amounts.vFCP or amounts.vFCPSTRet or amounts.qBCMonoRet)


def _contributions(lines: Sequence[Line]) -> tuple[Decimal, Decimal]:
    federal = [line.pis_cofins_amounts for line in lines if line.pis_cofins_amounts]
    return (
        sum((amounts.vPIS for amounts in federal), ZERO),
        sum((amounts.vCOFINS for amounts in federal), ZERO),
    )


def _services(lines: Sequence[Line]) -> issqn.IssqnTotals | None:
    vPIS, vCOFINS = _contributions([line for line in lines if line.issqn])
    return issqn.total((line.issqn for line in lines if line.issqn), vPIS=vPIS, vCOFINS=vCOFINS)


def change(sale: Sale, vNF: Decimal) -> Decimal:
    """What is given back (``vTroco``): only ever out of the cash that was tendered."""
    paid = sum((payment.amount for payment in sale.payments), ZERO)
    cash = sum((p.amount for p in sale.payments if p.method is PaymentMethod.CASH), ZERO)
    return cents(max(ZERO, min(paid - vNF, cash)))
