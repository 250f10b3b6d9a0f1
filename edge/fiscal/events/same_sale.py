"""Does one document repeat the sale of another? What SEFAZ compares before it lets one go.

NT 2018.004, rejections 915 to 919: total, ICMS, buyer, number of items, and each item.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from edge.errors import BadInput
from edge.fiscal.parsing import NFE, parse

_NS = {"": NFE}
_TOTALS = {915: "total/ICMSTot/vNF", 916: "total/ICMSTot/vICMS"}
_ITEM = (
    "cProd", "cEAN", "xProd", "NCM", "CFOP", "uCom", "qCom", "vUnCom", "vProd", "indTot",
)  # fmt: skip
_BUYER = ("CNPJ", "CPF", "idEstrangeiro")


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """``rejection`` is SEFAZ's number of the first difference, None when there is none.

    ``item`` counts from 1 where one item differs.
    """

    note_key: str
    note_dhEmi: datetime
    substitute_key: str
    substitute_dhEmi: datetime
    rejection: int | None
    item: int | None


def compare(note: bytes, substitute: bytes) -> Comparison:
    """Compare two signed ``NFe``; raises ``BadInput("fiscal.unreadable")``."""
    old, new = _inf_nfe(note), _inf_nfe(substitute)
    rejection, item = _difference(old, new)
    return Comparison(
        note_key=str(old.get("Id", ""))[3:],
        note_dhEmi=datetime.fromisoformat(_text(old, "ide/dhEmi")),
        substitute_key=str(new.get("Id", ""))[3:],
        substitute_dhEmi=datetime.fromisoformat(_text(new, "ide/dhEmi")),
        rejection=rejection,
        item=item,
    )


def _difference(old: etree._Element, new: etree._Element) -> tuple[int | None, int | None]:
    for rejection, path in _TOTALS.items():
        if _text(old, path) != _text(new, path):
            return rejection, None
    if any(_buyer(old)) and _buyer(old) != _buyer(new):
        return 917, None
    items, others = _items(old), _items(new)
    if len(items) != len(others):
        return 918, None
    for number, (one, other) in enumerate(zip(items, others, strict=True), start=1):
        if one != other:
            return 919, number
    return None, None


def _buyer(inf: etree._Element) -> list[str]:
    return [_text(inf, f"dest/{name}") for name in _BUYER]


def _items(inf: etree._Element) -> list[list[str]]:
    return [[_text(prod, name) for name in _ITEM] for prod in inf.iterfind("det/prod", _NS)]


def _text(parent: etree._Element, path: str) -> str:
    return parent.findtext(path, "", _NS)


def _inf_nfe(xml: bytes) -> etree._Element:
    found = parse(xml).find("infNFe", _NS)
    if found is None:
        raise BadInput("fiscal.unreadable", why="no infNFe")
    return found
