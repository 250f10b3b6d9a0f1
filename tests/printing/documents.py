"""A grocery sale to print."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from edge.fiscal.reading import (
    AddressView,
    DocumentView,
    IssuerView,
    ItemView,
    PaymentView,
    ProtocolView,
)

KEY = "35261111222333000181650010000001231000001237"
OFFLINE_KEY = "35261111222333000181650010000001249000001242"
CONSULTA = "https://www.homologacao.nfce.fazenda.sp.gov.br/consulta"
QR_URL = "https://www.homologacao.nfce.fazenda.sp.gov.br/qrcode"
ONLINE_QR = f"{QR_URL}?p={KEY}|3|2"
OFFLINE_QR = (
    f"{QR_URL}?p={OFFLINE_KEY}|3|2|22|71.82||"
    + "mnMbSTuRUYOh0cHSUPeNZEDHZBqzhObv" * 10
    + ("vSYjuwSCxTVKgioCKFy5bQ==")
)

Make = Callable[..., DocumentView]


def item(
    nItem: int, cProd: str, xProd: str, qCom: str, uCom: str, vUnCom: str, vProd: str, vDesc: str
) -> ItemView:
    return ItemView(
        nItem=nItem,
        cProd=cProd,
        cEAN=cProd if cProd.isdigit() else "SEM GTIN",
        xProd=xProd,
        qCom=Decimal(qCom),
        uCom=uCom,
        vUnCom=Decimal(vUnCom),
        vProd=Decimal(vProd),
        vDesc=Decimal(vDesc),
    )


NORMAL = DocumentView(
    access_key=KEY,
    tpAmb=1,
    tpEmis=1,
    serie=1,
    nNF=123,
    dhEmi=datetime.fromisoformat("2026-11-22T10:00:00-03:00"),
    issuer=IssuerView(
        CNPJ="11222333000181",
        xNome="COMÉRCIO DE ALIMENTOS SÃO JOÃO LTDA",
        xFant="MERCEARIA SÃO JOÃO",
        IE="111111111111",
        IM=None,
        address=AddressView(
            xLgr="RUA DA CONCEIÇÃO",
            nro="145",
            xCpl="LOJA 2",
            xBairro="CENTRO",
            xMun="São Paulo",
            UF="SP",
            CEP="01001000",
            fone="1133334444",
        ),
    ),
    customer=None,
    items=(
        item(
            1, "7891000100103", "LEITE CONDENSADO MOÇA 395G", "2.0000", "UN", "7.49", "14.98", "0"
        ),
        item(2, "QJ-KG", "QUEIJO MINAS FRESCAL", "0.4320", "KG", "59.90", "25.88", "0"),
        item(
            3,
            "7896004001234",
            "CAFÉ TORRADO E MOÍDO TRADICIONAL À VÁCUO PACOTE ECONÔMICO 500G",
            "1.0000",
            "UN",
            "18.99",
            "18.99",
            "0",
        ),
        item(
            4,
            "7891149103300",
            "CERVEJA PURO MALTE LATA 350ML",
            "3.0000",
            "UN",
            "3.99",
            "11.97",
            "0",
        ),
    ),
    vProd=Decimal("71.82"),
    vDesc=Decimal("0.00"),
    vOutro=Decimal("0.00"),
    vNF=Decimal("71.82"),
    vTotTrib=Decimal("17.02"),
    payments=(PaymentView(tPag="01", name="Dinheiro", vPag=Decimal("100.00")),),
    change=Decimal("28.18"),
    infAdFisco=None,
    infCpl="Trocas em até 7 dias com este cupom.",
    contingency=None,
    qrCode=ONLINE_QR,
    urlChave=CONSULTA,
    digest="765MiInaOj5L7oBFuvQcbel9vxY=",
    protocol=ProtocolView(
        cStat=100,
        xMotivo="Autorizado o uso da NF-e",
        nProt="135260000000123",
        dhRecbto=datetime.fromisoformat("2026-11-22T10:00:02-03:00"),
        messages=(),
    ),
)
