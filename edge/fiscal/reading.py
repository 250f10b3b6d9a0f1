"""Reading a finished document back: everything its printed form (DANFE NFC-e) needs.

Only what stands in the XML may be printed, plus the protocol and SEFAZ's messages (manual DANFE
NFC-e 6.0); so the printed form is made from these bytes and from nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from lxml import etree

from edge.errors import BadInput
from edge.fiscal.parsing import NFE, parse
from edge.fiscal.payment_methods import PAYMENT_NAMES
from edge.money import ZERO


@dataclass(frozen=True, kw_only=True, slots=True)
class AddressView:
    xLgr: str
    nro: str
    xCpl: str | None
    xBairro: str
    xMun: str
    UF: str
    CEP: str
    fone: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class IssuerView:
    CNPJ: str
    xNome: str
    xFant: str | None
    IE: str | None
    IM: str | None
    address: AddressView


@dataclass(frozen=True, kw_only=True, slots=True)
class CustomerView:
    """``kind`` is ``CPF``, ``CNPJ`` or ``idEstrangeiro``."""

    kind: str
    document: str
    xNome: str | None
    address: AddressView | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ItemView:
    nItem: int
    cProd: str
    cEAN: str
    xProd: str
    qCom: Decimal
    uCom: str
    vUnCom: Decimal
    vProd: Decimal
    vDesc: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class PaymentView:
    """``name`` is the printed one, in Portuguese."""

    tPag: str
    name: str
    vPag: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class ContingencyView:
    dhCont: datetime
    xJust: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ProtocolView:
    """``messages`` are SEFAZ's own (``xMsg``), which must be printed."""

    cStat: int
    xMotivo: str
    nProt: str
    dhRecbto: datetime
    messages: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class DocumentView:
    """An NFC-e, signed or authorised. Times keep the offset they were written with.

    ``vProd`` is of the goods, ``vServ`` of the services; ``vDeducted`` the ICMS that was waived and
    is not paid.
    """

    access_key: str
    tpAmb: int
    tpEmis: int
    serie: int
    nNF: int
    dhEmi: datetime
    issuer: IssuerView
    customer: CustomerView | None
    items: tuple[ItemView, ...]
    vProd: Decimal
    vDesc: Decimal
    vOutro: Decimal
    vNF: Decimal
    vTotTrib: Decimal | None
    vFrete: Decimal = ZERO
    vSeg: Decimal = ZERO
    vServ: Decimal = ZERO
    vDeducted: Decimal = ZERO
    payments: tuple[PaymentView, ...]
    change: Decimal
    infAdFisco: str | None
    infCpl: str | None
    contingency: ContingencyView | None
    qrCode: str
    urlChave: str
    digest: str
    protocol: ProtocolView | None


def read_document(xml: bytes) -> DocumentView:
    """The document in an ``NFe`` or an ``nfeProc``; raises ``BadInput("fiscal.unreadable")``."""
    root = parse(xml)
    nfe = root if root.tag == f"{{{NFE}}}NFe" else _one(root, "NFe")
    inf, supplement = _one(nfe, "infNFe"), _one(nfe, "infNFeSupl")
    ide, totals = _one(inf, "ide"), _one(inf, "total/ICMSTot")
    return DocumentView(
        access_key=str(inf.get("Id", ""))[3:],
        tpAmb=int(_text(ide, "tpAmb")),
        tpEmis=int(_text(ide, "tpEmis")),
        serie=int(_text(ide, "serie")),
        nNF=int(_text(ide, "nNF")),
        dhEmi=datetime.fromisoformat(_text(ide, "dhEmi")),
        issuer=_issuer(_one(inf, "emit")),
        customer=_customer(inf.find("dest", _NS)),
        items=tuple(_item(det) for det in inf.iterfind("det", _NS)),
        vProd=_amount(totals, "vProd"),
        vDesc=_amount(totals, "vDesc"),
        vOutro=_amount(totals, "vOutro"),
        vNF=_amount(totals, "vNF"),
        vFrete=_amount(totals, "vFrete"),
        vSeg=_amount(totals, "vSeg"),
        vServ=_amount(inf, "total/ISSQNtot/vServ"),
        vDeducted=_deducted(inf),
        vTotTrib=_amount(totals, "vTotTrib") if _maybe(totals, "vTotTrib") else None,
        payments=tuple(_payment(paid) for paid in inf.iterfind("pag/detPag", _NS)),
        change=_amount(_one(inf, "pag"), "vTroco"),
        infAdFisco=_maybe(inf, "infAdic/infAdFisco"),
        infCpl=_maybe(inf, "infAdic/infCpl"),
        contingency=_contingency(ide),
        qrCode=_text(supplement, "qrCode"),
        urlChave=_text(supplement, "urlChave"),
        digest=nfe.findtext("{*}Signature/{*}SignedInfo/{*}Reference/{*}DigestValue", ""),
        protocol=_protocol(root.find("protNFe/infProt", _NS)),
    )


