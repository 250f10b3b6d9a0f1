"""What was sold (MOC Anexo I, groups H to LB; NT 2026.002)."""

from __future__ import annotations

from sim.sefaz.desk import Desk
from sim.sefaz.digits import gtin_is_valid
from sim.sefaz.note import Item, Note
from sim.sefaz.rules.rule import Found, Rule, at_item, near, never_in_item, rejection

_HOMOLOGATION_PRODUCT = "NOTA FISCAL EMITIDA EM AMBIENTE DE HOMOLOGACAO - SEM VALOR FISCAL"
_NO_GTIN = "SEM GTIN"
_CFOPS = {
    *("5101", "5102", "5103", "5104", "5115", "5405", "5656", "5667", "5910", "5933"),
}
_SERVICE_CFOP = "5933"
_FUEL_CLASSES = ("410013", "620")


@rejection(927, "H02-10", "Número do item fora da ordem sequencial")
def r927(note: Note, _: Desk) -> Found:
    return [item.nItem for item in note.items] != [str(n + 1) for n in range(len(note.items))]


@rejection(883, "I03-30", "GTIN (cEAN) sem informação")
def r883(note: Note, _: Desk) -> Found:
    return at_item(note.items, lambda item: not item.text("prod/cEAN"))


@rejection(611, "I03-10", "GTIN (cEAN) inválido")
def r611(note: Note, _: Desk) -> Found:
    return at_item(note.items, lambda item: _bad_gtin(item.text("prod/cEAN")))


@rejection(373, "I04-10", f"Descrição do primeiro item diferente de {_HOMOLOGATION_PRODUCT}")
def r373(note: Note, _: Desk) -> Found:
    return note.text("ide/tpAmb") == "2" and at_item(
        note.items[:1], lambda item: item.text("prod/xProd") != _HOMOLOGATION_PRODUCT
    )


@rejection(777, "I05-10", "Obrigatória a informação do NCM completo")
def r777(note: Note, _: Desk) -> Found:
    return at_item(
        note.items,
        lambda item: len(item.text("prod/NCM")) != 8 and item.text("prod/NCM") != "00",
    )


@rejection(471, "I05-24", "Informado NCM=00 indevidamente")
def r471(note: Note, _: Desk) -> Found:
    return at_item(note.items, lambda item: item.text("prod/NCM") == "00" and not _is_service(item))


r1165 = never_in_item(
    "prod/tpCredPresIBSZFM",
    1165,
    "I05k-10",
    "Não é permitido informar a classificação para subapuração do IBS na ZFM na NFC-e modelo 65",
)


@rejection(725, "I08-150", "NFC-e com CFOP inválido")
def r725(note: Note, desk: Desk) -> Found:
    # 5.949 is left to RS and SP, together with CST 90/40 or CSOSN 900.
    allowed = _CFOPS | ({"5949"} if desk.policy.other_icms else set())
    return at_item(note.items, lambda item: item.text("prod/CFOP") not in allowed)


@rejection(374, "I08-160, I08-170", "CFOP incompatível com o grupo de tributação")
def r374(note: Note, _: Desk) -> Found:
    return at_item(
        note.items, lambda item: (item.text("prod/CFOP") == _SERVICE_CFOP) != _is_service(item)
    )


@rejection(
    629,
    "I11-10",
    "Valor do Produto difere do produto Valor Unitário de Comercialização e Quantidade Comercial",
)
def r629(note: Note, _: Desk) -> Found:
    return at_item(note.items, lambda item: not _product_is_right(item, "qCom", "vUnCom"))


@rejection(
    630,
    "I11-20",
    "Valor do Produto difere do produto Valor Unitário de Tributação e Quantidade Tributável",
)
def r630(note: Note, _: Desk) -> Found:
    return at_item(note.items, lambda item: not _product_is_right(item, "qTrib", "vUnTrib"))


@rejection(888, "I12-60", "GTIN da unidade tributável (cEANTrib) sem informação")
def r888(note: Note, _: Desk) -> Found:
    return at_item(note.items, lambda item: not item.text("prod/cEANTrib"))


@rejection(612, "I12-10", "GTIN da unidade tributável (cEANTrib) inválido")
def r612(note: Note, _: Desk) -> Found:
    return at_item(note.items, lambda item: _bad_gtin(item.text("prod/cEANTrib")))


@rejection(885, "I12-30", "GTIN informado, mas não informado o GTIN da unidade tributável")
def r885(note: Note, _: Desk) -> Found:
    return at_item(note.items, lambda item: _only_one_gtin(item, "prod/cEAN", "prod/cEANTrib"))


@rejection(886, "I12-40", "GTIN da unidade tributável informado, mas não informado o GTIN")
def r886(note: Note, _: Desk) -> Found:
    return at_item(note.items, lambda item: _only_one_gtin(item, "prod/cEANTrib", "prod/cEAN"))


@rejection(483, "I17-10", "Valor do desconto maior que valor do produto")
def r483(note: Note, _: Desk) -> Found:
    return at_item(note.items, lambda item: item.money("prod/vDesc") > item.money("prod/vProd"))


@rejection(774, "I17b-10", "NFC-e com indicador de item não participante do total")
def r774(note: Note, _: Desk) -> Found:
    return at_item(note.items, lambda item: item.text("prod/indTot") != "1")


@rejection(
    336,
    "I50-10",
    "Informado o grupo de exportação no item em operação que não é com exterior",
)
def r336(note: Note, _: Desk) -> Found:
    return at_item(note.items, lambda item: "prod/detExport" in item.fields)


r736 = never_in_item("prod/veicProd", 736, "J01-10", "NFC-e com grupo de Veículos novos")
r738 = never_in_item("prod/arma", 738, "L01-10", "NFC-e com grupo de Armamentos")
r348 = never_in_item("prod/nRECOPI", 348, "LB01-10", "NFC-e com grupo RECOPI")


@rejection(1106, "LA01-30", "Não informado grupo de combustível para cClassTrib de Combustível")
def r1106(note: Note, _: Desk) -> Found:
    return at_item(
        note.items,
        lambda item: (
            item.text("imposto/IBSCBS/cClassTrib").startswith(_FUEL_CLASSES)
            and "prod/comb" not in item.fields
        ),
    )


RULES: tuple[Rule, ...] = (
    *(r927, r883, r611, r373, r777, r471, r1165, r725, r374, r629, r630),
    *(r888, r612, r885, r886, r483, r774, r336, r736, r738, r348, r1106),
)


def _bad_gtin(gtin: str) -> bool:
    return gtin not in {"", _NO_GTIN} and not gtin_is_valid(gtin)


def _only_one_gtin(item: Item, given: str, missing: str) -> bool:
    return item.text(given) not in {"", _NO_GTIN} and item.text(missing) in {"", _NO_GTIN}


def _is_service(item: Item) -> bool:
    return "imposto/ISSQN" in item.fields


def _product_is_right(item: Item, quantity: str, price: str) -> bool:
    product = item.money(f"prod/{quantity}") * item.money(f"prod/{price}")
    return near(item.money("prod/vProd"), product)
