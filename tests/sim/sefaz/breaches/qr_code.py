"""Breaches of ``sim.sefaz.rules.qr_code``."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from sim.sefaz.desk import Policy
from tests.sim.sefaz.breach import Breach
from tests.sim.sefaz.taxpayer import OFFLINE, QR_ADDRESS

_CSC = "CODIGO-DE-SEGURANCA-DO-CONTRIBUINTE"
_WITH_CSC = Policy(csc={"1": _CSC})
_OTHER_KEY = "35261111222333000181650010000000031482917362"


def _part(number: int, text: str) -> Callable[[str], str]:
    """Another text for one parameter, counted from 0."""

    def change(qr_code: str) -> str:
        address, _, query = qr_code.partition("?p=")
        parts = query.split("|")
        parts[number] = text
        return f"{address}?p={'|'.join(parts)}"

    return change


def _flip_signature(qr_code: str) -> str:
    head, _, signature = qr_code.rpartition("|")
    return f"{head}|{'B' if signature[0] == 'A' else 'A'}{signature[1:]}"


def version_2(qr_code: str, *, csc: str = _CSC) -> str:
    """The online code of version 2, with its hash."""
    key = qr_code.partition("?p=")[2][:44]
    told = f"{key}|2|2|1"
    return f"{QR_ADDRESS}?p={told}|{hashlib.sha1((told + csc).encode()).hexdigest().upper()}"


def _version_1(qr_code: str) -> str:
    key = qr_code.partition("?p=")[2][:44]
    return (
        f"{QR_ADDRESS}?chNFe={key}&amp;nVersao=100&amp;tpAmb=2&amp;dhEmi={'0' * 50}"
        f"&amp;vNF=52.47&amp;vICMS=9.45&amp;digVal={'0' * 56}&amp;cIdToken=000001"
        f"&amp;cHashQRCode={'0' * 40}"
    )


def _other_address(note: bytes) -> bytes:
    """The address for the consumer: not covered by the signature."""
    return note.replace(b"<urlChave>https://www.homologacao", b"<urlChave>https://www.outro")


BREACHES = (
    Breach(cStat=394, qr_code=lambda _: None),
    Breach(cStat=903, qr_code=_version_1),
    Breach(cStat=395, qr_code=lambda code: code.replace(".sp.gov.br", ".rj.gov.br")),
    Breach(cStat=396, qr_code=lambda code: code.rpartition("|")[0], first=225),
    Breach(cStat=398, qr_code=_part(1, "4"), first=225),
    Breach(cStat=397, qr_code=_part(0, _OTHER_KEY)),
    Breach(cStat=397, qr_code=_part(2, "1")),
    Breach(cStat=397, template=OFFLINE, qr_code=_part(3, "31")),
    Breach(cStat=397, template=OFFLINE, qr_code=_part(4, "52.48")),
    Breach(cStat=397, template=OFFLINE, qr_code=_part(5, "1")),
    Breach(cStat=397, template=OFFLINE, qr_code=_part(6, "52998224725")),
    Breach(cStat=445, qr_code=lambda code: f"{code}|AAAA", first=225),
    Breach(cStat=474, template=OFFLINE, qr_code=_part(7, ""), first=225),
    Breach(cStat=583, template=OFFLINE, qr_code=_flip_signature),
    Breach(cStat=583, template=OFFLINE, qr_code=_part(7, "AAAA")),
    Breach(cStat=462, qr_code=version_2),
    Breach(cStat=464, qr_code=lambda code: version_2(code, csc="OUTRO"), policy=_WITH_CSC),
    Breach(cStat=878, tamper=_other_address),
)
