"""The divisions of the DANFE NFC-e, each from its part of the document to its lines.

Numbers in Roman are the manual's (version 6.0, March 2025); division V is the QR code itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from edge.fiscal.reading import AddressView, CustomerView, DocumentView, IssuerView, ItemView
from edge.printing import notation
from edge.printing.columns import centred, hanging, loud, pair, together
from hw_drivers.printers.ticket import Align, Element, Rule, Text

_HOMOLOGATION = 2
_BREAKS = re.compile(r"(?<=[/.?])")  # where an address may go on in the next line
_INDENT = "    "  # under the number of the item, "001 "


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """Columns of font A and of font B."""

    columns: int
    small_columns: int


def issuer(view: IssuerView, layout: Layout) -> list[Element]:
    """I: who sells."""
    return [
        *(loud(view.xFant, layout.columns) if view.xFant else []),
        *centred(view.xNome, layout.columns, bold=view.xFant is None),
        *_lines(_registrations(view), layout),
        *_address(view.address, layout),
        Rule(),
    ]


def title(layout: Layout) -> list[Element]:
    """I: what this paper is."""
    text = "Documento Auxiliar da Nota Fiscal de Consumidor Eletrônica"
    return [*centred(text, layout.small_columns, bold=True, small=True), Rule()]


def contingency(layout: Layout) -> list[Element]:
    """Printed below I and again below VII, while SEFAZ has not authorised the document."""
    return [
        *loud("EMITIDA EM CONTINGÊNCIA", layout.columns),
        *loud("Pendente de autorização", layout.columns),
        Rule(),
    ]


def items(views: Iterable[ItemView], layout: Layout) -> list[Element]:
    """II: what was sold."""
    columns = layout.columns
    lines = [Text(text="#   CÓDIGO  DESCRIÇÃO", bold=True)]
    lines += pair(f"{_INDENT}QTDE UN x UNIT R$", "TOTAL R$", columns, bold=True)
    for view in views:
        lines += hanging(f"{view.nItem:03} ", f"{view.cProd} {view.xProd}", columns)
        price = f"{notation.quantity(view.qCom)} {view.uCom} x {notation.unit_price(view.vUnCom)}"
        lines += pair(_INDENT + price, notation.money(view.vProd), columns)
        if view.vDesc:
            lines += pair(f"{_INDENT}Desconto", f"-{notation.money(view.vDesc)}", columns)
    return [*lines, Rule()]


def totals(view: DocumentView, layout: Layout) -> list[Element]:
    """III: what is owed and how it was paid; *valor a pagar* only where it differs."""
    columns = layout.columns
    worth = view.vProd + view.vServ
    taken = {"Descontos R$": view.vDesc, "ICMS desonerado R$": view.vDeducted}
    added = {"Frete R$": view.vFrete, "Seguro R$": view.vSeg, "Acréscimos R$": view.vOutro}
    adjusted = any((*taken.values(), *added.values()))
    lines = pair("Qtde. total de itens", str(len(view.items)), columns)
    lines += pair("Valor total R$", notation.money(worth), columns, bold=not adjusted)
    for name, amount in taken.items():
        if amount:
            lines += pair(name, f"-{notation.money(amount)}", columns)
    for name, amount in added.items():
        if amount:
            lines += pair(name, notation.money(amount), columns)
    if adjusted:
        lines += pair("Valor a pagar R$", notation.money(view.vNF), columns, bold=True)
    lines += pair("FORMA DE PAGAMENTO", "VALOR PAGO R$", columns, bold=True)
    for paid in view.payments:
        lines += pair(paid.name, notation.money(paid.vPag), columns)
    if view.change:
        lines += pair("Troco R$", notation.money(view.change), columns)
    return [*lines, Rule()]


def consultation(view: DocumentView, layout: Layout) -> list[Element]:
    """IV: where anybody can check it, and the key in eleven groups of four."""
    key = view.access_key
    groups = [key[start : start + 4] for start in range(0, len(key), 4)]
    small = len(key) + len(groups) - 1 <= layout.small_columns
    return [
        *centred("Consulte pela Chave de Acesso em", layout.columns, bold=True),
        *_lines(_BREAKS.split(view.urlChave), layout, between=""),
        *centred(" ".join(groups), layout.small_columns if small else layout.columns, small=small),
        Rule(),
    ]


def customer(view: CustomerView | None, layout: Layout) -> list[Element]:
    """VI: who buys, where that is known."""
    if view is None:
        return [*centred("CONSUMIDOR NÃO IDENTIFICADO", layout.columns, bold=True)]
    match view.kind:
        case "CPF":
            who = f"CPF {notation.cpf(view.document)}"
        case "CNPJ":
            who = f"CNPJ {notation.cnpj(view.document)}"
        case _:
            who = f"Id. Estrangeiro {view.document}"
    name = centred(view.xNome, layout.small_columns, small=True) if view.xNome else []
    where = _address(view.address, layout) if view.address else []
    return [*centred(f"CONSUMIDOR - {who}", layout.columns, bold=True), *name, *where]


def identification(view: DocumentView, label: str, layout: Layout) -> list[Element]:
    """VII: number, series, time of issue, whose copy; protocol where there is one."""
    number = [f"NFC-e nº {view.nNF:09}", f"Série {view.serie:03}", notation.moment(view.dhEmi)]
    lines = [
        Text(text=line, align=Align.CENTER, bold=True) for line in together(number, layout.columns)
    ]
    lines += centred(label, layout.columns)
    if view.protocol:
        authorised = notation.moment(view.protocol.dhRecbto)
        lines += centred(f"Protocolo de Autorização: {view.protocol.nProt}", layout.columns)
        lines += centred(f"Data de Autorização {authorised}", layout.columns)
    return [*lines, Rule()]


def messages(view: DocumentView, layout: Layout) -> list[Element]:
    """VIII: what the tax office has to say."""
    lines: list[Text] = []
    if view.tpAmb == _HOMOLOGATION:
        text = "EMITIDA EM AMBIENTE DE HOMOLOGAÇÃO - SEM VALOR FISCAL"
        lines += centred(text, layout.columns, bold=True)
    said = [view.infAdFisco or "", *(view.protocol.messages if view.protocol else ())]
    for text in filter(None, said):
        lines += centred(text, layout.small_columns, small=True)
    return [*lines, Rule()] if lines else []


def remarks(view: DocumentView, layout: Layout) -> list[Element]:
    """IX: the shop's own words, and the taxes inside the price (Lei 12.741/2012)."""
    lines: list[Text] = []
    if view.infCpl:
        lines += centred(view.infCpl, layout.small_columns, small=True)
    if view.vTotTrib is not None:
        taxes = notation.money(view.vTotTrib)
        text = f"Tributos Totais Incidentes (Lei Federal 12.741/2012): R$ {taxes}"
        lines += centred(text, layout.small_columns, small=True)
    return [*lines]


def _registrations(view: IssuerView) -> list[str]:
    parts = [f"CNPJ {notation.cnpj(view.CNPJ)}"]
    parts += [f"IE {view.IE}"] if view.IE else []
    return [*parts, *([f"IM {view.IM}"] if view.IM else [])]


def _address(address: AddressView, layout: Layout) -> list[Text]:
    parts = [f"{address.xLgr}, {address.nro}", address.xCpl, address.xBairro]
    street = " - ".join(filter(None, parts))
    return [
        *centred(street, layout.small_columns, small=True),
        *_lines(_place(address), layout),
    ]


def _place(address: AddressView) -> list[str]:
    parts = [f"{address.xMun} - {address.UF}", f"CEP {notation.cep(address.CEP)}"]
    return [*parts, *([f"Fone {notation.telephone(address.fone)}"] if address.fone else [])]


def _lines(parts: Sequence[str], layout: Layout, *, between: str = "  ") -> list[Text]:
    lines = together(parts, layout.small_columns, between=between)
    return [Text(text=line, align=Align.CENTER, small=True) for line in lines]
