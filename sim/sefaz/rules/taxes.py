"""ICMS and the taxes that an NFC-e may not carry (MOC Anexo I, groups N to UA; NT 2026.002)."""

from __future__ import annotations

from sim.sefaz.desk import Desk
from sim.sefaz.note import Item, Note
from sim.sefaz.rules.rule import Found, Rule, at_item, near, never_in_item, rejection

_ICMS = "imposto/ICMS"
_SIMPLES = {"1", "4"}  # CRT: Simples Nacional and MEI use CSOSN, all others CST
_MEI = "4"
_CST = {"00", "20", "40", "41", "60", "61"}
_CSOSN = {"102", "103", "300", "400", "500"}
_TAXED_HERE = {"5101", "5102", "5103", "5104", "5115", "5910"}
_TAXED_BEFORE = {"5405", "5656", "5667", "5910"}


@rejection(1002, "B25-90", "NF-e sem informação de ICMS / ISSQN")
def r1002(note: Note, _: Desk) -> Found:
    return at_item(note.items, lambda item: not item.icms and "imposto/ISSQN" not in item.fields)


@rejection(966, "N11-10", "Obrigatório o preenchimento da origem da mercadoria")
def r966(note: Note, _: Desk) -> Found:
    return note.text("emit/CRT") != _MEI and at_item(
        note.items, lambda item: bool(item.icms) and not item.icms_text("orig")
    )


@rejection(590, "N12-20", "Informado CST para emissor do Simples Nacional (CRT=1)")
def r590(note: Note, _: Desk) -> Found:
    return note.text("emit/CRT") in _SIMPLES and at_item(note.items, lambda item: bool(_cst(item)))


@rejection(741, "N12-50", "NFC-e com Partilha de ICMS entre UF")
def r741(note: Note, _: Desk) -> Found:
    return at_item(note.items, lambda item: item.icms == "ICMSPart")


@rejection(740, "N12-60", "Item com Repasse de ICMS retido por Substituto Tributário")
def r740(note: Note, _: Desk) -> Found:
    return at_item(note.items, lambda item: item.icms == "ICMSST")


@rejection(766, "N12-30", "Item com CST indevido")
def r766(note: Note, desk: Desk) -> Found:
    allowed = _CST | ({"90"} if desk.policy.other_icms else set())
    return at_item(note.items, lambda item: bool(_cst(item)) and _cst(item) not in allowed)


@rejection(381, "N12-34", "Grupo de tributação ICMS90, informando dados do ICMS-ST")
def r381(note: Note, _: Desk) -> Found:
    return at_item(note.items, lambda item: f"{_ICMS}/ICMS90/modBCST" in item.fields)


@rejection(382, "N12-40, N12-44", "CFOP não permitido para o CST informado")
def r382(note: Note, _: Desk) -> Found:
    return at_item(note.items, lambda item: not _cfop_fits(item, _cst(item), "60"))


@rejection(
    591,
    "N12a-10",
    "Informado CSOSN para emissor que não é do Simples Nacional (CRT diferente de 1)",
)
def r591(note: Note, _: Desk) -> Found:
    return note.text("emit/CRT") not in _SIMPLES and at_item(
        note.items, lambda item: bool(_csosn(item))
    )


@rejection(383, "N12a-20", "Item com CSOSN indevido")
def r383(note: Note, desk: Desk) -> Found:
    allowed = _CSOSN | ({"900"} if desk.policy.other_icms else set())
    return at_item(note.items, lambda item: bool(_csosn(item)) and _csosn(item) not in allowed)


@rejection(385, "N12a-34", "Grupo de tributação ICMSSN900, informando dados do ICMS-ST")
def r385(note: Note, _: Desk) -> Found:
    return at_item(note.items, lambda item: f"{_ICMS}/ICMSSN900/modBCST" in item.fields)


@rejection(386, "N12a-40, N12a-44", "CFOP não permitido para o CSOSN informado")
def r386(note: Note, _: Desk) -> Found:
    return at_item(note.items, lambda item: not _cfop_fits(item, _csosn(item), "500"))


