"""Delivery, payment and what else stands around a sale (MOC Anexo I, groups X to ZD)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sim.sefaz.desk import Desk
from sim.sefaz.digits import cnpj_is_valid
from sim.sefaz.note import ZERO, Note
from sim.sefaz.rules.rule import Found, Rule, never, rejection

_WITHOUT_PAYMENT = {"90", "91"}
_WITH_CARD_DATA = {"03", "04", "17"}
_BRANDS = {f"{number:02d}" for number in range(1, 28)} | {"99"}


@rejection(753, "X02-10", "NFC-e com Frete")
def r753(note: Note, _: Desk) -> Found:
    return note.text("transp/modFrete") != "9" and not _is_delivery(note)


@rejection(754, "X03-10", "NFC-e com dados do Transportador")
def r754(note: Note, _: Desk) -> Found:
    return "transp/transporta" in note.fields and not _is_delivery(note)


@rejection(786, "X03-20", "NFC-e de entrega a domicílio sem dados do Transportador")
def r786(note: Note, desk: Desk) -> Found:
    wanted = desk.policy.carrier_on_delivery and _is_delivery(note)
    return wanted and "transp/transporta" not in note.fields


r755 = never("transp/retTransp", 755, "X11-10", "NFC-e com dados de Retenção do ICMS no Transporte")
r756 = never("transp/veicTransp", 756, "X18-10", "NFC-e com dados do veículo de Transporte")
r757 = never("transp/reboque", 757, "X22-10", "NFC-e com dados de Reboque do veículo de Transporte")
r758 = never("transp/vagao", 758, "X25a-10", "NFC-e com dados do Vagão de Transporte")
r759 = never("transp/balsa", 759, "X25b-10", "NFC-e com dados da Balsa de Transporte")
r760 = never("cobr", 760, "Y01-10", "NFC-e com dados de cobrança (Fatura, Duplicata)")


@rejection(857, "YA02-10", "Informado Duplicata Mercantil como Forma de Pagamento")
def r857(note: Note, _: Desk) -> Found:
    return "14" in _means(note)


@rejection(899, "YA02-40", "Informado incorretamente o campo meio de pagamento")
def r899(note: Note, _: Desk) -> Found:
    return "90" in _means(note)


@rejection(436, "YA02-50", "Informado 99-Outros como meio de pagamento")
def r436(note: Note, _: Desk) -> Found:
    return "99" in _means(note)


@rejection(865, "YA03-10", "Total dos pagamentos menor que o total da nota")
def r865(note: Note, _: Desk) -> Found:
    return _paid(note) < note.total("vNF") and not _means(note) & _WITHOUT_PAYMENT


@rejection(
    866,
    "YA03-20",
    "Ausência de troco quando o valor dos pagamentos informados for maior que o total da nota",
)
def r866(note: Note, _: Desk) -> Found:
    return _paid(note) > note.total("vNF") and "pag/vTroco" not in note.fields


@rejection(904, "YA03-30", "Informado indevidamente campo valor de pagamento")
def r904(note: Note, _: Desk) -> Found:
    return any(
        each.text("tPag") in _WITHOUT_PAYMENT and each.money("vPag") for each in note.payments
    )


@rejection(657, "YA03a-10", "Data de Pagamento inválida")
def r657(note: Note, desk: Desk) -> Found:
    days = (each.text("dPag") for each in note.payments)
    return any(day and date.fromisoformat(day) > desk.at.date() for day in days)


@rejection(961, "YA03c-10", "CNPJ transacional do pagamento inválido")
def r961(note: Note, _: Desk) -> Found:
    return any(
        "CNPJPag" in each and not cnpj_is_valid(each.text("CNPJPag")) for each in note.payments
    )


@rejection(
    391,
    "YA04-10",
    "Não informados os dados do cartão de crédito / débito nas Formas de Pagamento da Nota Fiscal",
)
def r391(note: Note, _: Desk) -> Found:
    return any(
        each.text("tPag") in _WITH_CARD_DATA and "card" not in each for each in note.payments
    )


@rejection(
    392,
    "YA05-10",
    "Não informados os dados da operação de pagamento por cartão de crédito / débito",
)
def r392(note: Note, _: Desk) -> Found:
    return any(
        each.text("card/tpIntegra") == "1"
        and not (each.text("card/CNPJ") and each.text("card/cAut"))
        for each in note.payments
    )


@rejection(437, "YA05-20", "CNPJ da instituição de pagamento inválido")
def r437(note: Note, _: Desk) -> Found:
    return any(
        "card/CNPJ" in each and not cnpj_is_valid(each.text("card/CNPJ")) for each in note.payments
    )


@rejection(443, "YA06-10", "Código da bandeira de cartão de crédito e/ou débito inexistente")
def r443(note: Note, _: Desk) -> Found:
    return any(
        "card/tBand" in each and each.text("card/tBand") not in _BRANDS for each in note.payments
    )


@rejection(869, "YA09-10", "Valor do troco incorreto")
def r869(note: Note, _: Desk) -> Found:
    change = note.fields.money("pag/vTroco")
    return "pag/vTroco" in note.fields and change != _paid(note) - note.total("vNF")


r814 = never("exporta", 814, "ZA01-30", "Nota Fiscal com grupo de comércio exterior")
r762 = never("compra", 762, "ZB01-10", "NFC-e com dados de compras (Empenho, Pedido, Contrato)")
r763 = never("cana", 763, "ZC01-10", "NFC-e com dados de aquisição de Cana")


@rejection(972, "ZD01-10", "Obrigatória as informações do responsável técnico")
def r972(note: Note, desk: Desk) -> Found:
    return desk.uf in desk.policy.tech_responsible and "infRespTec" not in note.fields


@rejection(973, "ZD02-10", "CNPJ do responsável técnico inválido")
def r973(note: Note, _: Desk) -> Found:
    return "infRespTec" in note.fields and not cnpj_is_valid(note.text("infRespTec/CNPJ"))


RULES: tuple[Rule, ...] = (
    *(r753, r754, r786, r755, r756, r757, r758, r759, r760),
    *(r857, r899, r436, r865, r866, r904, r657, r961, r391, r392, r437, r443, r869),
    *(r814, r762, r763, r972, r973),
)


def _is_delivery(note: Note) -> bool:
    return note.text("ide/indPres") == "4"


def _means(note: Note) -> set[str]:
    return {each.text("tPag") for each in note.payments}


def _paid(note: Note) -> Decimal:
    return sum((each.money("vPag") for each in note.payments), ZERO)
