"""Breaches of ``sim.sefaz.rules.events``, ``cancellation`` and ``substitution``."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import timedelta

from lxml import etree

from sim.sefaz.desk import Policy
from tests.sim.sefaz.edits import NFE, Edit, all_of, drop, find, nothing, put
from tests.sim.sefaz.papers import hour
from tests.sim.sefaz.scene import Scene
from tests.sim.sefaz.taxpayer import check_digit

CANCEL, SUBSTITUTE, CORRECT = "110111", "110112", "110110"
_LATE = Policy(cancel_late_within=timedelta(hours=24))

Fields = Callable[[Scene], dict[str, str]]


def _none(_: Scene) -> dict[str, str]:
    return {}


@dataclass(frozen=True, kw_only=True)
class EventBreach:
    """``before`` happens first, ``after`` is the time until the event is sent.

    ``twin`` changes the document in contingency; ``first``: another number comes before this one.
    """

    cStat: int
    kind: str = CANCEL
    fields: Fields = _none
    twin: Edit = nothing
    late: timedelta = timedelta(minutes=10)
    before: Callable[[Scene], object] = _none
    after: timedelta = timedelta(minutes=1)
    policy: Policy = field(default_factory=Policy)
    first: int | None = None

    def commit(self, scene: Scene) -> bytes:
        if self.kind == SUBSTITUTE:
            scene.issue_twin(self.twin, late=self.late)
        self.before(scene)
        scene.pass_time(self.after)
        return scene.event(self.kind, **self.fields(scene))

    def __str__(self) -> str:
        return f"{self.cStat}-{self.kind}"


def _text(**fields: str) -> Fields:
    return lambda _: fields


def _key(name: str, at: slice, text: str) -> Fields:
    """The key in ``name`` with another part, closed by its own digit."""

    def fields(scene: Scene) -> dict[str, str]:
        key = scene.key if name == "chNFe" else scene.twin
        other = key[: at.start] + text + key[at.stop : 43]
        return {name: other + check_digit(other)}

    return fields


def _open_key(name: str) -> Fields:
    """A key whose digit does not close."""

    def fields(scene: Scene) -> dict[str, str]:
        key = scene.key if name == "chNFe" else scene.twin
        return {name: key[:43] + str((int(key[43]) + 1) % 10)}

    return fields


def _at(shift: timedelta) -> Fields:
    return lambda scene: {"dhEvento": hour(scene.moment + shift)}


def _of_twin(scene: Scene) -> dict[str, str]:
    return {"chNFe": scene.twin}


def _cancel(scene: Scene) -> None:
    scene.cancel()


def _cancel_twin(scene: Scene) -> None:
    scene.cancel(chNFe=scene.twin, nProt=scene.document(scene.twin)["nProt"])


def _one_item_less(nfe: etree._Element) -> None:
    all_of(
        drop("det[2]"),
        put("total/ICMSTot/vProd", "34.49"),
        put("total/ICMSTot/vNF", "34.49"),
        put("total/ICMSTot/vTotTrib", "6.90"),
        put("pag/vTroco", "25.51"),
    )(nfe)


def _taxed(nfe: etree._Element) -> None:
    """ICMS of its own in the first item (CSOSN 900)."""
    group = find(nfe, "det[1]/imposto/ICMS")[0]
    code = group.find("{*}CSOSN")
    assert code is not None
    code.text = "900"
    group.tag = group.tag.replace("ICMSSN102", "ICMSSN900")
    tax = {"modBC": "3", "vBC": "10.00", "pICMS": "18.00", "vICMS": "1.80"}
    for name, text in tax.items():
        etree.SubElement(group, f"{{{NFE}}}{name}").text = text
    for name in ("vBC", "vICMS"):
        put(f"total/ICMSTot/{name}", tax[name])(nfe)


def _split_item(nfe: etree._Element) -> None:
    """Two items of one unit where there was one of two."""
    one = {"prod/qCom": "1.0000", "prod/qTrib": "1.0000", "prod/vProd": "8.99"}
    for name, text in (one | {"imposto/vTotTrib": "1.80"}).items():
        put(f"det[2]/{name}", text)(nfe)
    copy = deepcopy(find(nfe, "det[2]"))
    copy.set("nItem", "3")
    find(nfe, "total").addprevious(copy)


_UF, _YEAR, _MONTH = slice(0, 2), slice(2, 4), slice(4, 6)
_CNPJ, _MODEL, _NUMBER = slice(6, 20), slice(20, 22), slice(25, 34)
_WRONG_PARTS = {
    614: (_UF, "99"),
    615: (_YEAR, "99"),
    616: (_MONTH, "13"),
    617: (_CNPJ, "11222333000182"),
    618: (_MODEL, "59"),
    619: (_NUMBER, "000000000"),
}

BREACHES = (
    EventBreach(cStat=491, fields=_text(tpEvento="110140")),
    EventBreach(cStat=492, fields=_text(verEvento="2.00")),
    EventBreach(cStat=493, fields=_text(descEvento="Cancela")),
    EventBreach(cStat=493, fields=_text(xJust="Curta demais")),
    EventBreach(cStat=493, kind=SUBSTITUTE, fields=_text(descEvento="Cancelamento")),
    EventBreach(cStat=493, kind=SUBSTITUTE, fields=_text(descEvento="")),
    EventBreach(cStat=493, kind=SUBSTITUTE, fields=_text(chNFeRef="")),
    EventBreach(cStat=572, fields=lambda scene: {"Id": f"ID110111{scene.key}02"}),
    EventBreach(cStat=250, fields=_text(cOrgao="91")),
    EventBreach(cStat=252, fields=_text(tpAmb="1")),
    EventBreach(cStat=489, fields=_text(author="<CNPJ>11222333000182</CNPJ>")),
    EventBreach(cStat=490, fields=_text(author="<CPF>11144477736</CPF>"), first=213),
    EventBreach(cStat=408, fields=_text(author="<CPF>11144477735</CPF>"), first=213),
    EventBreach(cStat=236, fields=_open_key("chNFe")),
    *(
        EventBreach(cStat=cStat, fields=_key("chNFe", *part))
        for cStat, part in _WRONG_PARTS.items()
    ),
    EventBreach(cStat=249, fields=_key("chNFe", _UF, "33")),
    EventBreach(cStat=574, fields=_text(author="<CNPJ>11222333000262</CNPJ>")),
    EventBreach(cStat=578, fields=_at(timedelta(minutes=6))),
    EventBreach(cStat=784, kind=CORRECT),
    EventBreach(cStat=594, fields=_text(nSeqEvento="2")),
    EventBreach(cStat=920, kind=SUBSTITUTE, fields=_of_twin),
    EventBreach(cStat=920, kind=SUBSTITUTE, fields=lambda scene: {"chNFeRef": scene.key}),
    EventBreach(cStat=455, kind=SUBSTITUTE, fields=_text(cOrgaoAutor="33")),
    EventBreach(cStat=466, kind=SUBSTITUTE, fields=_text(tpAutor="2"), first=493),
    EventBreach(cStat=910, kind=SUBSTITUTE, fields=_open_key("chNFeRef")),
    *(
        EventBreach(cStat=910, kind=SUBSTITUTE, fields=_key("chNFeRef", *part))
        for part in _WRONG_PARTS.values()
    ),
    EventBreach(cStat=911, kind=SUBSTITUTE, fields=_key("chNFeRef", _UF, "33")),
    EventBreach(cStat=911, kind=SUBSTITUTE, fields=_key("chNFeRef", _CNPJ, "11222333000262")),
    EventBreach(cStat=911, kind=SUBSTITUTE, fields=_key("chNFeRef", _MODEL, "55")),
    EventBreach(cStat=494, fields=_key("chNFe", _NUMBER, "000000077")),
    EventBreach(cStat=494, fields=_key("chNFe", slice(35, 43), "90817263")),
    EventBreach(cStat=573, before=_cancel),
    EventBreach(cStat=573, before=_cancel, after=timedelta(hours=1)),
    EventBreach(cStat=770, policy=_LATE, after=timedelta(hours=24, minutes=1)),
    EventBreach(cStat=501, after=timedelta(minutes=30, seconds=1)),
    EventBreach(cStat=501, kind=SUBSTITUTE, after=timedelta(hours=168)),
    EventBreach(cStat=501, kind=SUBSTITUTE, policy=_LATE, after=timedelta(hours=168)),
    EventBreach(cStat=580, kind=SUBSTITUTE, before=_cancel),
    EventBreach(cStat=577, fields=_at(timedelta(minutes=-2))),
    EventBreach(cStat=579, fields=_at(timedelta(minutes=-7)), first=577),
    EventBreach(cStat=222, fields=_text(nProt="135260000000099")),
    EventBreach(cStat=912, kind=SUBSTITUTE, fields=_key("chNFeRef", _NUMBER, "000000077")),
    EventBreach(cStat=913, kind=SUBSTITUTE, before=_cancel_twin),
    EventBreach(cStat=914, kind=SUBSTITUTE, late=timedelta(hours=2, seconds=1)),
    EventBreach(cStat=915, kind=SUBSTITUTE, twin=_one_item_less),
    EventBreach(cStat=916, kind=SUBSTITUTE, twin=_taxed, policy=Policy(other_icms=True)),
    EventBreach(cStat=917, kind=SUBSTITUTE, twin=drop("dest")),
    EventBreach(cStat=918, kind=SUBSTITUTE, twin=_split_item),
    EventBreach(cStat=919, kind=SUBSTITUTE, twin=put("det[2]/prod/xProd", "FEIJAO PRETO 1KG")),
)
