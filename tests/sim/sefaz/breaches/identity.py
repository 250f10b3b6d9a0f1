"""Breaches of ``sim.sefaz.rules.identity``."""

from __future__ import annotations

from datetime import timedelta

from lxml import etree

from sim.sefaz.desk import Policy
from tests.sim.sefaz.breach import Breach
from tests.sim.sefaz.edits import after, all_of, drop, find, inside, put
from tests.sim.sefaz.taxpayer import OFFLINE

_OTHER_NOTE = "35261111222333000181650010000000011482917367"


def _wrong_digit(nfe: etree._Element) -> None:
    """A check digit that does not close, alike in the key and in the field."""
    digit = "1" if find(nfe, "ide/cDV").text != "1" else "2"
    put("ide/cDV", digit)(nfe)
    nfe[0].set("Id", nfe[0].get("Id", "")[:-1] + digit)


BREACHES = (
    Breach(cStat=502, late=put("ide/nNF", "7")),
    Breach(cStat=226, edit=put("ide/cUF", "33")),
    Breach(cStat=897, edit=put("ide/cNF", "12345678")),
    Breach(cStat=897, edit=put("ide/cNF", "01234567")),
    Breach(cStat=897, edit=put("ide/cNF", "77777777")),
    Breach(cStat=897, edit=all_of(put("ide/nNF", "48291736"), put("ide/cNF", "48291736"))),
    Breach(cStat=775, edit=put("ide/mod", "55")),
    Breach(cStat=703, shift=timedelta(minutes=6)),
    Breach(cStat=704, shift=timedelta(minutes=-6)),
    Breach(cStat=705, edit=after("ide/dhEmi", "<dhSaiEnt>2026-11-22T10:00:00-03:00</dhSaiEnt>")),
    Breach(cStat=1153, edit=after("ide/dhEmi", "<dPrevEntrega>2026-11-23</dPrevEntrega>")),
    Breach(cStat=706, edit=put("ide/tpNF", "0")),
    Breach(cStat=707, edit=put("ide/idDest", "2")),
    Breach(cStat=271, edit=put("ide/cMunFG", "3304557")),
    Breach(cStat=709, edit=put("ide/tpImp", "1")),
    Breach(cStat=712, template=OFFLINE, policy=Policy(offline=False)),
    Breach(cStat=570, edit=put("ide/tpEmis", "6"), first=225),
    Breach(cStat=714, edit=put("ide/tpEmis", "4")),
    Breach(cStat=253, late=_wrong_digit),
    Breach(cStat=252, edit=put("ide/tpAmb", "1")),
    Breach(cStat=715, edit=put("ide/finNFe", "4")),
    Breach(cStat=716, edit=put("ide/indFinal", "0")),
    Breach(cStat=717, edit=put("ide/indPres", "2")),
    Breach(cStat=1000, edit=after("ide/cMunFG", "<cMunFGIBS>3550308</cMunFGIBS>")),
    Breach(cStat=1005, edit=put("ide/indPres", "5")),
    Breach(cStat=434, edit=put("ide/indPres", "4")),
    Breach(cStat=435, edit=after("ide/indPres", "<indIntermed>0</indIntermed>")),
    Breach(cStat=244, edit=put("ide/serie", "895")),
    Breach(cStat=451, edit=put("ide/procEmi", "1")),
    Breach(
        cStat=556,
        edit=inside(
            "ide",
            "<dhCont>2026-11-22T09:58:00-03:00</dhCont><xJust>SEFAZ sem resposta</xJust>",
        ),
    ),
    Breach(cStat=557, template=OFFLINE, edit=all_of(drop("ide/dhCont"), drop("ide/xJust"))),
    Breach(cStat=558, template=OFFLINE, edit=put("ide/dhCont", "2098-01-01T00:00:00-03:00")),
    Breach(cStat=569, template=OFFLINE, edit=put("ide/dhCont", "2020-01-01T00:00:00-03:00")),
    Breach(cStat=708, edit=inside("ide", f"<NFref><refNFe>{_OTHER_NOTE}</refNFe></NFref>")),
    Breach(
        cStat=708,
        edit=inside(
            "det",
            f"<DFeReferenciado><chaveAcesso>{_OTHER_NOTE}</chaveAcesso></DFeReferenciado>",
        ),
    ),
    Breach(
        cStat=1006,
        edit=inside(
            "ide",
            "<gCompraGov><tpEnteGov>1</tpEnteGov><pRedutor>0.0000</pRedutor>"
            "<tpOperGov>1</tpOperGov></gCompraGov>",
        ),
    ),
    Breach(
        cStat=1146,
        edit=inside("ide", f"<gPagAntecipado><refNFe>{_OTHER_NOTE}</refNFe></gPagAntecipado>"),
    ),
)
