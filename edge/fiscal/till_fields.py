"""From the layout's elements to the words of who sent or configured them, and whose fault it is."""

from __future__ import annotations

from typing import Final

from lxml import etree

from edge.errors import BadInput, ConfigProblem, EdgeError, Untrusted

_TILL = frozenset(
    {
        *("items", "payments", "customer", "discount", "note", "natOp"),
        *("freight", "insurance", "surcharge", "delivery", "tax_note"),
    }
)
_CONFIGURED = frozenset({"issuer", "tech", "addresses", "fiscal"})

#: Layout path below ``infNFe`` or ``infNFeSupl`` to field; the longest beginning that fits counts.
#: ``{}`` is the place among siblings, ``*`` the last name of the path unless that is a group.
_FIELDS: Final[dict[str, str]] = {
    "ide": "fiscal.*",
    "ide/natOp": "natOp",
    "emit": "issuer.*",
    "emit/enderEmit": "issuer.address.*",
    "dest": "customer",
    "dest/CPF": "customer.cpf",
    "dest/CNPJ": "customer.cnpj",
    "dest/idEstrangeiro": "customer.foreign_id",
    "dest/xNome": "customer.name",
    "dest/enderDest": "customer.address.*",
    "det": "items[{}]",
    "det/prod/cProd": "items[{}].sku",
    "det/prod/cEAN": "items[{}].gtin",
    "det/prod/xProd": "items[{}].description",
    "det/prod/NCM": "items[{}].ncm",
    "det/prod/CEST": "items[{}].cest",
    "det/prod/cBenef": "items[{}].tax.cBenef",
    "det/prod/CFOP": "items[{}].cfop",
    "det/prod/uCom": "items[{}].unit",
    "det/prod/qCom": "items[{}].quantity",
    "det/prod/vUnCom": "items[{}].unit_price",
    "det/prod/vProd": "items[{}].quantity",
    "det/prod/vDesc": "items[{}].discount",
    "det/prod/vFrete": "freight",
    "det/prod/vSeg": "insurance",
    "det/prod/vOutro": "surcharge",
    "det/prod/xPed": "items[{}].order",
    "det/prod/nItemPed": "items[{}].order_line",
    "det/prod/comb": "items[{}].fuel.*",
    "det/prod/comb/encerrante": "items[{}].fuel.pump.*",
    "det/prod/comb/origComb": "items[{}].fuel.origins.*",
    "det/imposto": "items[{}].tax",
    "det/imposto/ICMS": "items[{}].tax.icms.*",
    "det/imposto/ISSQN": "items[{}].tax.issqn.*",
    "det/imposto/PIS": "items[{}].tax.pis.*",
    "det/imposto/COFINS": "items[{}].tax.cofins.*",
    "det/imposto/IBSCBS": "items[{}].tax.ibscbs.*",
    "total": "items",
    "transp": "delivery.*",
    "transp/transporta": "delivery.carrier.*",
    "infIntermed": "delivery.marketplace.*",
    "pag": "payments",
    "pag/detPag": "payments[{}]",
    "pag/detPag/tPag": "payments[{}].method",
    "pag/detPag/xPag": "payments[{}].description",
    "pag/detPag/vPag": "payments[{}].amount",
    "pag/detPag/card": "payments[{}].card",
    "pag/detPag/card/CNPJ": "payments[{}].card.cnpj",
    "pag/detPag/card/tBand": "payments[{}].card.brand",
    "pag/detPag/card/cAut": "payments[{}].card.authorization",
    "pag/detPag/card/idTermPag": "payments[{}].card.terminal",
    "infAdic": "note",
    "infAdic/infAdFisco": "tax_note",
    "infRespTec": "tech.*",
    "qrCode": "addresses.qrcode_url",
    "urlChave": "addresses.urlChave",
}

_LISTS: Final = frozenset({"det", "detPag"})
_LEAVES: Final = {"CST": "cst", "CSOSN": "csosn", "pPIS": "p", "pCOFINS": "p"}


def refusal(number: str, field: str, **params: object) -> EdgeError:
    """The error ``fiscal.<number>``: the till's, the configuration's, or the box's own fault."""
    root = field.partition(".")[0].partition("[")[0]
    if root in _TILL:
        return BadInput(f"fiscal.{number}", field=field, **params)
    if root in _CONFIGURED:
        return ConfigProblem(f"fiscal.{number}", field=field, **params)
    return Untrusted(f"fiscal.{number}", field=field, **params)


def field_of(element: etree._Element) -> str:
    """The field that an element of a note was made from; the layout's path where there is none."""
    line = [*reversed(list(element.iterancestors())), element][2:]
    names = [etree.QName(node).localname for node in line]
    name = etree.QName(element).localname
    leaf = "" if len(element) else _LEAVES.get(name, name)
    for length in range(len(names), 0, -1):
        if field := _FIELDS.get("/".join(names[:length])):
            repeated = next(
                (node for node in line if etree.QName(node).localname in _LISTS), element
            )
            place = len(list(repeated.itersiblings(repeated.tag, preceding=True)))
            return field.format(place).replace("*", leaf).rstrip(".")
    return "/".join(names) or name
