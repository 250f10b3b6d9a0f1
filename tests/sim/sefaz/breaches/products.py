"""Breaches of ``sim.sefaz.rules.products``."""

from __future__ import annotations

from lxml import etree

from tests.sim.sefaz.breach import Breach
from tests.sim.sefaz.edits import after, find, put, swap


def _skip_a_number(nfe: etree._Element) -> None:
    find(nfe, "det[2]").set("nItem", "3")


_CAR = (
    "<veicProd><tpOp>1</tpOp><chassi>9BWZZZ377VT004251</chassi><cCor>1</cCor><xCor>AZUL</xCor>"
    "<pot>100</pot><cilin>1000</cilin><pesoL>1000</pesoL><pesoB>1000</pesoB><nSerie>1</nSerie>"
    "<tpComb>16</tpComb><nMotor>1</nMotor><CMT>1000</CMT><dist>2000</dist><anoMod>2026</anoMod>"
    "<anoFab>2026</anoFab><tpPint>S</tpPint><tpVeic>06</tpVeic><espVeic>1</espVeic><VIN>N</VIN>"
    "<condVeic>1</condVeic><cMod>1</cMod><cCorDENATRAN>01</cCorDENATRAN><lota>5</lota>"
    "<tpRest>0</tpRest></veicProd>"
)
_GUN = (
    "<arma><tpArma>0</tpArma><nSerie>1</nSerie><nCano>1</nCano><descr>DE BRINQUEDO</descr></arma>"
)

BREACHES = (
    Breach(cStat=927, edit=_skip_a_number),
    Breach(cStat=883, edit=put("det/prod/cEAN", "")),
    Breach(cStat=611, edit=put("det/prod/cEAN", "7891000100104")),
    Breach(cStat=373, edit=put("det/prod/xProd", "ARROZ 5KG")),
    Breach(cStat=777, edit=put("det/prod/NCM", "10")),
    Breach(cStat=471, edit=put("det/prod/NCM", "00")),
    Breach(cStat=1165, edit=after("det/prod/NCM", "<tpCredPresIBSZFM>1</tpCredPresIBSZFM>")),
    Breach(cStat=725, edit=put("det/prod/CFOP", "5949")),
    Breach(cStat=374, edit=put("det/prod/CFOP", "5933")),
    Breach(cStat=629, edit=put("det/prod/vUnCom", "34.5100")),
    Breach(cStat=630, edit=put("det/prod/vUnTrib", "34.5100")),
    Breach(cStat=888, edit=put("det/prod/cEANTrib", "")),
    Breach(cStat=612, edit=put("det/prod/cEANTrib", "7891000100104")),
    Breach(cStat=885, edit=put("det/prod/cEANTrib", "SEM GTIN")),
    Breach(cStat=886, edit=put("det[2]/prod/cEANTrib", "7891000100103")),
    Breach(cStat=483, edit=after("det/prod/vUnTrib", "<vDesc>34.50</vDesc>")),
    Breach(cStat=774, edit=put("det/prod/indTot", "0")),
    Breach(cStat=336, edit=after("det/prod/indTot", "<detExport/>")),
    Breach(cStat=736, edit=after("det/prod/indTot", _CAR)),
    Breach(cStat=738, edit=after("det/prod/indTot", _GUN)),
    Breach(cStat=348, edit=after("det/prod/indTot", "<nRECOPI>20261122000000000001</nRECOPI>")),
    Breach(
        cStat=1106,
        edit=swap(
            "det/imposto/IBSCBS",
            "<IBSCBS><CST>620</CST><cClassTrib>620001</cClassTrib></IBSCBS>",
        ),
    ),
)
