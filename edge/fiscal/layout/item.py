"""One item: ``det``, with ``prod`` and ``imposto``."""

from __future__ import annotations

from edge.fiscal.note import Line
from edge.fiscal.taxes import ibs_cbs, icms, pis_cofins
from edge.fiscal.text import decimal_text, element, xml_text


def det(line: Line) -> str:
    """The commercial unit is the taxable one (``uTrib`` and its fields repeat ``uCom``)."""
    item = line.item
    gtin, unit = xml_text(item.gtin), xml_text(item.unit)
    quantity, price = decimal_text(item.quantity, 4), decimal_text(item.unit_price, 4)
    discount = f"<vDesc>{line.vDesc}</vDesc>" if line.vDesc else ""
    return (
        f'<det nItem="{line.nItem}"><prod><cProd>{xml_text(item.sku)}</cProd>'
        f"<cEAN>{gtin}</cEAN><xProd>{xml_text(line.xProd)}</xProd>"
        f"<NCM>{xml_text(item.ncm)}</NCM>{element('CEST', item.cest)}"
        f"{element('cBenef', item.tax.cBenef)}<CFOP>{xml_text(item.cfop)}</CFOP>"
        f"<uCom>{unit}</uCom><qCom>{quantity}</qCom><vUnCom>{price}</vUnCom>"
        f"<vProd>{line.vProd}</vProd><cEANTrib>{gtin}</cEANTrib><uTrib>{unit}</uTrib>"
        f"<qTrib>{quantity}</qTrib><vUnTrib>{price}</vUnTrib>{discount}<indTot>1</indTot></prod>"
        f"<imposto>{_taxes(line)}</imposto></det>"
    )


def _taxes(line: Line) -> str:
    burden = "" if line.vTotTrib is None else f"<vTotTrib>{line.vTotTrib}</vTotTrib>"
    federal = ""
    if line.pis_cofins and line.pis_cofins_amounts:
        federal = pis_cofins.to_xml(line.pis_cofins, line.pis_cofins_amounts)
    reform = ibs_cbs.to_xml(line.ibs_cbs) if line.ibs_cbs else ""
    return burden + icms.to_xml(line.item.tax.icms, line.icms) + federal + reform
