"""Applying the law to a sale: values, discounts, taxes, totals and change."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from edge.fiscal.note import Line, Totals
from edge.fiscal.payment_methods import PaymentMethod
from edge.fiscal.sale import Item, PisCofins, Sale
from edge.fiscal.tables.law import Law
from edge.fiscal.taxes import approx, ibs_cbs, icms, pis_cofins
from edge.money import ZERO, apportion, cents

#: What an authority's test environment wants as the first product's name (rejection 373).
HOMOLOGATION_ITEM = "NOTA FISCAL EMITIDA EM AMBIENTE DE HOMOLOGACAO - SEM VALOR FISCAL"


def assess_lines(
    sale: Sale, *, CRT: int, tpAmb: int, law: Law, with_ibs_cbs: bool
) -> tuple[Line, ...]:
    """The items with their taxes. The sale's discount is shared out by what each item is worth."""
    gross = [cents(item.quantity * item.unit_price) for item in sale.items]
    own = [cents(item.discount) for item in sale.items]
    worth = [value - discount for value, discount in zip(gross, own, strict=True)]
    shares = [ZERO] * len(worth)
    if sale.discount and worth:
        shares = apportion(cents(sale.discount), worth)
    return tuple(
        _line(
            nItem,
            item,
            vProd=vProd,
            vDesc=discount + share,
            contributions=item.tax.pis_cofins or (None if CRT == 3 else pis_cofins.SIMPLES),
            law=law if with_ibs_cbs else None,
            renamed=tpAmb == 2 and nItem == 1,
        )
        for nItem, (item, vProd, discount, share) in enumerate(
            zip(sale.items, gross, own, shares, strict=True), start=1
        )
    )


def _line(
    nItem: int,
    item: Item,
    *,
    vProd: Decimal,
    vDesc: Decimal,
    contributions: PisCofins | None,
    law: Law | None,
    renamed: bool,
) -> Line:
    value = vProd - vDesc
    tax = item.tax
    state = icms.assess(tax.icms, value)
    federal = None
    if contributions:
        federal = pis_cofins.assess(contributions, value, state.vICMS)
    reform = None
    if law is not None:
        base = ibs_cbs.base_of_2026(
            value,
            vICMS=state.vICMS,
            vPIS=federal.vPIS if federal else ZERO,
            vCOFINS=federal.vCOFINS if federal else ZERO,
        )
        reform = ibs_cbs.assess(tax.ibs_cbs or ibs_cbs.DEFAULT, base, law)
    return Line(
        nItem=nItem,
        item=item,
        xProd=HOMOLOGATION_ITEM if renamed else item.description,
        vProd=vProd,
        vDesc=vDesc,
        icms=state,
        pis_cofins=contributions,
        pis_cofins_amounts=federal,
        ibs_cbs=reform,
        vTotTrib=approx.assess(tax.approx, value),
    )


def add_up(lines: Sequence[Line]) -> Totals:
    """The totals of the note: each the sum of the items, all of which count (``indTot`` 1)."""
    federal = [line.pis_cofins_amounts for line in lines if line.pis_cofins_amounts]
    burden = [line.vTotTrib for line in lines if line.vTotTrib is not None]
    reform = [line.ibs_cbs for line in lines if line.ibs_cbs]
    vProd = sum((line.vProd for line in lines), ZERO)
    vDesc = sum((line.vDesc for line in lines), ZERO)
    return Totals(
        vBC=sum((line.icms.vBC for line in lines), ZERO),
        vICMS=sum((line.icms.vICMS for line in lines), ZERO),
        vProd=vProd,
        vDesc=vDesc,
        vPIS=sum((amounts.vPIS for amounts in federal), ZERO),
        vCOFINS=sum((amounts.vCOFINS for amounts in federal), ZERO),
        vNF=vProd - vDesc,
        vTotTrib=sum(burden, ZERO) if burden else None,
        ibs_cbs=ibs_cbs.total(reform) if reform else None,
    )


def change(sale: Sale, vNF: Decimal) -> Decimal:
    """What is given back (``vTroco``): only ever out of the cash that was tendered."""
    paid = sum((payment.amount for payment in sale.payments), ZERO)
    cash = sum((p.amount for p in sale.payments if p.method is PaymentMethod.CASH), ZERO)
    return cents(max(ZERO, min(paid - vNF, cash)))
