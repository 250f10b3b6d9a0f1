"""Who sells and who buys (MOC Anexo I, groups C to GA; NT 2026.002)."""

from __future__ import annotations

import re

from sim.sefaz.desk import Desk
from sim.sefaz.digits import cnpj_is_valid, cpf_is_valid
from sim.sefaz.note import Note
from sim.sefaz.places import code_of
from sim.sefaz.rules.rule import Found, Rule, never, rejection

_HOMOLOGATION_NAME = "NF-E EMITIDA EM AMBIENTE DE HOMOLOGACAO - SEM VALOR FISCAL"
_FOREIGN_ID = re.compile(r"[0-9A-Za-z:.+\-/()]*")
_DELIVERY = "4"


@rejection(207, "C02-10", "CNPJ do emitente inválido")
def r207(note: Note, _: Desk) -> Found:
    return not cnpj_is_valid(note.text("emit/CNPJ"))


@rejection(503, "C02-30", "CNPJ do emitente com Série incompatível")
def r503(note: Note, _: Desk) -> Found:
    return "emit/CNPJ" in note.fields and int(note.text("ide/serie")) > 909


@rejection(273, "C10-20", "Código Município do Emitente: difere da UF do emitente")
def r273(note: Note, _: Desk) -> Found:
    return note.text("emit/enderEmit/cMun")[:2] != note.text("ide/cUF")


@rejection(247, "C12-10", "Sigla da UF do Emitente diverge da UF autorizadora")
def r247(note: Note, desk: Desk) -> Found:
    return note.text("emit/enderEmit/UF") != desk.uf


@rejection(229, "C17-10", "IE do emitente não informada")
def r229(note: Note, _: Desk) -> Found:
    return set(note.text("emit/IE")) <= {"0"}


@rejection(554, "C17-30", "IE do Emitente informada como ISENTO indevidamente")
def r554(note: Note, _: Desk) -> Found:
    return note.text("emit/IE") == "ISENTO"


r718 = never("emit/IEST", 718, "C18-10", "NFC-e não deve informar IE de Substituto Tributário")
r403 = never(
    "avulsa", 403, "D01-10", "O grupo de informações da NF-e avulsa é de uso exclusivo do Fisco"
)


@rejection(787, "E01-20", "NFC-e em operação não presencial sem a identificação do destinatário")
def r787(note: Note, _: Desk) -> Found:
    return note.text("ide/indPres") == _DELIVERY and "dest" not in note.fields


@rejection(208, "E02-10", "CNPJ do destinatário inválido")
def r208(note: Note, _: Desk) -> Found:
    return "dest/CNPJ" in note.fields and not cnpj_is_valid(note.text("dest/CNPJ"))


@rejection(220, "E02-20", "Destinatário com identificação igual à identificação do emitente")
def r220(note: Note, _: Desk) -> Found:
    return "dest/CNPJ" in note.fields and note.text("dest/CNPJ") == note.text("emit/CNPJ")


@rejection(237, "E03-10", "CPF do destinatário inválido")
def r237(note: Note, _: Desk) -> Found:
    return "dest/CPF" in note.fields and not cpf_is_valid(note.text("dest/CPF"))


@rejection(372, "E03a-60", "Destinatário com identificação de estrangeiro com caracteres inválidos")
def r372(note: Note, _: Desk) -> Found:
    return not _FOREIGN_ID.fullmatch(note.text("dest/idEstrangeiro"))


@rejection(
    598,
    "E04-20",
    "NF-e emitida em ambiente de homologação com Razão Social do destinatário diferente de "
    + _HOMOLOGATION_NAME,
)
def r598(note: Note, _: Desk) -> Found:
    """A consumer may well have no name in the document: then there is none to be different."""
    return (
        note.text("ide/tpAmb") == "2"
        and "dest/xNome" in note.fields
        and note.text("dest/xNome") != _HOMOLOGATION_NAME
    )


@rejection(788, "E05-20", "NFC-e de entrega a domicílio sem o endereço do destinatário")
def r788(note: Note, _: Desk) -> Found:
    return note.text("ide/indPres") == _DELIVERY and "dest/enderDest" not in note.fields


@rejection(275, "E10-20", "Código Município do Destinatário: difere da UF do Destinatário")
def r275(note: Note, _: Desk) -> Found:
    uf = note.text("dest/enderDest/UF")
    return uf not in {"", "EX"} and note.text("dest/enderDest/cMun")[:2] != code_of(uf)


@rejection(789, "E16a-10", "NFC-e para destinatário contribuinte de ICMS")
def r789(note: Note, _: Desk) -> Found:
    return "dest" in note.fields and note.text("dest/indIEDest") != "9"


r729 = never("dest/IE", 729, "E17-10", "NFC-e com informação da IE do destinatário")
r730 = never("dest/ISUF", 730, "E18-10", "NFC-e com Inscrição Suframa")
r669 = never("retirada", 669, "F01-10", "Local de retirada informado indevidamente")


@rejection(323, "GA02-10", "CNPJ autorizado para download inválido")
def r323(note: Note, _: Desk) -> Found:
    return "autXML/CNPJ" in note.fields and not cnpj_is_valid(note.text("autXML/CNPJ"))


@rejection(325, "GA03-10", "CPF autorizado para download inválido")
def r325(note: Note, _: Desk) -> Found:
    return "autXML/CPF" in note.fields and not cpf_is_valid(note.text("autXML/CPF"))


RULES: tuple[Rule, ...] = (
    *(r207, r503, r273, r247, r229, r554, r718, r403),
    *(r787, r208, r220, r237, r372, r598, r788, r275, r789, r729, r730),
    *(r669, r323, r325),
)
