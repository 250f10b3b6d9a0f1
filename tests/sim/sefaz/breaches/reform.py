"""Breaches of ``sim.sefaz.rules.reform``, ``reform_values`` and ``reform_totals``."""

from __future__ import annotations

from sim.sefaz.desk import Policy
from tests.sim.sefaz.breach import Breach
from tests.sim.sefaz.edits import Edit, after, all_of, drop, put, swap

_ITEM = "det/imposto/IBSCBS"
_GROUP = f"{_ITEM}/gIBSCBS"
_TOTAL = "total/IBSCBSTot"
_DEFERRED = "<gDif><pDif>50.0000</pDif><vDif>9.00</vDif></gDif>"
_FUEL = (
    "<comb><cProdANP>320102001</cProdANP><descANP>GASOLINA C COMUM</descANP>"
    "<UFCons>SP</UFCons></comb>"
)


def _reduced(
    *, percent: str = "60.0000", uf: str = "0.0400", mun: str = "0.0000", cbs: str = "0.3600"
) -> Edit:
    """The first item under a class with a reduction of 60 %; its base is R$ 25.66."""

    def red(effective: str) -> str:
        return f"<gRed><pRedAliq>{percent}</pRedAliq><pAliqEfet>{effective}</pAliqEfet></gRed>"

    return _item(
        "200",
        "200034",
        "<gIBSCBS><vBC>25.66</vBC>"
        f"<gIBSUF><pIBSUF>0.1000</pIBSUF>{red(uf)}<vIBSUF>0.01</vIBSUF></gIBSUF>"
        f"<gIBSMun><pIBSMun>0.0000</pIBSMun>{red(mun)}<vIBSMun>0.00</vIBSMun></gIBSMun>"
        f"<vIBS>0.01</vIBS><gCBS><pCBS>0.9000</pCBS>{red(cbs)}<vCBS>0.09</vCBS></gCBS></gIBSCBS>",
    )


def _item(CST: str, cClassTrib: str, content: str = "") -> Edit:
    return swap(
        _ITEM,
        f"<IBSCBS><CST>{CST}</CST><cClassTrib>{cClassTrib}</cClassTrib>{content}</IBSCBS>",
    )


def _without(group: str) -> Edit:
    return all_of(_reduced(), drop(f"{_GROUP}/{group}/gRed"))


def _red_in(group: str, path: str, text: str) -> Edit:
    return all_of(_reduced(), put(f"{_GROUP}/{group}/gRed/{path}", text))


_PRESENCE = (
    Breach(cStat=1115, edit=drop(_ITEM)),
    Breach(cStat=1020, edit=put(f"{_ITEM}/CST", "999")),
    Breach(cStat=1021, edit=put(f"{_ITEM}/CST", "410")),
    Breach(cStat=1022, edit=drop(_GROUP)),
    Breach(
        cStat=1151,
        edit=_item(
            "410",
            "410001",
            "<gIBSCBSMono><gIBSMonoAdRem/><gCBSMonoAdRem/>"
            "<vTotIBSMonoItem>0.00</vTotIBSMonoItem>"
            "<vTotCBSMonoItem>0.00</vTotCBSMonoItem></gIBSCBSMono>",
        ),
    ),
    Breach(
        cStat=1116,
        edit=all_of(after("det/prod/indTot", _FUEL), _item("620", "620001")),
    ),
    Breach(
        cStat=1131,
        edit=_item(
            "410", "410001", "<gTransfCred><vIBS>1.00</vIBS><vCBS>1.00</vCBS></gTransfCred>"
        ),
    ),
    Breach(
        cStat=1169,
        edit=_item(
            "410",
            "410001",
            "<gAjusteCompet><competApur>2026-11</competApur><vIBS>1.00</vIBS><vCBS>1.00</vCBS>"
            "</gAjusteCompet>",
        ),
    ),
    Breach(cStat=1023, edit=put(f"{_ITEM}/cClassTrib", "999001")),
    Breach(cStat=1024, edit=put(f"{_ITEM}/cClassTrib", "200003")),
    Breach(cStat=1025, edit=put(f"{_ITEM}/cClassTrib", "000003")),
    Breach(
        cStat=1049,
        edit=after(
            _GROUP,
            "<gCredPresOper><vBCCredPres>1.00</vBCCredPres><cCredPres>01</cCredPres>"
            "</gCredPresOper>",
        ),
    ),
    Breach(
        cStat=1138,
        edit=after(
            _GROUP,
            "<gCredPresIBSZFM><competApur>2026-11</competApur>"
            "<tpCredPresIBSZFM>1</tpCredPresIBSZFM>"
            "<vCredPresIBSZFM>1.00</vCredPresIBSZFM></gCredPresIBSZFM>",
        ),
    ),
)

