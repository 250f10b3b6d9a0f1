"""Events and requests to void numbers, written and signed by hand."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from tests.sim.sefaz.edits import NFE
from tests.sim.sefaz.taxpayer import Taxpayer

_BRASILIA = timezone(timedelta(hours=-3))
_DESCRIPTIONS = {
    "110110": "Carta de Correcao",
    "110111": "Cancelamento",
    "110112": "Cancelamento por substituicao",
}
_DETAILS = {
    "110110": ("descEvento", "xCorrecao", "xCondUso"),
    "110112": ("descEvento", "cOrgaoAutor", "tpAutor", "verAplic", "nProt", "xJust", "chNFeRef"),
}
_CANCELLATION = ("descEvento", "nProt", "xJust")
_TERMS = (
    "A Carta de Correcao e disciplinada pelo paragrafo 1o-A do art. 7o do Convenio S/N, de 15 de"
    " dezembro de 1970 e pode ser utilizada para regularizacao de erro ocorrido na emissao de"
    " documento fiscal, desde que o erro nao esteja relacionado com: I - as variaveis que"
    " determinam o valor do imposto tais como: base de calculo, aliquota, diferenca de preco,"
    " quantidade, valor da operacao ou da prestacao; II - a correcao de dados cadastrais que"
    " implique mudanca do remetente ou do destinatario; III - a data de emissao ou de saida."
)


def hour(at: datetime) -> str:
    return at.astimezone(_BRASILIA).isoformat(timespec="seconds")


def event(shop: Taxpayer, at: datetime, kind: str, key: str, **fields: str) -> bytes:
    """A signed ``evento``. ``fields`` are those of its detail, or others than the right ones.

    ``author`` may be another element than the shop's CNPJ.
    """
    texts = {
        "cOrgao": "35",
        "tpAmb": "2",
        "author": f"<CNPJ>{shop.CNPJ}</CNPJ>",
        "chNFe": key,
        "dhEvento": hour(at),
        "tpEvento": kind,
        "nSeqEvento": "1",
        "verEvento": "1.00",
        "descEvento": _DESCRIPTIONS.get(kind, "Cancelamento"),
        "cOrgaoAutor": "35",
        "tpAutor": "1",
        "verAplic": "amostra 1",
        "xJust": "Venda desfeita pelo consumidor no caixa",
        "xCorrecao": "Correcao da descricao do produto",
        "xCondUso": _TERMS,
    } | fields
    signed_id = f"ID{texts['tpEvento']}{texts['chNFe']}{texts['nSeqEvento']:0>2}"
    first = "".join(_field(name, texts) for name in ("cOrgao", "tpAmb"))
    rest = ("chNFe", "dhEvento", "tpEvento", "nSeqEvento", "verEvento")
    detail = "".join(_field(name, texts) for name in _DETAILS.get(kind, _CANCELLATION))
    body = (
        f'<evento xmlns="{NFE}" versao="1.00"><infEvento Id="{texts.get("Id", signed_id)}">'
        f"{first}{texts['author']}{''.join(_field(name, texts) for name in rest)}"
        f'<detEvento versao="1.00">{detail}</detEvento></infEvento>'
    )
    return f"{body}{shop.signature(body + '</evento>', 'infEvento')}</evento>".encode()


def event_batch(*events: bytes) -> bytes:
    """``envEvento`` around events, their bytes untouched."""
    opening = f'<envEvento xmlns="{NFE}" versao="1.00"><idLote>7</idLote>'
    return opening.encode() + b"".join(events) + b"</envEvento>"


def voiding(shop: Taxpayer, at: datetime, **fields: str) -> bytes:
    """A signed ``inutNFe``, of number 6 unless ``fields`` say otherwise."""
    texts = {
        "tpAmb": "2",
        "xServ": "INUTILIZAR",
        "cUF": "35",
        "ano": f"{at:%y}",
        "CNPJ": shop.CNPJ,
        "mod": "65",
        "serie": "1",
        "nNFIni": "6",
        "nNFFin": "6",
        "xJust": "Numero pulado por falha do sistema",
    } | fields
    signed_id = (
        f"ID{texts['cUF']}{texts['ano']}{texts['CNPJ']}{texts['mod']}{texts['serie']:0>3}"
        f"{texts['nNFIni']:0>9}{texts['nNFFin']:0>9}"
    )
    content = "".join(_field(name, texts) for name in texts if name != "Id")
    body = (
        f'<inutNFe xmlns="{NFE}" versao="4.00"><infInut Id="{texts.get("Id", signed_id)}">'
        f"{content}</infInut>"
    )
    return f"{body}{shop.signature(body + '</inutNFe>', 'infInut')}</inutNFe>".encode()


def _field(name: str, texts: dict[str, str]) -> str:
    return f"<{name}>{texts[name]}</{name}>"