@rejection(782, "N12a-81", "CSOSN inválido para emitente MEI (CRT=4)")
def r782(note: Note, _: Desk) -> Found:
    return note.text("emit/CRT") == _MEI and at_item(
        note.items, lambda item: _csosn(item) not in {"", "102", "300"}
    )


@rejection(337, "N12a-91", "CFOP inválido para emitente MEI (CRT=4)")
def r337(note: Note, _: Desk) -> Found:
    return note.text("emit/CRT") == _MEI and at_item(
        note.items, lambda item: item.text("prod/CFOP") != "5102"
    )


@rejection(528, "N17-20", "Valor do ICMS difere do produto BC e Alíquota")
def r528(note: Note, _: Desk) -> Found:
    return at_item(
        note.items,
        lambda item: (
            _cst(item) in {"00", "10", "20", "70"}
            and not near(
                item.icms_money("vICMS"), item.icms_money("vBC") * item.icms_money("pICMS") / 100
            )
        ),
    )


@rejection(880, "N17b-10", "Percentual de FCP igual a zero")
def r880(note: Note, _: Desk) -> Found:
    return at_item(
        note.items, lambda item: bool(item.icms_text("pFCP")) and not item.icms_money("pFCP")
    )


@rejection(860, "N17c-10", "Valor do FCP informado difere de base de cálculo*alíquota")
def r860(note: Note, _: Desk) -> Found:
    def wrong(item: Item) -> bool:
        base = "vBC" if _cst(item) == "00" else "vBCFCP"
        product = item.icms_money(base) * item.icms_money("pFCP") / 100
        return bool(item.icms_text("vFCP")) and not near(item.icms_money("vFCP"), product)

    return at_item(note.items, wrong)


@rejection(627, "N28-30", "O valor do ICMS desonerado deve ser informado")
def r627(note: Note, _: Desk) -> Found:
    return at_item(
        note.items,
        lambda item: bool(item.icms_text("motDesICMS")) and not item.icms_money("vICMSDeson"),
    )


r807 = never_in_item(
    "imposto/ICMSUFDest", 807, "NA01-10", "NFC-e com grupo de ICMS para a UF do destinatário"
)
r742 = never_in_item("imposto/IPI", 742, "O01-10", "NFC-e com grupo do IPI")
r743 = never_in_item("imposto/II", 743, "P01-10", "NFC-e com grupo do II")
r746 = never_in_item("imposto/PISST", 746, "R01-10", "NFC-e com grupo do PIS-ST")
r749 = never_in_item("imposto/COFINSST", 749, "T01-10", "NFC-e com grupo da COFINS-ST")


@rejection(530, "U01-10", "Operação com tributação de ISSQN sem informar a Inscrição Municipal")
def r530(note: Note, _: Desk) -> Found:
    return "emit/IM" not in note.fields and at_item(
        note.items, lambda item: "imposto/ISSQN" in item.fields
    )


@rejection(592, "U01-20", "A NF-e deve ter pelo menos um item de produto sujeito ao ICMS")
def r592(note: Note, _: Desk) -> Found:
    return not any(item.icms for item in note.items)


r390 = never_in_item(
    "impostoDevol", 390, "UA01-20", "Nota Fiscal com grupo de devolução de Tributos"
)

RULES: tuple[Rule, ...] = (
    *(r1002, r966, r590, r741, r740, r766, r381, r382, r591, r383, r385, r386, r782, r337),
    *(r528, r880, r860, r627, r807, r742, r743, r746, r749, r530, r592, r390),
)


def _cst(item: Item) -> str:
    return item.icms_text("CST")


def _csosn(item: Item) -> str:
    return item.icms_text("CSOSN")


def _cfop_fits(item: Item, code: str, taxed_before: str) -> bool:
    """``code`` is the CST or CSOSN; one of them says that the tax was collected before."""
    if not code or code == "61":
        return True
    allowed = _TAXED_BEFORE if code == taxed_before else _TAXED_HERE | {"5949"}
    return item.text("prod/CFOP") in allowed
