"""IBS and CBS of the items: rates, deferrals, reductions and values (NT 2025.002, group UB).

The three tributes are computed alike, each under its own numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from sim.sefaz.desk import Desk
from sim.sefaz.note import ZERO, Item, Note
from sim.sefaz.reform_table import CLASSES, SITUATIONS, Situation, rates_of
from sim.sefaz.rules.rule import Found, Rule, at_item, near, rejection

GROUP = "imposto/IBSCBS/gIBSCBS"
_RATE_PLACES = Decimal("0.0001")
_SAYS = {"gDif": "diferimento", "gRed": "redução de alíquota"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Tribute:
    """One of the three: its group, its rate and its value in the layout, its name in sentences."""

    group: str
    rate: str
    value: str
    of: str

    def path(self, name: str) -> str:
        return f"{GROUP}/{self.group}/{name}"

    def effective(self, item: Item) -> Decimal:
        """The rate that applies: the reduced one where there is a reduction."""
        if self.path("gRed") in item.fields:
            return item.money(self.path("gRed/pAliqEfet"))
        return item.money(self.path(self.rate))

    def deferred(self, item: Item) -> Decimal:
        return item.money(self.path("gDif/vDif"))

    def returned(self, item: Item) -> Decimal:
        return item.money(self.path("gDevTrib/vDevTrib"))


STATE = Tribute(group="gIBSUF", rate="pIBSUF", value="vIBSUF", of="IBS da UF")
CITY = Tribute(group="gIBSMun", rate="pIBSMun", value="vIBSMun", of="IBS do Município")
FEDERAL = Tribute(group="gCBS", rate="pCBS", value="vCBS", of="CBS")


@rejection(
    1104,
    "UB16-10",
    "Valor da Base de cálculo do IBS e CBS difere do somatório dos valores que a compõem",
)
def r1104(note: Note, desk: Desk) -> Found:
    return desk.policy.reform_base and at_item(
        _taxed(note), lambda item: item.money(f"{GROUP}/vBC") != _base(item)
    )


def _rate(tribute: Tribute, cStat: int, law: str, says: str) -> Rule:
    """The rate is the one of the year."""

    def test(note: Note, _: Desk) -> Found:
        due: Decimal | None = getattr(rates_of(note.dhEmi.year), tribute.rate)
        return due is not None and at_item(
            _taxed(note), lambda item: item.money(tribute.path(tribute.rate)) != due
        )

    return Rule(cStat=cStat, law=law, says=says, test=test)


def _group_undue(tribute: Tribute, group: str, cStat: int, law: str) -> Rule:
    """The CST does not permit a deferral (``gDif``) or a reduction (``gRed``)."""

    def test(note: Note, _: Desk) -> Found:
        return at_item(
            _taxed(note),
            lambda item: tribute.path(group) in item.fields and not _asks(item, group),
        )

    says = f"CST do IBS/CBS informado não permite informação de {_SAYS[group]} ({tribute.of})"
    return Rule(cStat=cStat, law=law, says=says, test=test)


def _group_missing(tribute: Tribute, group: str, cStat: int, law: str) -> Rule:
    """The CST wants a deferral (``gDif``) or a reduction (``gRed``)."""

    def test(note: Note, _: Desk) -> Found:
        return at_item(
            _taxed(note),
            lambda item: tribute.path(group) not in item.fields and _asks(item, group),
        )

    says = f"CST do IBS/CBS informado obriga informação de {_SAYS[group]} ({tribute.of})"
    return Rule(cStat=cStat, law=law, says=says, test=test)


def _deferral(tribute: Tribute, cStat: int, law: str) -> Rule:
    """The deferred value: base × rate × ``pDif``."""

    def test(note: Note, _: Desk) -> Found:
        def wrong(item: Item) -> bool:
            tax = item.money(f"{GROUP}/vBC") * tribute.effective(item) / 100
            due = tax * item.money(tribute.path("gDif/pDif")) / 100
            return tribute.path("gDif") in item.fields and not near(tribute.deferred(item), due)

        return at_item(_taxed(note), wrong)

    says = f"Valor do Diferimento ({tribute.of}) difere do calculado"
    return Rule(cStat=cStat, law=law, says=says, test=test)


def _reduction(tribute: Tribute, cStat: int, law: str) -> Rule:
    """The reduction is the one of the class."""

    def test(note: Note, _: Desk) -> Found:
        return at_item(
            _taxed(note),
            lambda item: (
                tribute.path("gRed") in item.fields
                and item.money(tribute.path("gRed/pRedAliq")) != CLASSES.get(_class(item))
            ),
        )

    says = f"Percentual de redução de alíquota ({tribute.of}) não é válido para este cClassTrib"
    return Rule(cStat=cStat, law=law, says=says, test=test)


def _effective_rate(tribute: Tribute, cStat: int, law: str) -> Rule:
    """The effective rate: rate × (1 − ``pRedAliq``), with four decimals."""

    def test(note: Note, _: Desk) -> Found:
        def wrong(item: Item) -> bool:
            kept = 1 - item.money(tribute.path("gRed/pRedAliq")) / 100
            due = item.money(tribute.path(tribute.rate)) * kept
            given = item.money(tribute.path("gRed/pAliqEfet"))
            return tribute.path("gRed") in item.fields and given != due.quantize(
                _RATE_PLACES, ROUND_HALF_UP
            )

        return at_item(_taxed(note), wrong)

    says = f"Valor da Alíquota Efetiva ({tribute.of}) calculado incorretamente"
    return Rule(cStat=cStat, law=law, says=says, test=test)


def _value(tribute: Tribute, cStat: int, law: str) -> Rule:
    """The value is base × effective rate − deferral − return."""

    def test(note: Note, _: Desk) -> Found:
        def wrong(item: Item) -> bool:
            tax = item.money(f"{GROUP}/vBC") * tribute.effective(item) / 100
            due = tax - tribute.deferred(item) - tribute.returned(item)
            return not near(item.money(tribute.path(tribute.value)), due)

        return at_item(_taxed(note), wrong)

    return Rule(cStat=cStat, law=law, says=f"Valor ({tribute.of}) difere do calculado", test=test)


r1026 = _rate(STATE, 1026, "UB18-10", "Alíquota do IBS da UF inválida")
r1029 = _group_undue(STATE, "gDif", 1029, "UB22-10")
r1030 = _group_missing(STATE, "gDif", 1030, "UB22-20")
r1031 = _deferral(STATE, 1031, "UB23-10")
r1032 = _group_undue(STATE, "gRed", 1032, "UB26-10")
r1033 = _group_missing(STATE, "gRed", 1033, "UB26-20")
r1034 = _reduction(STATE, 1034, "UB27-10")
r1035 = _effective_rate(STATE, 1035, "UB28-10")
r1041 = _value(STATE, 1041, "UB35-10")

r1036 = _rate(CITY, 1036, "UB37-10", "Alíquota do IBS do Município inválida")
r1044 = _group_missing(CITY, "gDif", 1044, "UB40-10")
r1083 = _group_undue(CITY, "gDif", 1083, "UB40-20")
r1045 = _deferral(CITY, 1045, "UB42-10")
r1007 = _group_undue(CITY, "gRed", 1007, "UB45-10")
r1074 = _group_missing(CITY, "gRed", 1074, "UB45-20")
r1046 = _reduction(CITY, 1046, "UB46-10")
r1047 = _effective_rate(CITY, 1047, "UB47-10")
r1052 = _value(CITY, 1052, "UB54-10")


@rejection(1150, "UB54a-10", "Valor do IBS do Item (vIBS) difere do calculado")
def r1150(note: Note, _: Desk) -> Found:
    return at_item(
        _taxed(note),
        lambda item: (
            item.money(f"{GROUP}/vIBS")
            != item.money(STATE.path("vIBSUF")) + item.money(CITY.path("vIBSMun"))
        ),
    )


r1037 = _rate(FEDERAL, 1037, "UB56-10", "Alíquota da CBS inválida")
r1061 = _group_missing(FEDERAL, "gDif", 1061, "UB59-10")
r1090 = _group_undue(FEDERAL, "gDif", 1090, "UB59-20")
r1062 = _deferral(FEDERAL, 1062, "UB61-10")
r1028 = _group_undue(FEDERAL, "gRed", 1028, "UB64-10")
r1079 = _group_missing(FEDERAL, "gRed", 1079, "UB64-20")
r1063 = _reduction(FEDERAL, 1063, "UB65-10")
r1064 = _effective_rate(FEDERAL, 1064, "UB66-10")
r1069 = _value(FEDERAL, 1069, "UB67-10")

RULES: tuple[Rule, ...] = (
    r1104,
    *(r1026, r1029, r1030, r1031, r1032, r1033, r1034, r1035, r1041),
    *(r1036, r1044, r1083, r1045, r1007, r1074, r1046, r1047, r1052, r1150),
    *(r1037, r1061, r1090, r1062, r1028, r1079, r1063, r1064, r1069),
)


def _taxed(note: Note) -> list[Item]:
    return [item for item in note.items if GROUP in item.fields]


def _class(item: Item) -> str:
    return item.text("imposto/IBSCBS/cClassTrib")


def _asks(item: Item, group: str) -> bool:
    situation = SITUATIONS.get(item.text("imposto/IBSCBS/CST"), Situation())
    return situation.deferred if group == "gDif" else situation.reduced


def _base(item: Item) -> Decimal:
    """UB16-10: the price with what is added to it, without the taxes it contains."""
    added = ("vProd", "vFrete", "vSeg", "vOutro")
    total = sum((item.money(f"prod/{name}") for name in added), ZERO) - item.money("prod/vDesc")
    return (
        total
        - item.money(f"imposto/PIS/{item.pis}/vPIS")
        - item.money(f"imposto/COFINS/{item.cofins}/vCOFINS")
        - item.icms_money("vICMS")
        - item.icms_money("vFCP")
    )
