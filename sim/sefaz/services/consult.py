"""NFeConsultaProtocolo4: what SEFAZ holds under an access key (MOC 5.4)."""

from __future__ import annotations

import re

from sim.sefaz.answers import consult_answer, protocol_of
from sim.sefaz.desk import Desk
from sim.sefaz.digits import cnpj_is_valid, cpf_is_valid, key_digit
from sim.sefaz.markup import NFE
from sim.sefaz.message import Form, read_message
from sim.sefaz.places import known_codes
from sim.sefaz.services.visit import Answer, Service, Visit
from sim.sefaz.verdict import Verdict, rejected

_FORM = Form(root="consSitNFe", schema="consSitNFe_v4.00")
_KEY = re.compile(rb"<chNFe>([0-9A-Z]{44})</chNFe>")
_NO_KEY = "0" * 44
_MONTH = slice(4, 6)
_CNF = slice(35, 43)


def _answer(payload: bytes, visit: Visit) -> Answer:
    found = _KEY.search(payload)
    key = found[1].decode() if found else _NO_KEY
    desk = visit.desk
    entry = desk.register.find(key)
    verdict = visit.refusal() or _fault_of_message(payload, desk) or _fault_of_key(key, desk)
    if verdict is None and entry is not None:
        verdict = Verdict(cStat=entry.cStat, xMotivo=entry.xMotivo)
        return _told(desk, key, verdict, protocol_of(desk, entry))
    return _told(desk, key, verdict or _absent(key, desk))


def _told(desk: Desk, key: str, verdict: Verdict, protocol: str = "") -> Answer:
    return Answer(
        xml=consult_answer(desk, verdict, key, protocol), cStat=verdict.cStat, access_key=key
    )


def _fault_of_message(payload: bytes, desk: Desk) -> Verdict | None:
    root = read_message(payload, _FORM)
    if isinstance(root, Verdict):
        return root
    if root.findtext(f"{{{NFE}}}tpAmb") != desk.tpAmb:
        return rejected(252, "Ambiente informado diverge do Ambiente de recebimento")
    return None


def _fault_of_key(key: str, desk: Desk) -> Verdict | None:
    """J02 to J02g, in the manual's order."""
    year, month, number = int(key[2:4]), int(key[4:6]), key[25:34]
    owner = key[6:20]
    by_cpf = 920 <= int(key[22:25]) <= 969
    owner_is_valid = cpf_is_valid(owner[3:]) if by_cpf else cnpj_is_valid(owner)
    faults = (
        (key[:2] != desk.cUF, 226, "Código da UF do Emitente diverge da UF autorizadora"),
        (key[43] != key_digit(key[:43]), 236, "Chave de Acesso com dígito verificador inválido"),
        (key[:2] not in known_codes(), 614, "Chave de Acesso inválida (Código UF inválido)"),
        (
            not 6 <= year <= desk.at.year % 100,
            615,
            "Chave de Acesso inválida (Ano menor que 06 ou Ano maior que Ano corrente)",
        ),
        (
            not 1 <= month <= 12,
            616,
            "Chave de Acesso inválida (Mês menor que 1 ou Mês maior que 12)",
        ),
        (
            not owner_is_valid,
            617,
            "Chave de Acesso inválida (CNPJ/CPF zerado ou dígito inválido)",
        ),
        (
            key[20:22] not in {"55", "65"},
            618,
            "Chave de Acesso inválida (modelo diferente de 55 e 65)",
        ),
        (not int(number), 619, "Chave de Acesso inválida (número NF = 0)"),
    )
    return next((rejected(cStat, says) for broken, cStat, says in faults if broken), None)


def _absent(key: str, desk: Desk) -> Verdict:
    """J03 to J06: nothing under this number, or something else."""
    others = desk.register.namesakes(key, per_emission=desk.policy.series_per_emission)
    if not others:
        return rejected(217, "NF-e não consta na base de dados da SEFAZ")
    other = others[0].access_key
    if other[_CNF] != key[_CNF]:
        says = "Código Numérico informado na Chave de Acesso difere do Código Numérico da NF-e"
        return rejected(562, says, f"[chNFe:{other}]")
    if other[_MONTH] != key[_MONTH]:
        says = "Mês de Emissão informado na Chave de Acesso difere do Mês de Emissão da NF-e"
        return rejected(561, says)
    return rejected(613, "Chave de Acesso difere da existente em BD")


SERVICE = Service(name="NFeConsultaProtocolo4", method="nfeConsultaNF", answer=_answer)
