"""How goods come to the buyer: ``transp``, and ``infIntermed`` of the site they were sold on."""

from __future__ import annotations

from edge.fiscal.sale import Carrier, Delivery
from edge.fiscal.text import element, xml_text

#: ``modFrete`` of what the buyer takes along.
_NO_FREIGHT = "9"


def transp(delivery: Delivery | None) -> str:
    if delivery is None:
        return f"<transp><modFrete>{_NO_FREIGHT}</modFrete></transp>"
    carrier = _transporta(delivery.carrier) if delivery.carrier else ""
    return f"<transp><modFrete>{xml_text(delivery.modFrete)}</modFrete>{carrier}</transp>"


def _transporta(carrier: Carrier) -> str:
    return (
        f"<transporta>{element('CNPJ', carrier.cnpj)}{element('CPF', carrier.cpf)}"
        f"{element('xNome', carrier.name)}{element('IE', carrier.IE)}"
        f"{element('xEnder', carrier.address)}{element('xMun', carrier.xMun)}"
        f"{element('UF', carrier.UF)}</transporta>"
    )


def inf_intermed(delivery: Delivery | None) -> str:
    site = delivery.marketplace if delivery else None
    if site is None:
        return ""
    return (
        f"<infIntermed><CNPJ>{xml_text(site.cnpj)}</CNPJ>"
        f"<idCadIntTran>{xml_text(site.seller_id)}</idCadIntTran></infIntermed>"
    )
