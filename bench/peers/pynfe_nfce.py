"""PyNFe, used as its own examples show it: CRT 1 only, since it knows no IBS/CBS.

It adds up the totals and makes the access key itself; the item's amounts are given to it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from itertools import cycle
from pathlib import Path
from typing import Any

from lxml import etree
from pynfe.entidades.cliente import Cliente
from pynfe.entidades.emitente import Emitente
from pynfe.entidades.fonte_dados import _fonte_dados
from pynfe.entidades.notafiscal import NotaFiscal
from pynfe.processamento.assinatura import AssinaturaA1
from pynfe.processamento.serializacao import SerializacaoQrcode, SerializacaoXML

from bench.peers import given
from bench.peers.sqlite_insert import Inserter
from bench.stage import Work, simple

Tree = dict[str, Any]


def _note(tree: Tree) -> None:
    """The entities of one note; they register themselves with the module's data source."""
    inf = tree["infNFe"]
    ide, totals = inf["ide"], inf["total"]["ICMSTot"]
    note = NotaFiscal(
        emitente=_issuer(inf["emit"]),
        cliente=_buyer(inf["dest"]),
        uf="SP",
        natureza_operacao=ide["natOp"],
        modelo=65,
        serie=ide["serie"],
        numero_nf=ide["nNF"],
        codigo_numerico_aleatorio=ide["cNF"],
        data_emissao=datetime.fromisoformat(ide["dhEmi"]),
        tipo_documento=1,
        municipio=ide["cMunFG"],
        tipo_impressao_danfe=4,
        forma_emissao="1",
        cliente_final=1,
        indicador_destino=1,
        indicador_presencial=1,
        finalidade_emissao="1",
        processo_emissao="0",
        transporte_modalidade_frete=9,
        totais_tributos_aproximado=Decimal(totals["vTotTrib"]),
        valor_troco=Decimal(inf["pag"]["vTroco"]),
    )
    for det in inf["det"]:
        note.adicionar_produto_servico(**_item(det["prod"], det["imposto"]))
    for payment in inf["pag"]["detPag"]:
        note.adicionar_pagamento(t_pag=payment["tPag"], v_pag=Decimal(payment["vPag"]))
    tech = inf["infRespTec"]
    note.adicionar_responsavel_tecnico(
        cnpj=tech["CNPJ"], contato=tech["xContato"], email=tech["email"], fone=tech["fone"]
    )


def _issuer(emit: Tree) -> Emitente:
    address = emit["enderEmit"]
    return Emitente(
        razao_social=emit["xNome"],
        nome_fantasia=emit["xFant"],
        cnpj=emit["CNPJ"],
        codigo_de_regime_tributario=emit["CRT"],
        inscricao_estadual=emit["IE"],
        endereco_logradouro=address["xLgr"],
        endereco_numero=address["nro"],
        endereco_bairro=address["xBairro"],
        endereco_municipio=address["xMun"],
        endereco_uf=address["UF"],
        endereco_cep=address["CEP"],
        endereco_pais=address["cPais"],
    )


def _buyer(dest: Tree) -> Cliente:
    return Cliente(tipo_documento="CPF", numero_documento=dest["CPF"], indicador_ie=9)


def _item(prod: Tree, imposto: Tree) -> Tree:
    ((_, icms),) = imposto["ICMS"].items()
    ((_, pis),) = imposto["PIS"].items()
    return {
        "codigo": prod["cProd"],
        "descricao": prod["xProd"],
        "ncm": prod["NCM"],
        "cfop": prod["CFOP"],
        "ean": prod["cEAN"],
        "ean_tributavel": prod["cEANTrib"],
        "unidade_comercial": prod["uCom"],
        "quantidade_comercial": Decimal(prod["qCom"]),
        "valor_unitario_comercial": Decimal(prod["vUnCom"]),
        "unidade_tributavel": prod["uTrib"],
        "quantidade_tributavel": Decimal(prod["qTrib"]),
        "valor_unitario_tributavel": Decimal(prod["vUnTrib"]),
        "valor_total_bruto": Decimal(prod["vProd"]),
        "ind_total": 1,
        "icms_modalidade": icms["CSOSN"],
        "icms_csosn": icms["CSOSN"],
        "icms_origem": int(icms["orig"]),
        "pis_modalidade": pis["CST"],
        "cofins_modalidade": pis["CST"],
        "valor_tributos_aprox": imposto["vTotTrib"],
    }


def _serialised(tree: Tree) -> Any:
    _note(tree)
    return SerializacaoXML(_fonte_dados, homologacao=True, so_cpf=True).exportar()


def _trees(folder: Path) -> Any:
    return cycle(given.documents(folder, "10-crt1"))


def build(folder: Path) -> Work:
    trees = _trees(folder)
    return lambda: etree.tostring(_serialised(next(trees)), encoding="unicode")


def _finisher(folder: Path) -> Callable[[Any], Any]:
    """Signs and adds the QR code, of version 2: PyNFe knows no other."""
    signature = AssinaturaA1(*given.certificate(folder))
    qr_code = SerializacaoQrcode()
    return lambda note: qr_code.gerar_qrcode("000001", "0123456789", signature.assinar(note))


def sign(folder: Path) -> Work:
    signature = AssinaturaA1(*given.certificate(folder))
    notes = cycle([_serialised(tree) for tree in given.documents(folder, "10-crt1")])
    return lambda: signature.assinar(next(notes), retorna_string=True)


def document_path(folder: Path) -> Work:
    trees, finish = _trees(folder), _finisher(folder)
    inserter = Inserter(folder / "pynfe.db")

    def issue() -> str:
        finished = etree.tostring(finish(_serialised(next(trees))), encoding="unicode")
        inserter.insert(finished.encode())
        return finished

    return issue


SUBJECTS = {
    "pynfe build": simple(build),
    "pynfe sign": simple(sign),
    "pynfe path": simple(document_path),
}
