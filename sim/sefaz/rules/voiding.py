"""Numbers that nobody has used and nobody will (MOC, table 5-12)."""

from __future__ import annotations

from sim.sefaz.desk import Desk
from sim.sefaz.records import Voided
from sim.sefaz.rules.rule import Found, RuleOf, rejection
from sim.sefaz.void_request import VoidRequest

_MOST = 10_000
_FIRST_YEAR = 6


@rejection(252, "I01", "Ambiente informado diverge do Ambiente de recebimento")
def r252(request: VoidRequest, desk: Desk) -> Found:
    return request.text("tpAmb") != desk.tpAmb


@rejection(250, "I02", "UF diverge da UF autorizadora")
def r250(request: VoidRequest, desk: Desk) -> Found:
    return request.text("cUF") != desk.cUF


@rejection(266, "I02a", "Série utilizada não permitida no Web Service")
def r266(request: VoidRequest, _: Desk) -> Found:
    return 910 <= int(request.text("serie")) <= 969


@rejection(453, "I02b", "Ano de inutilização não pode ser superior ao Ano atual")
def r453(request: VoidRequest, desk: Desk) -> Found:
    return int(request.text("ano")) > desk.at.year % 100


@rejection(454, "I02c", "Ano de inutilização não pode ser inferior a 2006")
def r454(request: VoidRequest, _: Desk) -> Found:
    return int(request.text("ano")) < _FIRST_YEAR


@rejection(224, "I03", "A faixa inicial é maior que a faixa final")
def r224(request: VoidRequest, _: Desk) -> Found:
    return request.first > request.last


@rejection(201, "I04", "Número máximo de numeração a inutilizar ultrapassou o limite")
def r201(request: VoidRequest, _: Desk) -> Found:
    return request.last - request.first >= _MOST


@rejection(
    502,
    "I04.a",
    "Erro na Chave de Acesso - Campo Id não corresponde à concatenação dos campos correspondentes",
)
def r502(request: VoidRequest, _: Desk) -> Found:
    widths = {"cUF": 2, "ano": 2, "CNPJ": 14, "mod": 2, "serie": 3, "nNFIni": 9, "nNFFin": 9}
    parts = (request.text(name).zfill(width) for name, width in widths.items())
    return request.signed_id != "ID" + "".join(parts)


@rejection(563, "I07", "Já existe pedido de Inutilização com a mesma faixa de inutilização")
def r563(request: VoidRequest, desk: Desk) -> Found:
    return same_range(request, desk) is not None


@rejection(256, "I07a", "Uma NF-e da faixa já está inutilizada na Base de dados da SEFAZ")
def r256(request: VoidRequest, desk: Desk) -> Found:
    return any(
        request.first <= each.nNFFin and each.nNFIni <= request.last
        for each in _of_series(request, desk)
    )


@rejection(241, "I08", "Um número da faixa já foi utilizado")
def r241(request: VoidRequest, desk: Desk) -> Found:
    series = request.text("CNPJ") + request.text("mod") + request.text("serie").zfill(3)
    return any(
        each.number[:19] == series and request.first <= int(each.number[19:]) <= request.last
        for each in desk.register
    )


def same_range(request: VoidRequest, desk: Desk) -> Voided | None:
    """The same numbers, voided before. The year does not matter (NT 2011.004)."""
    wanted = (request.first, request.last)
    series = _of_series(request, desk)
    return next((each for each in series if (each.nNFIni, each.nNFFin) == wanted), None)


def _of_series(request: VoidRequest, desk: Desk) -> list[Voided]:
    series = [request.text(name) for name in ("CNPJ", "mod", "serie")]
    return [each for each in desk.register.voided if each.of_same_series(*series)]


RULES: tuple[RuleOf[VoidRequest], ...] = (
    *(r252, r250, r266, r453, r454, r224, r201, r502, r563, r256, r241),
)