_VALUES = (
    Breach(cStat=1104, edit=put(f"{_GROUP}/vBC", "25.67"), policy=Policy(reform_base=True)),
    Breach(cStat=1026, edit=put(f"{_GROUP}/gIBSUF/pIBSUF", "0.2000")),
    Breach(cStat=1036, edit=put(f"{_GROUP}/gIBSMun/pIBSMun", "0.0500")),
    Breach(cStat=1037, edit=put(f"{_GROUP}/gCBS/pCBS", "8.8000")),
    Breach(cStat=1029, edit=after(f"{_GROUP}/gIBSUF/pIBSUF", _DEFERRED)),
    Breach(cStat=1083, edit=after(f"{_GROUP}/gIBSMun/pIBSMun", _DEFERRED)),
    Breach(cStat=1090, edit=after(f"{_GROUP}/gCBS/pCBS", _DEFERRED)),
    Breach(cStat=1031, edit=after(f"{_GROUP}/gIBSUF/pIBSUF", _DEFERRED), first=1029),
    Breach(cStat=1045, edit=after(f"{_GROUP}/gIBSMun/pIBSMun", _DEFERRED), first=1083),
    Breach(cStat=1062, edit=after(f"{_GROUP}/gCBS/pCBS", _DEFERRED), first=1090),
    *(
        # No class with a deferral is known on the NFC-e: the class is found wrong first.
        Breach(
            cStat=cStat,
            edit=all_of(put(f"{_ITEM}/CST", "510"), put(f"{_ITEM}/cClassTrib", "510001")),
            first=1025,
        )
        for cStat in (1030, 1044, 1061)
    ),
    Breach(cStat=1032, edit=all_of(_reduced(), put(f"{_ITEM}/CST", "000")), first=1024),
    *(
        Breach(
            cStat=cStat,
            edit=after(
                f"{_GROUP}/{group}/{rate}",
                "<gRed><pRedAliq>0.0000</pRedAliq><pAliqEfet>0.0000</pAliqEfet></gRed>",
            ),
        )
        for cStat, group, rate in (
            (1032, "gIBSUF", "pIBSUF"),
            (1007, "gIBSMun", "pIBSMun"),
            (1028, "gCBS", "pCBS"),
        )
    ),
    Breach(cStat=1033, edit=_without("gIBSUF")),
    Breach(cStat=1074, edit=_without("gIBSMun")),
    Breach(cStat=1079, edit=_without("gCBS")),
    Breach(cStat=1034, edit=_red_in("gIBSUF", "pRedAliq", "40.0000")),
    Breach(cStat=1046, edit=_red_in("gIBSMun", "pRedAliq", "40.0000")),
    Breach(cStat=1063, edit=_red_in("gCBS", "pRedAliq", "40.0000")),
    Breach(cStat=1035, edit=_red_in("gIBSUF", "pAliqEfet", "0.0500")),
    Breach(cStat=1047, edit=_red_in("gIBSMun", "pAliqEfet", "0.0500")),
    Breach(cStat=1064, edit=_red_in("gCBS", "pAliqEfet", "0.3700")),
    Breach(cStat=1041, edit=put(f"{_GROUP}/gIBSUF/vIBSUF", "0.05")),
    Breach(cStat=1052, edit=put(f"{_GROUP}/gIBSMun/vIBSMun", "0.05")),
    Breach(cStat=1150, edit=put(f"{_GROUP}/vIBS", "0.04")),
    Breach(cStat=1069, edit=put(f"{_GROUP}/gCBS/vCBS", "0.30")),
)

_TOTALS = (
    Breach(
        cStat=1118,
        edit=all_of(drop("det[1]/imposto/IBSCBS"), drop("det[2]/imposto/IBSCBS")),
        policy=Policy(reform_crts=frozenset()),
    ),
    Breach(cStat=1119, edit=drop(_TOTAL)),
    *(
        Breach(cStat=cStat, edit=put(f"{_TOTAL}/{path}", "77.77"))
        for cStat, path in (
            (1076, "vBCIBSCBS"),
            (1077, "gIBS/gIBSUF/vDif"),
            (1078, "gIBS/gIBSUF/vDevTrib"),
            (1080, "gIBS/gIBSUF/vIBSUF"),
            (1081, "gIBS/gIBSMun/vDif"),
            (1082, "gIBS/gIBSMun/vDevTrib"),
            (1084, "gIBS/gIBSMun/vIBSMun"),
            (1085, "gIBS/vIBS"),
            (1088, "gCBS/vDif"),
            (1089, "gCBS/vDevTrib"),
            (1091, "gCBS/vCBS"),
        )
    ),
)

BREACHES = (*_PRESENCE, *_VALUES, *_TOTALS)
