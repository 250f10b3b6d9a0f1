"""The access key and the ``ide`` group (MOC Anexo I, groups A, B and BA; NT 2026.002)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sim.sefaz.desk import Desk
from sim.sefaz.digits import key_digit
from sim.sefaz.note import Note
from sim.sefaz.rules.rule import Found, Rule, at_item, never, only, rejection

#: How far the clocks of shop and SEFAZ may differ.
_CLOCKS = timedelta(minutes=5)
_OLDEST_CONTINGENCY = timedelta(days=30)

_SEQUENCES = ("0123456789" * 2)[:17]
_GUESSABLE_CNF = {digit * 8 for digit in "0123456789"} | {
    _SEQUENCES[start : start + 8] for start in range(10)
}


@rejection(
    502,
    "A03-10",
    "Erro na Chave de Acesso - Campo Id não corresponde à concatenação dos campos correspondentes",
)
def r502(note: Note, _: Desk) -> Found:
    return note.key != _composed(note) + note.text("ide/cDV")


@rejection(226, "B02-10", "Código da UF do Emitente diverge da UF autorizadora")
def r226(note: Note, desk: Desk) -> Found:
    return note.text("ide/cUF") != desk.cUF


@rejection(897, "B03-10", "Código numérico em formato inválido")
def r897(note: Note, _: Desk) -> Found:
    cNF = note.text("ide/cNF")
    return cNF in _GUESSABLE_CNF or cNF == note.text("ide/nNF").zfill(8)


r775 = only("ide/mod", {"65"}, 775, "B06-40", "Modelo da NFC-e diferente de 65")


@rejection(703, "B09-10", "Data-Hora de Emissão posterior ao horário de recebimento")
def r703(note: Note, desk: Desk) -> Found:
    return note.dhEmi > desk.at + _CLOCKS


@rejection(704, "B09-40", "NFC-e com Data-Hora de emissão atrasada")
def r704(note: Note, desk: Desk) -> Found:
    return note.text("ide/tpEmis") in {"1", "6", "7"} and note.dhEmi < desk.at - _CLOCKS


r705 = never("ide/dhSaiEnt", 705, "B10-10", "NFC-e com data de entrada/saída")
r1153 = never(
    "ide/dPrevEntrega", 1153, "B10a", "Data de previsão de entrega não permitida na NFC-e"
)
r706 = only("ide/tpNF", {"1"}, 706, "B11-10", "NFC-e para operação de entrada")
r707 = only(
    "ide/idDest", {"1"}, 707, "B11a-10", "NFC-e para operação interestadual ou com o exterior"
)


@rejection(271, "B12-20", "Código Município do Fato Gerador: difere da UF do emitente")
def r271(note: Note, _: Desk) -> Found:
    return note.text("ide/cMunFG")[:2] != note.text("ide/cUF")


r709 = only("ide/tpImp", {"4", "5"}, 709, "B21-10", "NFC-e com formato de DANFE inválido")


@rejection(712, "B22-20", "NFC-e com contingência off-line para a UF")
def r712(note: Note, desk: Desk) -> Found:
    return note.text("ide/tpEmis") == "9" and not desk.policy.offline


r570 = only(
    "ide/tpEmis",
    {"1", "2", "4", "5", "9"},
    570,
    "B22-30",
    "Tipo de Emissão 6 ou 7 só é válido nas contingências SVC",
)
r714 = only(
    "ide/tpEmis",
    {"1", "9"},
    714,
    "B22-34",
    "NFC-e com contingência inválida (tpEmis=2, 4 (a critério da UF) ou 5)",
)


@rejection(253, "B23-10", "Digito Verificador da chave de acesso composta inválida")
def r253(note: Note, _: Desk) -> Found:
    return note.text("ide/cDV") != key_digit(_composed(note))


@rejection(252, "B24-10", "Ambiente informado diverge do Ambiente de recebimento")
def r252(note: Note, desk: Desk) -> Found:
    return note.text("ide/tpAmb") != desk.tpAmb


r715 = only("ide/finNFe", {"1"}, 715, "B25-20", "NFC-e com finalidade inválida")
r716 = only(
    "ide/indFinal", {"1"}, 716, "B25a-10", "NFC-e em operação não destinada a consumidor final"
)
r717 = only("ide/indPres", {"1", "4", "5"}, 717, "B25b-20", "NFC-e em operação não permitida")


@rejection(1000, "B25b-60", "Município do fato gerador do IBS informado indevidamente")
def r1000(note: Note, _: Desk) -> Found:
    return "ide/cMunFGIBS" in note.fields and note.text("ide/indPres") != "5"


@rejection(
    1005,
    "B25b-70",
    "Operação presencial fora do estabelecimento sem informação do município do fato gerador"
    " do IBS",
)
def r1005(note: Note, _: Desk) -> Found:
    return "ide/cMunFGIBS" not in note.fields and note.text("ide/indPres") == "5"


@rejection(434, "B25c-10", "NF-e sem indicativo do intermediador")
def r434(note: Note, _: Desk) -> Found:
    return _at_a_distance(note) and "ide/indIntermed" not in note.fields


@rejection(435, "B25c-20", "NF-e não pode ter o indicativo do intermediador")
def r435(note: Note, _: Desk) -> Found:
    return not _at_a_distance(note) and "ide/indIntermed" in note.fields


@rejection(244, "B26-10", "Processo de Emissão pelo Contribuinte incompatível com a Série da NF")
def r244(note: Note, _: Desk) -> Found:
    serie = int(note.text("ide/serie"))
    by_the_taxpayer = note.text("ide/procEmi") not in {"1", "2"}
    return by_the_taxpayer and not (serie <= 889 or 920 <= serie <= 969)


@rejection(451, "B26-20", "Processo de Emissão pelo Fisco incompatível com a Série da NF")
def r451(note: Note, _: Desk) -> Found:
    by_the_state = note.text("ide/procEmi") in {"1", "2"}
    return by_the_state and not 890 <= int(note.text("ide/serie")) <= 919


@rejection(
    556,
    "B28-10",
    "Justificativa de entrada em contingência não deve ser informada para tipo de emissão normal",
)
def r556(note: Note, _: Desk) -> Found:
    return note.text("ide/tpEmis") == "1" and "ide/dhCont" in note.fields


@rejection(557, "B28-20", "A Justificativa de entrada em contingência deve ser informada")
def r557(note: Note, _: Desk) -> Found:
    return note.text("ide/tpEmis") in {"2", "4", "5", "9"} and "ide/dhCont" not in note.fields


@rejection(558, "B28-30", "Data de entrada em contingência posterior a data de recebimento")
def r558(note: Note, desk: Desk) -> Found:
    """Nor may it be later than the document: a note is issued in a contingency that has begun."""
    dhCont = _dhCont(note)
    return dhCont is not None and (dhCont > desk.at + _CLOCKS or dhCont > note.dhEmi)


@rejection(569, "B28-40", "Data de entrada em contingência muito atrasada")
def r569(note: Note, _: Desk) -> Found:
    dhCont = _dhCont(note)
    return dhCont is not None and dhCont < note.dhEmi - _OLDEST_CONTINGENCY


@rejection(708, "BA01-10, VC02-04", "NFC-e não pode referenciar documento fiscal")
def r708(note: Note, _: Desk) -> Found:
    return "ide/NFref" in note.fields or at_item(
        note.items, lambda item: "DFeReferenciado" in item.fields
    )


r1006 = never("ide/gCompraGov", 1006, "B31-10", "NFC-e com grupo de compra governamental")
r1146 = never(
    "ide/gPagAntecipado",
    1146,
    "11BB01-10",
    "NF-e referenciada de pagamento antecipado informada indevidamente",
)

RULES: tuple[Rule, ...] = (
    *(r502, r226, r897, r775, r703, r704, r705, r1153, r706, r707, r271, r709),
    *(r712, r570, r714, r253, r252, r715, r716, r717, r1000, r1005, r434, r435),
    *(r244, r451, r556, r557, r558, r569, r708, r1006, r1146),
)


def _composed(note: Note) -> str:
    """The first 43 characters of the access key, from the fields."""
    dhEmi = note.text("ide/dhEmi")
    return "".join(
        (
            note.text("ide/cUF"),
            dhEmi[2:4] + dhEmi[5:7],
            (note.text("emit/CNPJ") or note.text("emit/CPF")).zfill(14),
            note.text("ide/mod"),
            note.text("ide/serie").zfill(3),
            note.text("ide/nNF").zfill(9),
            note.text("ide/tpEmis"),
            note.text("ide/cNF"),
        )
    )


def _dhCont(note: Note) -> datetime | None:
    text = note.text("ide/dhCont")
    return datetime.fromisoformat(text) if text else None


def _at_a_distance(note: Note) -> bool:
    return note.text("ide/indPres") in {"2", "3", "4", "9"}
