"""Who sells to whom: ``ide``, ``emit`` and ``dest``."""

from __future__ import annotations

from edge.config import Address, Issuer
from edge.fiscal.note import Note
from edge.fiscal.sale import Customer, Delivery
from edge.fiscal.text import element, time_text, xml_text

#: What an authority's test environment wants as the buyer's name (rejection 598).
HOMOLOGATION_BUYER = "NF-E EMITIDA EM AMBIENTE DE HOMOLOGACAO - SEM VALOR FISCAL"


def heading(note: Note) -> str:
    return _ide(note) + _emit(note.issuer) + _dest(note.sale.customer, tpAmb=note.tpAmb)


def _ide(note: Note) -> str:
    """A sale over the counter or brought home: outgoing, in the state, to a final consumer."""
    offline = ""
    if note.contingency:
        since = time_text(note.contingency.dhCont)
        offline = f"<dhCont>{since}</dhCont><xJust>{xml_text(note.contingency.xJust)}</xJust>"
    municipality = note.issuer.address.cMun
    return (
        f"<ide><cUF>{municipality[:2]}</cUF><cNF>{note.cNF}</cNF>"
        f"<natOp>{xml_text(note.sale.natOp)}</natOp><mod>65</mod><serie>{note.serie}</serie>"
        f"<nNF>{note.nNF}</nNF><dhEmi>{time_text(note.dhEmi)}</dhEmi><tpNF>1</tpNF>"
        f"<idDest>1</idDest><cMunFG>{municipality}</cMunFG><tpImp>4</tpImp>"
        f"<tpEmis>{note.tpEmis}</tpEmis><cDV>{note.access_key[-1]}</cDV>"
        f"<tpAmb>{note.tpAmb}</tpAmb><finNFe>1</finNFe><indFinal>1</indFinal>"
        f"{_presence(note.sale.delivery)}<procEmi>0</procEmi>"
        f"<verProc>{xml_text(note.verProc)}</verProc>{offline}</ide>"
    )


def _presence(delivery: Delivery | None) -> str:
    """The buyer is present, or the goods are brought home, sold by a site or not."""
    if delivery is None:
        return "<indPres>1</indPres>"
    return f"<indPres>4</indPres><indIntermed>{1 if delivery.marketplace else 0}</indIntermed>"


def _emit(issuer: Issuer) -> str:
    return (
        f"<emit><CNPJ>{issuer.CNPJ}</CNPJ><xNome>{xml_text(issuer.xNome)}</xNome>"
        f"{element('xFant', issuer.xFant)}<enderEmit>{_address(issuer.address)}</enderEmit>"
        f"<IE>{issuer.IE}</IE>{element('IM', issuer.IM)}<CRT>{issuer.CRT}</CRT></emit>"
    )


def _dest(customer: Customer | None, *, tpAmb: int) -> str:
    if customer is None:
        return ""
    name = HOMOLOGATION_BUYER if tpAmb == 2 else customer.name
    address = customer.address
    return (
        f"<dest>{element('CNPJ', customer.cnpj)}{element('CPF', customer.cpf)}"
        f"{element('idEstrangeiro', customer.foreign_id)}{element('xNome', name)}"
        f"{f'<enderDest>{_address(address)}</enderDest>' if address else ''}"
        "<indIEDest>9</indIEDest></dest>"
    )


def _address(place: Address) -> str:
    return (
        f"<xLgr>{xml_text(place.xLgr)}</xLgr><nro>{xml_text(place.nro)}</nro>"
        f"{element('xCpl', place.xCpl)}<xBairro>{xml_text(place.xBairro)}</xBairro>"
        f"<cMun>{place.cMun}</cMun><xMun>{xml_text(place.xMun)}</xMun><UF>{place.UF}</UF>"
        f"<CEP>{place.CEP}</CEP><cPais>1058</cPais><xPais>Brasil</xPais>"
        f"{element('fone', place.fone)}"
    )
