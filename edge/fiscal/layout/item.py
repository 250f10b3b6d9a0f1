"""One item: ``det``, with ``prod`` and ``imposto``."""

from __future__ import annotations

from decimal import Decimal

from edge.config import Address
from edge.fiscal.layout.fuel import comb
from edge.fiscal.note import Line
from edge.fiscal.taxes import ibs_cbs, icms, issqn, pis_cofins
from edge.fiscal.text import decimal_text, element, xml_text


def det(line: Line, place: Address) -> str:
    """The commercial unit is the taxable one (``uTrib`` and its fields repeat ``uCom``).

    ``place`` is where the issuer is.
    """
    item = line.item
    gtin, unit = xml_text(item.gtin), xml_text(item.unit)
    quantity, price = decimal_text(item.quantity, 4), decimal_text(item.unit_price, 4)
    added = _amount("vFrete", line.vFrete) + _amount("vSeg", line.vSeg)
    order = element("xPed", item.order) + element("nItemPed", item.order_line)
    return (
        f'<det nItem="{line.nItem}"><prod><cProd>{xml_text(item.sku)}</cProd>'
        f"<cEAN>{gtin}</cEAN><xProd>{xml_text(line.xProd)}</xProd>"
        f"<NCM>{xml_text(item.ncm)}</NCM>{element('CEST', item.cest)}"
        f"{element('cBenef', item.tax.cBenef)}<CFOP>{xml_text(item.cfop)}</CFOP>"
        f"<uCom>{unit}</uCom><qCom>{quantity}</qCom><vUnCom>{price}</vUnCom>"
        f"<vProd>{line.vProd}</vProd><cEANTrib>{gtin}</cEANTrib><uTrib>{unit}</uTrib>"
        f"<qTrib>{quantity}</qTrib><vUnTrib>{price}</vUnTrib>{added}"
        f"{_amount('vDesc', line.vDesc)}{_amount('vOutro', line.vOutro)}<indTot>1</indTot>{order}"
        f"{comb(item.fuel, place.UF) if item.fuel else ''}</prod>"
        f"<imposto>{_taxes(line, place)}</imposto></det>"
    )


def _taxes(line: Line, place: Address) -> str:
    tax = line.item.tax
    own = icms.to_xml(tax.icms, line.icms) if tax.icms else ""
    if tax.issqn and line.issqn:
        own += issqn.to_xml(tax.issqn, line.issqn, cMunFG=place.cMun)
    federal = ""
    if line.pis_cofins and line.pis_cofins_amounts:
        federal = pis_cofins.to_xml(line.pis_cofins, line.pis_cofins_amounts)
    reform = ibs_cbs.to_xml(line.ibs_cbs) if line.ibs_cbs else ""
    burden = "" if line.vTotTrib is None else f"<vTotTrib>{line.vTotTrib}</vTotTrib>"
    return burden + own + federal + reform


def _amount(name: str, value: Decimal) -> str:
    """These fields of an item hold no zero (``TDec_1302Opc``)."""
    return f"<{name}>{value}</{name}>" if value else ""
