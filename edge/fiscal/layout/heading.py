"""Who sells to whom: ``ide``, ``emit`` and ``dest``."""

from __future__ import annotations

from edge.config import Issuer
from edge.fiscal.note import Note
from edge.fiscal.sale import Customer
from edge.fiscal.text import element, time_text, xml_text

#: What an authority's test environment wants as the buyer's name (rejection 598).
HOMOLOGATION_BUYER = "NF-E EMITIDA EM AMBIENTE DE HOMOLOGACAO - SEM VALOR FISCAL"


def heading(note: Note) -> str:
    return _ide(note) + _emit(note.issuer) + _dest(note.sale.customer, tpAmb=note.tpAmb)


def _ide(note: Note) -> str:
    """A sale over the counter: outgoing, inside the state, to a final consumer who is present."""
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
        f"<indPres>1</indPres><procEmi>0</procEmi>"
        f"<verProc>{xml_text(note.verProc)}</verProc>{offline}</ide>"
    )


def _emit(issuer: Issuer) -> str:
    place = issuer.address
    return (
        f"<emit><CNPJ>{issuer.CNPJ}</CNPJ><xNome>{xml_text(issuer.xNome)}</xNome>"
        f"{element('xFant', issuer.xFant)}<enderEmit><xLgr>{xml_text(place.xLgr)}</xLgr>"
        f"<nro>{xml_text(place.nro)}</nro>{element('xCpl', place.xCpl)}"
        f"<xBairro>{xml_text(place.xBairro)}</xBairro><cMun>{place.cMun}</cMun>"
        f"<xMun>{xml_text(place.xMun)}</xMun><UF>{place.UF}</UF><CEP>{place.CEP}</CEP>"
        f"<cPais>1058</cPais><xPais>Brasil</xPais>{element('fone', place.fone)}</enderEmit>"
        f"<IE>{issuer.IE}</IE>{element('IM', issuer.IM)}<CRT>{issuer.CRT}</CRT></emit>"
    )


def _dest(customer: Customer | None, *, tpAmb: int) -> str:
    if customer is None:
        return ""
    name = HOMOLOGATION_BUYER if tpAmb == 2 else customer.name
    return (
        f"<dest>{element('CNPJ', customer.cnpj)}{element('CPF', customer.cpf)}"
        f"{element('xNome', name)}<indIEDest>9</indIEDest></dest>"
    )