_NS = {"": NFE}


def _deducted(inf: etree._Element) -> Decimal:
    groups = inf.iterfind("det/imposto/ICMS/*", _NS)
    return sum(
        (_amount(g, "vICMSDeson") for g in groups if _maybe(g, "indDeduzDeson") == "1"), ZERO
    )


def _issuer(emit: etree._Element) -> IssuerView:
    return IssuerView(
        CNPJ=_maybe(emit, "CNPJ") or _text(emit, "CPF"),
        xNome=_text(emit, "xNome"),
        xFant=_maybe(emit, "xFant"),
        IE=_maybe(emit, "IE"),
        IM=_maybe(emit, "IM"),
        address=_address(_one(emit, "enderEmit")),
    )


def _address(place: etree._Element) -> AddressView:
    return AddressView(
        xLgr=_text(place, "xLgr"),
        nro=_text(place, "nro"),
        xCpl=_maybe(place, "xCpl"),
        xBairro=_text(place, "xBairro"),
        xMun=_text(place, "xMun"),
        UF=_text(place, "UF"),
        CEP=_maybe(place, "CEP") or "",
        fone=_maybe(place, "fone"),
    )


def _customer(dest: etree._Element | None) -> CustomerView | None:
    if dest is None:
        return None
    name, place = _maybe(dest, "xNome"), dest.find("enderDest", _NS)
    for kind in ("CPF", "CNPJ", "idEstrangeiro"):
        if (document := _maybe(dest, kind)) is not None:
            return CustomerView(
                kind=kind,
                document=document,
                xNome=name,
                address=None if place is None else _address(place),
            )
    return None


def _item(det: etree._Element) -> ItemView:
    prod = _one(det, "prod")
    return ItemView(
        nItem=int(str(det.get("nItem", "0"))),
        cProd=_text(prod, "cProd"),
        cEAN=_text(prod, "cEAN"),
        xProd=_text(prod, "xProd"),
        qCom=Decimal(_text(prod, "qCom")),
        uCom=_text(prod, "uCom"),
        vUnCom=Decimal(_text(prod, "vUnCom")),
        vProd=_amount(prod, "vProd"),
        vDesc=_amount(prod, "vDesc"),
    )


def _payment(paid: etree._Element) -> PaymentView:
    tPag = _text(paid, "tPag")
    name = _maybe(paid, "xPag") or PAYMENT_NAMES.get(tPag, tPag)
    return PaymentView(tPag=tPag, name=name, vPag=_amount(paid, "vPag"))


def _contingency(ide: etree._Element) -> ContingencyView | None:
    since = _maybe(ide, "dhCont")
    if since is None:
        return None
    return ContingencyView(dhCont=datetime.fromisoformat(since), xJust=_text(ide, "xJust"))


def _protocol(protocol: etree._Element | None) -> ProtocolView | None:
    if protocol is None:
        return None
    return ProtocolView(
        cStat=int(_text(protocol, "cStat")),
        xMotivo=_text(protocol, "xMotivo"),
        nProt=_text(protocol, "nProt"),
        dhRecbto=datetime.fromisoformat(_text(protocol, "dhRecbto")),
        messages=tuple(said.text or "" for said in protocol.iterfind("xMsg", _NS)),
    )


def _one(parent: etree._Element, path: str) -> etree._Element:
    found = parent.find(path, _NS)
    if found is None:
        raise BadInput("fiscal.unreadable", why=f"no {path}")
    return found


def _maybe(parent: etree._Element, path: str) -> str | None:
    return parent.findtext(path, None, _NS)


def _text(parent: etree._Element, path: str) -> str:
    return _one(parent, path).text or ""


def _amount(parent: etree._Element, name: str) -> Decimal:
    text = _maybe(parent, name)
    return ZERO if text is None else Decimal(text)
