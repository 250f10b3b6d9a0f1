"""Breaches of ``sim.sefaz.rules.totals`` and ``sim.sefaz.rules.sale``."""

from __future__ import annotations

from decimal import Decimal

from sim.sefaz.desk import Policy
from tests.sim.sefaz.breach import Breach
from tests.sim.sefaz.breaches.people import DELIVERY, address, dest
from tests.sim.sefaz.edits import Edit, after, all_of, drop, inside, put

_NAME = "NF-E EMITIDA EM AMBIENTE DE HOMOLOGACAO - SEM VALOR FISCAL"
_FIFTY = Decimal(50)


def _card(content: str) -> Edit:
    return all_of(put("pag/detPag/tPag", "03"), inside("pag/detPag", f"<card>{content}</card>"))


_TOTALS = (
    *(
        Breach(cStat=cStat, edit=put(f"total/ICMSTot/{name}", "77.77"))
        for cStat, name in (
            (531, "vBC"),
            (532, "vICMS"),
            (795, "vICMSDeson"),
            (861, "vFCP"),
            (533, "vBCST"),
            (534, "vST"),
            (564, "vProd"),
            (535, "vFrete"),
            (536, "vSeg"),
            (537, "vDesc"),
            (602, "vPIS"),
            (603, "vCOFINS"),
            (604, "vOutro"),
            (610, "vNF"),
            (685, "vTotTrib"),
        )
    ),
    Breach(cStat=780, policy=Policy(greatest_total=_FIFTY)),
    Breach(cStat=750, policy=Policy(identify_above=_FIFTY)),
)

_TRANSPORT = (
    Breach(cStat=753, edit=put("transp/modFrete", "0")),
    Breach(
        cStat=754,
        edit=inside("transp", "<transporta><xNome>TRANSPORTES LTDA</xNome></transporta>"),
    ),
    Breach(
        cStat=786,
        edit=all_of(
            DELIVERY,
            dest(
                f"<CPF>11144477735</CPF><xNome>{_NAME}</xNome>{address()}<indIEDest>9</indIEDest>"
            ),
        ),
        policy=Policy(carrier_on_delivery=True),
    ),
    Breach(
        cStat=755,
        edit=inside(
            "transp",
            "<retTransp><vServ>1.00</vServ><vBCRet>1.00</vBCRet><pICMSRet>1.00</pICMSRet>"
            "<vICMSRet>0.01</vICMSRet><CFOP>5351</CFOP><cMunFG>3550308</cMunFG></retTransp>",
        ),
    ),
    Breach(cStat=756, edit=inside("transp", "<veicTransp><placa>ABC1D23</placa></veicTransp>")),
    Breach(cStat=757, edit=inside("transp", "<reboque><placa>ABC1D23</placa></reboque>")),
    Breach(cStat=758, edit=inside("transp", "<vagao>1</vagao>")),
    Breach(cStat=759, edit=inside("transp", "<balsa>1</balsa>")),
    Breach(cStat=760, edit=after("transp", "<cobr><fat><nFat>1</nFat></fat></cobr>")),
)

_PAYMENT = (
    Breach(cStat=857, edit=put("pag/detPag/tPag", "14")),
    Breach(cStat=899, edit=put("pag/detPag/tPag", "90")),
    Breach(
        cStat=436,
        edit=all_of(put("pag/detPag/tPag", "99"), after("pag/detPag/tPag", "<xPag>CONTA</xPag>")),
    ),
    Breach(cStat=865, edit=all_of(put("pag/detPag/vPag", "52.46"), drop("pag/vTroco"))),
    Breach(cStat=866, edit=drop("pag/vTroco")),
    Breach(cStat=904, edit=put("pag/detPag/tPag", "91")),
    Breach(cStat=657, edit=after("pag/detPag/vPag", "<dPag>2098-01-01</dPag>")),
    Breach(
        cStat=961,
        edit=after("pag/detPag/vPag", "<CNPJPag>11222333000100</CNPJPag><UFPag>SP</UFPag>"),
    ),
    Breach(cStat=391, edit=put("pag/detPag/tPag", "17")),
    Breach(cStat=391, edit=put("pag/detPag/tPag", "03")),
    Breach(cStat=392, edit=_card("<tpIntegra>1</tpIntegra>")),
    Breach(cStat=437, edit=_card("<tpIntegra>2</tpIntegra><CNPJ>11222333000100</CNPJ>")),
    Breach(cStat=443, edit=_card("<tpIntegra>2</tpIntegra><tBand>77</tBand>")),
    Breach(cStat=869, edit=put("pag/vTroco", "7.54")),
)

_REST = (
    Breach(
        cStat=814,
        edit=after(
            "pag",
            "<exporta><UFSaidaPais>SP</UFSaidaPais><xLocExporta>SANTOS</xLocExporta></exporta>",
        ),
    ),
    Breach(cStat=762, edit=after("pag", "<compra><xPed>1</xPed></compra>")),
    Breach(
        cStat=763,
        edit=after(
            "pag",
            "<cana><safra>2026</safra><ref>11/2026</ref><forDia dia='1'><qtde>1</qtde></forDia>"
            "<qTotMes>1</qTotMes><qTotAnt>1</qTotAnt><qTotGer>2</qTotGer><vFor>1.00</vFor>"
            "<vTotDed>0.00</vTotDed><vLiqFor>1.00</vLiqFor></cana>",
        ),
    ),
    Breach(cStat=972, policy=Policy(tech_responsible=frozenset({"SP"}))),
    Breach(
        cStat=973,
        edit=after(
            "pag",
            "<infRespTec><CNPJ>11222333000100</CNPJ><xContato>SUPORTE</xContato>"
            "<email>a@exemplo.com</email><fone>1140001234</fone></infRespTec>",
        ),
    ),
)

BREACHES = (*_TOTALS, *_TRANSPORT, *_PAYMENT, *_REST)
