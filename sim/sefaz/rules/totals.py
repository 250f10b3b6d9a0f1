"""The totals are the sums of the items, to the centavo (MOC Anexo I, group W)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from sim.sefaz.desk import Desk
from sim.sefaz.note import ZERO, Item, Note
from sim.sefaz.rules.rule import Found, Rule, rejection

_UNTAXED = {"40", "41", "50"}
_BUYER = ("dest/CNPJ", "dest/CPF", "dest/idEstrangeiro")


def _sum(name: str, of_item: Callable[[Item], Decimal], cStat: int, law: str, says: str) -> Rule:
    """``ICMSTot/name`` is the sum of ``of_item``."""

    def test(note: Note, _: Desk) -> Found:
        return note.total(name) != sum(map(of_item, note.items), ZERO)

    return Rule(cStat=cStat, law=law, says=f"{says} difere do somatório dos itens", test=test)


def _icms(name: str) -> Callable[[Item], Decimal]:
    return lambda item: item.icms_money(name)


def _prod(name: str) -> Callable[[Item], Decimal]:
    return lambda item: item.money(f"prod/{name}")


def _icms_charged(item: Item) -> Decimal:
    return ZERO if item.icms_text("CST") in _UNTAXED else item.icms_money("vICMS")


def _product(item: Item) -> Decimal:
    """Services are summed apart, in ``ISSQNtot/vServ``."""
    counts = item.icms and item.text("prod/indTot") == "1"
    return item.money("prod/vProd") if counts else ZERO


def _pis(item: Item) -> Decimal:
    return item.money(f"imposto/PIS/{item.pis}/vPIS") if item.icms else ZERO


def _cofins(item: Item) -> Decimal:
    return item.money(f"imposto/COFINS/{item.cofins}/vCOFINS") if item.icms else ZERO


r531 = _sum("vBC", _icms("vBC"), 531, "W03-10", "Total da BC ICMS")
r532 = _sum("vICMS", _icms_charged, 532, "W04-10", "Total do ICMS")
r795 = _sum("vICMSDeson", _icms("vICMSDeson"), 795, "W04a-10", "Total do ICMS desonerado")
r861 = _sum("vFCP", _icms("vFCP"), 861, "W04b-10", "Total do FCP")
r533 = _sum("vBCST", _icms("vBCST"), 533, "W05-10", "Total da BC ICMS-ST")
r534 = _sum("vST", _icms("vICMSST"), 534, "W06-10", "Total do ICMS-ST")
r564 = _sum("vProd", _product, 564, "W07-10", "Total do Produto / Serviço")
r535 = _sum("vFrete", _prod("vFrete"), 535, "W08-10", "Total do Frete")
r536 = _sum("vSeg", _prod("vSeg"), 536, "W09-10", "Total do Seguro")
r537 = _sum("vDesc", _prod("vDesc"), 537, "W10-10", "Total do Desconto")
r602 = _sum("vPIS", _pis, 602, "W13-10", "Total do PIS")
r603 = _sum("vCOFINS", _cofins, 603, "W14-10", "Total da COFINS")
r604 = _sum("vOutro", _prod("vOutro"), 604, "W15-10", "Total do vOutro")
r685 = _sum(
    "vTotTrib",
    lambda item: item.money("imposto/vTotTrib"),
    685,
    "W16a-10",
    "Total do Valor Aproximado dos Tributos",
)


@rejection(610, "W16-10", "Total da NF difere do somatório dos Valores compõe o valor Total da NF")
def r610(note: Note, _: Desk) -> Found:
    added = ("vST", "vFCPST", "vICMSMonoReten", "vFrete", "vSeg", "vOutro", "vII", "vIPI")
    expected = note.total("vProd") - note.total("vDesc") - _deducted_icms(note)
    expected += sum((note.total(name) for name in (*added, "vIPIDevol")), ZERO)
    expected += note.fields.money("total/ISSQNtot/vServ")
    return note.total("vNF") != expected


@rejection(780, "W16-30", "Total da NFC-e superior ao valor limite estabelecido pela SEFAZ")
def r780(note: Note, desk: Desk) -> Found:
    limit = desk.policy.greatest_total
    return note.total("vNF") > limit and f"[Limite: {limit}]"


@rejection(
    750,
    "W16-40",
    "NFC-e com valor total superior ao permitido para destinatário não identificado (Código)",
)
def r750(note: Note, desk: Desk) -> Found:
    limit = desk.policy.identify_above
    identified = any(note.text(path) for path in _BUYER)
    return note.total("vNF") > limit and not identified and f"[Limite: {limit}]"


RULES: tuple[Rule, ...] = (
    *(r531, r532, r795, r861, r533, r534, r564, r535, r536, r537, r602, r603, r604),
    *(r610, r780, r750, r685),
)


def _deducted_icms(note: Note) -> Decimal:
    """*ICMS desonerado* of the items that say so (NT 2023.004)."""
    return sum(
        (
            item.icms_money("vICMSDeson")
            for item in note.items
            if item.icms_text("indDeduzDeson") == "1"
        ),
        ZERO,
    )
