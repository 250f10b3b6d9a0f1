"""What the law wants to know of a fuel: ``comb``."""

from __future__ import annotations

from edge.fiscal.sale import Fuel, FuelOrigin, Pump
from edge.fiscal.text import decimal_text, element, xml_text


def comb(fuel: Fuel, UF: str) -> str:
    """``UF`` is where it is consumed: over a counter, the issuer's."""
    pump = _encerrante(fuel.pump) if fuel.pump else ""
    share = f"<pBio>{decimal_text(fuel.pBio, 4)}</pBio>" if fuel.pBio else ""
    return (
        f"<comb><cProdANP>{xml_text(fuel.cProdANP)}</cProdANP>"
        f"<descANP>{xml_text(fuel.descANP)}</descANP><UFCons>{UF}</UFCons>{pump}{share}"
        f"{''.join(map(_origin, fuel.origins))}</comb>"
    )


def _encerrante(pump: Pump) -> str:
    return (
        f"<encerrante><nBico>{xml_text(pump.nBico)}</nBico>{element('nBomba', pump.nBomba)}"
        f"<nTanque>{xml_text(pump.nTanque)}</nTanque>"
        f"<vEncIni>{decimal_text(pump.vEncIni, 3)}</vEncIni>"
        f"<vEncFin>{decimal_text(pump.vEncFin, 3)}</vEncFin></encerrante>"
    )


def _origin(origin: FuelOrigin) -> str:
    return (
        f"<origComb><indImport>{1 if origin.imported else 0}</indImport>"
        f"<cUFOrig>{xml_text(origin.cUFOrig)}</cUFOrig>"
        f"<pOrig>{decimal_text(origin.pOrig, 4)}</pOrig></origComb>"
    )
