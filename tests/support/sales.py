"""Shops, sales and drafts for tests: plain values, changed by keyword."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from edge.config import Address, Issuer, TechResponsible
from edge.fiscal.document import Addresses, Contingency, Draft, compose
from edge.fiscal.payment_methods import PaymentMethod
from edge.fiscal.sale import Card, Item, Payment, Sale
from edge.fiscal.tax_profile import ApproxTax, IbsCbs, Icms, PisCofins, TaxProfile

CNPJ = "11222333000181"
CNPJ_WITH_LETTERS = "12ABC34501DE35"
CPF = "11144477735"
KEY = "35261111222333000181650010000000011482917367"

NOON = datetime.fromisoformat("2026-11-22T10:00:00-03:00")
CONTINGENCY = Contingency(
    dhCont=datetime.fromisoformat("2026-11-22T09:58:00-03:00"),
    xJust="SEFAZ sem resposta desde 09h58",
)
ADDRESSES = Addresses(
    qrcode_url="https://www.homologacao.nfce.fazenda.sp.gov.br/qrcode",
    urlChave="https://www.homologacao.nfce.fazenda.sp.gov.br/consulta",
)
TECH = TechResponsible(
    CNPJ=CNPJ, xContato="Suporte White Edge", email="suporte@example.com", fone="1133334444"
)
ADDRESS = Address(
    xLgr="RUA A",
    nro="1",
    xBairro="CENTRO",
    cMun="3550308",
    xMun="Sao Paulo",
    UF="SP",
    CEP="01001000",
)

SIMPLES = TaxProfile(icms=Icms(orig="0", code="102"))
SIMPLES_WITHHELD = TaxProfile(icms=Icms(orig="0", code="500"))
NORMAL = TaxProfile(
    icms=Icms(orig="0", code="00", pICMS=Decimal("18.00")),
    pis_cofins=PisCofins(CST="01", pPIS=Decimal("1.65"), pCOFINS=Decimal("7.60")),
    ibs_cbs=IbsCbs(),
)
APPROX = ApproxTax(federal=Decimal("20.00"))
CARD = Card(integrated=True, cnpj=CNPJ, brand="01", authorization="123456")


def issuer(*, crt: int = 1, **changes: Any) -> Issuer:
    fields: dict[str, Any] = {
        "CNPJ": CNPJ,
        "xNome": "EMPRESA TESTE LTDA",
        "IE": "111111111111",
        "CRT": crt,
        "address": ADDRESS,
    }
    return Issuer(**(fields | changes))


def item(*, tax: TaxProfile = SIMPLES, **changes: Any) -> Item:
    return replace(
        Item(
            sku="001",
            description="ARROZ TIPO 1 1KG",
            gtin="7891000100103",
            ncm="10063021",
            cfop="5102",
            unit="UN",
            quantity=Decimal(1),
            unit_price=Decimal("34.49"),
            tax=tax,
        ),
        **changes,
    )


def cash(amount: str) -> Payment:
    return Payment(method=PaymentMethod.CASH, amount=Decimal(amount))


def sale(*items: Item, **changes: Any) -> Sale:
    """One bag of rice for 34.49, paid with 50.00 in cash, unless said otherwise."""
    return replace(Sale(items=items or (item(),), payments=(cash("50.00"),)), **changes)


def draft(sold: Sale | None = None, *, crt: int = 1, **changes: Any) -> Draft:
    """Homologation, number 1 of series 1, sent at once; ``tpEmis=9`` brings its contingency.

    A shop that sells services is registered with its municipality.
    """
    sold = sold or sale()
    services = any(it.tax.issqn for it in sold.items)
    arguments: dict[str, Any] = {
        "sale": sold,
        "issuer": issuer(crt=crt, IM="12345") if services else issuer(crt=crt),
        "tech": TECH,
        "tpAmb": 2,
        "serie": 1,
        "nNF": 1,
        "cNF": "48291736",
        "dhEmi": NOON,
        "verProc": "teste 1",
        "addresses": ADDRESSES,
        "contingency": CONTINGENCY if changes.get("tpEmis") == 9 else None,
    }
    return compose(**(arguments | changes))
