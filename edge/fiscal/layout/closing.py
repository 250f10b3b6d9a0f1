"""What closes a note: ``total``, ``transp``, ``pag``, ``infAdic`` and ``infRespTec``."""

from __future__ import annotations

from edge.fiscal.note import Note, Totals
from edge.fiscal.payment_methods import PaymentMethod
from edge.fiscal.sale import Card, Payment
from edge.fiscal.taxes import ibs_cbs
from edge.fiscal.text import element, xml_text
from edge.money import cents


def closing(note: Note) -> str:
    notes = element("infCpl", note.sale.notes)
    return (
        f"<total>{_total(note.totals)}</total><transp><modFrete>9</modFrete></transp>{_pag(note)}"
        f"{f'<infAdic>{notes}</infAdic>' if notes else ''}{_inf_resp_tec(note)}"
    )


def _total(totals: Totals) -> str:
    burden = "" if totals.vTotTrib is None else f"<vTotTrib>{totals.vTotTrib}</vTotTrib>"
    reform = ibs_cbs.total_xml(totals.ibs_cbs) if totals.ibs_cbs else ""
    return (
        f"<ICMSTot><vBC>{totals.vBC}</vBC><vICMS>{totals.vICMS}</vICMS>"
        "<vICMSDeson>0.00</vICMSDeson><vFCP>0.00</vFCP><vBCST>0.00</vBCST><vST>0.00</vST>"
        "<vFCPST>0.00</vFCPST><vFCPSTRet>0.00</vFCPSTRet>"
        f"<vProd>{totals.vProd}</vProd><vFrete>0.00</vFrete><vSeg>0.00</vSeg>"
        f"<vDesc>{totals.vDesc}</vDesc><vII>0.00</vII><vIPI>0.00</vIPI>"
        f"<vIPIDevol>0.00</vIPIDevol><vPIS>{totals.vPIS}</vPIS>"
        f"<vCOFINS>{totals.vCOFINS}</vCOFINS><vOutro>0.00</vOutro><vNF>{totals.vNF}</vNF>"
        f"{burden}</ICMSTot>{reform}"
    )


def _pag(note: Note) -> str:
    paid = "".join(map(_det_pag, note.sale.payments))
    change = f"<vTroco>{note.vTroco}</vTroco>" if note.vTroco else ""
    return f"<pag>{paid}{change}</pag>"


def _det_pag(payment: Payment) -> str:
    other = payment.description if payment.method is PaymentMethod.OTHER else None
    return (
        f"<detPag><tPag>{payment.method.tPag}</tPag>{element('xPag', other)}"
        f"<vPag>{cents(payment.amount)}</vPag>{_card(payment.card)}</detPag>"
    )


def _card(card: Card | None) -> str:
    if card is None:
        return ""
    return (
        f"<card><tpIntegra>{1 if card.integrated else 2}</tpIntegra>{element('CNPJ', card.cnpj)}"
        f"{element('tBand', card.brand)}{element('cAut', card.authorization)}"
        f"{element('idTermPag', card.terminal)}</card>"
    )


def _inf_resp_tec(note: Note) -> str:
    tech = note.tech
    if tech is None:
        return ""
    proof = ""
    if note.hashCSRT and tech.idCSRT:
        proof = f"<idCSRT>{tech.idCSRT}</idCSRT><hashCSRT>{note.hashCSRT}</hashCSRT>"
    return (
        f"<infRespTec><CNPJ>{tech.CNPJ}</CNPJ><xContato>{xml_text(tech.xContato)}</xContato>"
        f"<email>{xml_text(tech.email)}</email><fone>{tech.fone}</fone>{proof}</infRespTec>"
    )
