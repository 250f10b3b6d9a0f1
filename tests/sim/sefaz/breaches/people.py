"""Breaches of ``sim.sefaz.rules.people``."""

from __future__ import annotations

from tests.sim.sefaz.breach import Breach
from tests.sim.sefaz.edits import Edit, after, all_of, put

_NAME = "NF-E EMITIDA EM AMBIENTE DE HOMOLOGACAO - SEM VALOR FISCAL"
_ADDRESS = (
    "<enderDest><xLgr>RUA B</xLgr><nro>2</nro><xBairro>CENTRO</xBairro><cMun>{cMun}</cMun>"
    "<xMun>Sao Paulo</xMun><UF>SP</UF></enderDest>"
)


def dest(content: str) -> Edit:
    """A buyer in a document that has none."""
    return after("emit", f"<dest>{content}</dest>")


def address(cMun: str = "3550308") -> str:
    return _ADDRESS.format(cMun=cMun)


DELIVERY = all_of(put("ide/indPres", "4"), after("ide/indPres", "<indIntermed>0</indIntermed>"))

BREACHES = (
    Breach(cStat=207, edit=put("emit/CNPJ", "11222333000182")),
    Breach(cStat=503, edit=put("ide/serie", "930")),
    Breach(cStat=273, edit=put("emit/enderEmit/cMun", "3304557")),
    Breach(cStat=247, edit=put("emit/enderEmit/UF", "RJ")),
    Breach(cStat=229, edit=put("emit/IE", "00")),
    Breach(cStat=554, edit=put("emit/IE", "ISENTO")),
    Breach(cStat=718, edit=after("emit/IE", "<IEST>111111111111</IEST>")),
    Breach(
        cStat=403,
        edit=after(
            "emit",
            "<avulsa><CNPJ>11222333000181</CNPJ><xOrgao>SEFAZ</xOrgao><matr>1</matr>"
            "<xAgente>AGENTE</xAgente><UF>SP</UF><repEmi>REPARTICAO</repEmi></avulsa>",
        ),
    ),
    Breach(cStat=787, edit=DELIVERY),
    Breach(cStat=208, edit=dest("<CNPJ>11222333000100</CNPJ><indIEDest>9</indIEDest>")),
    Breach(cStat=208, edit=dest("<CNPJ>00000000000000</CNPJ><indIEDest>9</indIEDest>")),
    Breach(cStat=220, edit=dest("<CNPJ>11222333000181</CNPJ><indIEDest>9</indIEDest>")),
    Breach(cStat=237, edit=dest("<CPF>11144477734</CPF><indIEDest>9</indIEDest>")),
    Breach(cStat=237, edit=dest("<CPF>11111111111</CPF><indIEDest>9</indIEDest>")),
    Breach(
        cStat=372,
        edit=dest("<idEstrangeiro>AB#12345</idEstrangeiro><indIEDest>9</indIEDest>"),
    ),
    Breach(
        cStat=598,
        edit=dest("<CPF>11144477735</CPF><xNome>MARIA DA SILVA</xNome><indIEDest>9</indIEDest>"),
    ),
    Breach(
        cStat=788,
        edit=all_of(DELIVERY, dest("<CPF>11144477735</CPF><indIEDest>9</indIEDest>")),
    ),
    Breach(
        cStat=275,
        edit=dest(
            f"<CPF>11144477735</CPF><xNome>{_NAME}</xNome>{address('3304557')}"
            "<indIEDest>9</indIEDest>"
        ),
    ),
    Breach(cStat=789, edit=dest("<CPF>11144477735</CPF><indIEDest>2</indIEDest>")),
    Breach(
        cStat=729,
        edit=dest("<CPF>11144477735</CPF><indIEDest>9</indIEDest><IE>111111111111</IE>"),
    ),
    Breach(
        cStat=730,
        edit=dest("<CPF>11144477735</CPF><indIEDest>9</indIEDest><ISUF>12345678</ISUF>"),
    ),
    Breach(
        cStat=669,
        edit=after(
            "emit",
            "<retirada><CPF>11144477735</CPF><xLgr>RUA B</xLgr><nro>2</nro>"
            "<xBairro>CENTRO</xBairro><cMun>3550308</cMun><xMun>Sao Paulo</xMun><UF>SP</UF>"
            "</retirada>",
        ),
    ),
    Breach(cStat=323, edit=after("emit", "<autXML><CNPJ>11222333000100</CNPJ></autXML>")),
    Breach(cStat=325, edit=after("emit", "<autXML><CPF>11144477734</CPF></autXML>")),
)
