"""Breaches of ``sim.sefaz.rules.taxes``."""

from __future__ import annotations

from sim.sefaz.desk import Policy
from tests.sim.sefaz.breach import Breach
from tests.sim.sefaz.edits import Edit, after, all_of, drop, put, swap
from tests.sim.sefaz.taxpayer import OFFLINE

_ANY_ICMS = Policy(other_icms=True)
_ST = "<modBCST>4</modBCST><vBCST>0.00</vBCST><pICMSST>0.00</pICMSST><vICMSST>0.00</vICMSST>"
_ISSQN = (
    "<ISSQN><vBC>1.00</vBC><vAliq>2.00</vAliq><vISSQN>0.02</vISSQN><cMunFG>3550308</cMunFG>"
    "<cListServ>14.01</cListServ><indISS>1</indISS><indIncentivo>2</indIncentivo></ISSQN>"
)


def icms(group: str, content: str, *, template: str = "ICMS00") -> Edit:
    """Another ICMS group in the first item."""
    return swap(f"det/imposto/ICMS/{template}", f"<{group}><orig>0</orig>{content}</{group}>")


def _simples(content: str) -> Edit:
    return icms("ICMSSN102", content, template="ICMSSN102")


def _service(item: str) -> Edit:
    return all_of(put(f"{item}/prod/CFOP", "5933"), swap(f"{item}/imposto/ICMS", _ISSQN))


BREACHES = (
    Breach(cStat=1002, edit=drop("det/imposto/ICMS")),
    Breach(cStat=966, template=OFFLINE, edit=drop("det/imposto/ICMS/ICMSSN102/orig")),
    Breach(cStat=590, edit=put("emit/CRT", "1")),
    Breach(
        cStat=741,
        edit=icms(
            "ICMSPart",
            "<CST>90</CST><modBC>3</modBC><vBC>0.00</vBC><pICMS>0.00</pICMS><vICMS>0.00</vICMS>"
            f"{_ST}<pBCOp>0.00</pBCOp><UFST>SP</UFST>",
        ),
    ),
    Breach(
        cStat=740,
        edit=icms(
            "ICMSST",
            "<CST>41</CST><vBCSTRet>0.00</vBCSTRet><vICMSSTRet>0.00</vICMSSTRet>"
            "<vBCSTDest>0.00</vBCSTDest><vICMSSTDest>0.00</vICMSSTDest>",
        ),
    ),
    Breach(cStat=766, edit=icms("ICMS51", "<CST>51</CST>")),
    Breach(cStat=766, edit=icms("ICMS90", "<CST>90</CST>")),
    Breach(cStat=381, edit=icms("ICMS90", f"<CST>90</CST>{_ST}"), policy=_ANY_ICMS),
    Breach(cStat=382, edit=put("det/prod/CFOP", "5405")),
    Breach(cStat=382, edit=icms("ICMS60", "<CST>60</CST>")),
    Breach(cStat=591, template=OFFLINE, edit=put("emit/CRT", "3")),
    Breach(
        cStat=383,
        template=OFFLINE,
        edit=icms("ICMSSN900", "<CSOSN>900</CSOSN>", template="ICMSSN102"),
    ),
    Breach(
        cStat=385,
        template=OFFLINE,
        edit=icms("ICMSSN900", f"<CSOSN>900</CSOSN>{_ST}", template="ICMSSN102"),
        policy=_ANY_ICMS,
    ),
    Breach(cStat=386, template=OFFLINE, edit=put("det/prod/CFOP", "5405")),
    Breach(
        cStat=386,
        template=OFFLINE,
        edit=icms("ICMSSN500", "<CSOSN>500</CSOSN>", template="ICMSSN102"),
    ),
    Breach(
        cStat=782,
        template=OFFLINE,
        edit=all_of(put("emit/CRT", "4"), _simples("<CSOSN>103</CSOSN>")),
    ),
    Breach(
        cStat=337,
        template=OFFLINE,
        edit=all_of(put("emit/CRT", "4"), put("det/prod/CFOP", "5101")),
    ),
    Breach(cStat=528, edit=put("det/imposto/ICMS/ICMS00/vICMS", "7.00")),
    Breach(
        cStat=880,
        edit=after("det/imposto/ICMS/ICMS00/vICMS", "<pFCP>0.00</pFCP><vFCP>0.00</vFCP>"),
    ),
    Breach(
        cStat=860,
        edit=after("det/imposto/ICMS/ICMS00/vICMS", "<pFCP>2.00</pFCP><vFCP>9.99</vFCP>"),
    ),
    Breach(
        cStat=627,
        edit=icms("ICMS40", "<CST>40</CST><vICMSDeson>0.00</vICMSDeson><motDesICMS>9</motDesICMS>"),
    ),
    Breach(
        cStat=807,
        edit=after(
            "det/imposto/COFINS",
            "<ICMSUFDest><vBCUFDest>0.00</vBCUFDest><pICMSUFDest>18.00</pICMSUFDest>"
            "<pICMSInter>12.00</pICMSInter><pICMSInterPart>100.00</pICMSInterPart>"
            "<vICMSUFDest>0.00</vICMSUFDest><vICMSUFRemet>0.00</vICMSUFRemet></ICMSUFDest>",
        ),
    ),
    Breach(
        cStat=742,
        edit=after("det/imposto/ICMS", "<IPI><cEnq>999</cEnq><IPINT><CST>53</CST></IPINT></IPI>"),
    ),
    Breach(
        cStat=743,
        edit=after(
            "det/imposto/ICMS",
            "<II><vBC>0.00</vBC><vDespAdu>0.00</vDespAdu><vII>0.00</vII><vIOF>0.00</vIOF></II>",
        ),
    ),
    Breach(
        cStat=746,
        edit=after(
            "det/imposto/PIS", "<PISST><vBC>1.00</vBC><pPIS>1.00</pPIS><vPIS>0.01</vPIS></PISST>"
        ),
    ),
    Breach(
        cStat=749,
        edit=after(
            "det/imposto/COFINS",
            "<COFINSST><vBC>0.00</vBC><pCOFINS>0.00</pCOFINS><vCOFINS>0.00</vCOFINS></COFINSST>",
        ),
    ),
    Breach(cStat=530, edit=_service("det[2]")),
    Breach(
        cStat=592,
        edit=all_of(_service("det[1]"), _service("det[2]"), after("emit/IE", "<IM>1234</IM>")),
    ),
    Breach(
        cStat=390,
        edit=after(
            "det/imposto",
            "<impostoDevol><pDevol>1.00</pDevol><IPI><vIPIDevol>0.00</vIPIDevol></IPI>"
            "</impostoDevol>",
        ),
    ),
)
