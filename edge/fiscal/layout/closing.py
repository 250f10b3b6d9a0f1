"""What closes a note: from ``total`` to ``infRespTec``."""

from __future__ import annotations

from edge.fiscal.layout.delivery import inf_intermed, transp
from edge.fiscal.note import Note, Totals
from edge.fiscal.payment_methods import PaymentMethod
from edge.fiscal.sale import Card, Payment
from edge.fiscal.taxes import ibs_cbs, issqn
from edge.fiscal.text import element, xml_text
from edge.money import cents


def closing(note: Note) -> str:
    sale, totals = note.sale, note.totals
    notes = element("infAdFisco", sale.tax_notes) + element("infCpl", sale.notes)
    services = issqn.total_xml(totals.issqn, note.dhEmi.date()) if totals.issqn else ""
    reform = ibs_cbs.total_xml(totals.ibs_cbs) if totals.ibs_cbs else ""
    return (
        f"<total>{_icms_tot(totals)}{services}{reform}</total>{transp(sale.delivery)}{_pag(note)}"
        f"{inf_intermed(sale.delivery)}{f'<infAdic>{notes}</infAdic>' if notes else ''}"
        f"{_inf_resp_tec(note)}"
    )


def _icms_tot(totals: Totals) -> str:
    burden = "" if totals.vTotTrib is None else f"<vTotTrib>{totals.vTotTrib}</vTotTrib>"
    once = ""
    if totals.qBCMonoRet:
        once = (
            f"<qBCMonoRet>{cents(totals.qBCMonoRet)}</qBCMonoRet>"
            f"<vICMSMonoRet>{totals.vICMSMonoRet}</vICMSMonoRet>"
        )
    return (
        f"<ICMSTot><vBC>{totals.vBC}</vBC><vICMS>{totals.vICMS}</vICMS>"
        f"<vICMSDeson>{totals.vICMSDeson}</vICMSDeson><vFCP>{totals.vFCP}</vFCP>"
        "<vBCST>0.00</vBCST><vST>0.00</vST><vFCPST>0.00</vFCPST>"
        f"<vFCPSTRet>{totals.vFCPSTRet}</vFCPSTRet>{once}"
        f"<vProd>{totals.vProd}</vProd><vFrete>{totals.vFrete}</vFrete><vSeg>{totals.vSeg}</vSeg>"
        f"<vDesc>{totals.vDesc}</vDesc><vII>0.00</vII><vIPI>0.00</vIPI>"
        f"<vIPIDevol>0.00</vIPIDevol><vPIS>{totals.vPIS}</vPIS>"
        f"<vCOFINS>{totals.vCOFINS}</vCOFINS><vOutro>{totals.vOutro}</vOutro>"
        f"<vNF>{totals.vNF}</vNF>{burden}</ICMSTot>"
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
