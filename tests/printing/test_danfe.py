"""The DANFE NFC-e, division by division, on both widths of paper."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from edge.errors import Conflict
from edge.fiscal.reading import CustomerView, DocumentView
from edge.printing.danfe import Copy, danfe_ticket
from hw_drivers.printers.ticket import Align, Cut, OpenDrawer, Qr, Rule, Text, Ticket
from tests.printing.documents import Make

WIDTHS = [(48, 64), (32, 42)]


def ticket_of(
    view: DocumentView,
    *,
    columns: int = 48,
    copy: Copy = Copy.CONSUMER,
    second_copy: bool = False,
    open_drawer: bool = False,
) -> Ticket:
    small_columns = dict(WIDTHS)[columns]
    return danfe_ticket(
        view,
        columns=columns,
        small_columns=small_columns,
        copy=copy,
        second_copy=second_copy,
        open_drawer=open_drawer,
    )


def shown(ticket: Ticket, columns: int = 48) -> str:
    """The ticket as a terminal shows it, small print centred over the same paper."""
    lines = []
    for element in ticket.elements:
        match element:
            case Text(text=text, align=Align.CENTER):
                lines.append(text.center(columns).rstrip())
            case Text(text=text):
                lines.append(text)
            case Rule():
                lines.append("-" * columns)
            case Qr():
                lines.append("[QR]".center(columns).rstrip())
    return "\n".join(lines)


NORMAL_48 = """\
               MERCEARIA SÃO JOÃO
      COMÉRCIO DE ALIMENTOS SÃO JOÃO LTDA
    CNPJ 11.222.333/0001-81  IE 111111111111
    RUA DA CONCEIÇÃO, 145 - LOJA 2 - CENTRO
São Paulo - SP  CEP 01001-000  Fone (11) 3333-4444
------------------------------------------------
Documento Auxiliar da Nota Fiscal de Consumidor Eletrônica
------------------------------------------------
#   CÓDIGO  DESCRIÇÃO
    QTDE UN x UNIT R$                   TOTAL R$
001 7891000100103 LEITE CONDENSADO MOÇA 395G
    2 UN x 7,49                            14,98
002 QJ-KG QUEIJO MINAS FRESCAL
    0,432 KG x 59,90                       25,88
    Desconto                               -0,50
003 7896004001234 CAFÉ TORRADO E MOÍDO
    TRADICIONAL À VÁCUO PACOTE ECONÔMICO 500G
    1 UN x 18,99                           18,99
004 7891149103300 CERVEJA PURO MALTE LATA 350ML
    3 UN x 3,99                            11,97
------------------------------------------------
Qtde. total de itens                           4
Valor total R$                             71,82
Descontos R$                               -0,50
Valor a pagar R$                           71,32
FORMA DE PAGAMENTO                 VALOR PAGO R$
Cartão de Crédito                          50,00
Pix                                        21,32
------------------------------------------------
        Consulte pela Chave de Acesso em
https://www.homologacao.nfce.fazenda.sp.gov.br/consulta
3526 1111 2223 3300 0181 6500 1000 0001 2310 0000 1237
------------------------------------------------
        CONSUMIDOR - CPF 111.444.777-35
               João da Conceição
NFC-e nº 000000123 Série 001 22/11/2026 10:00:00
               Via do Consumidor
   Protocolo de Autorização: 135260000000123
    Data de Autorização 22/11/2026 10:00:02
------------------------------------------------
                      [QR]
      Trocas em até 7 dias com este cupom.
Tributos Totais Incidentes (Lei Federal 12.741/2012): R$ 17,02"""

OFFLINE_32 = """\
       MERCEARIA SÃO JOÃO
     COMÉRCIO DE ALIMENTOS
         SÃO JOÃO LTDA
CNPJ 11.222.333/0001-81  IE 111111111111
RUA DA CONCEIÇÃO, 145 - LOJA 2 - CENTRO
 São Paulo - SP  CEP 01001-000
      Fone (11) 3333-4444
--------------------------------
   Documento Auxiliar da Nota
Fiscal de Consumidor Eletrônica
--------------------------------
    EMITIDA EM CONTINGÊNCIA
    Pendente de autorização
--------------------------------
#   CÓDIGO  DESCRIÇÃO
    QTDE UN x UNIT R$   TOTAL R$
001 7891000100103 LEITE
    CONDENSADO MOÇA 395G
    2 UN x 7,49            14,98
002 QJ-KG QUEIJO MINAS FRESCAL
    0,432 KG x 59,90       25,88
003 7896004001234 CAFÉ TORRADO E
    MOÍDO TRADICIONAL À VÁCUO
    PACOTE ECONÔMICO 500G
    1 UN x 18,99           18,99
004 7891149103300 CERVEJA PURO
    MALTE LATA 350ML
    3 UN x 3,99            11,97
--------------------------------
Qtde. total de itens           4
Valor total R$             71,82
FORMA DE PAGAMENTO VALOR PAGO R$
Dinheiro                  100,00
Troco R$                   28,18
--------------------------------
Consulte pela Chave de Acesso em
https://www.homologacao.nfce.fazenda.sp.
        gov.br/consulta
 3526 1111 2223 3300 0181 6500
    1000 0001 2490 0000 1242
--------------------------------
  CONSUMIDOR NÃO IDENTIFICADO
  NFC-e nº 000000124 Série 001
      22/11/2026 10:00:00
     Via do Estabelecimento
--------------------------------
    EMITIDA EM CONTINGÊNCIA
    Pendente de autorização
--------------------------------
     EMITIDA EM AMBIENTE DE
 HOMOLOGAÇÃO - SEM VALOR FISCAL
--------------------------------
              [QR]
Trocas em até 7 dias com este cupom.
Tributos Totais Incidentes (Lei
 Federal 12.741/2012): R$ 17,02"""


def test_an_authorised_sale_on_80_mm(discounted: DocumentView) -> None:
    assert shown(ticket_of(discounted)) == NORMAL_48


def test_an_offline_sale_on_58_mm(offline: DocumentView) -> None:
    ticket = ticket_of(offline, columns=32, copy=Copy.STORE)
    assert shown(ticket, columns=32) == OFFLINE_32


@pytest.mark.parametrize("columns", [48, 32])
@pytest.mark.parametrize("name", ["discounted", "offline"])
def test_no_line_is_longer_than_its_letters_allow(
    name: str, columns: int, request: pytest.FixtureRequest
) -> None:
    ticket = ticket_of(request.getfixturevalue(name), columns=columns, second_copy=True)
    for line in ticket.elements:
        if isinstance(line, Text):
            room = dict(WIDTHS)[columns] if line.small else columns
            assert len(line.text) * (2 if line.wide else 1) <= room, line


def test_the_qr_code_is_the_documents_own(document: Make, offline: DocumentView) -> None:
    for view in (document(), offline):
        assert Qr(data=view.qrCode) in ticket_of(view).elements


def test_value_to_pay_is_told_only_where_it_differs(
    document: Make, discounted: DocumentView
) -> None:
    assert "Valor a pagar" not in shown(ticket_of(document()))
    assert "Valor a pagar" in shown(ticket_of(discounted))
    raised = document(vOutro=Decimal("2.00"), vNF=Decimal("73.82"))
    assert "Acréscimos R$                               2,00" in shown(ticket_of(raised))


def test_what_a_delivery_adds_and_where_it_goes_are_told(document: Make) -> None:
    home = replace(document().issuer.address, xLgr="RUA DAS FLORES", nro="7", xCpl=None, fone=None)
    delivered = document(
        vFrete=Decimal("9.99"),
        vServ=Decimal("1.00"),
        vDeducted=Decimal("0.99"),
        vNF=Decimal("81.82"),
        customer=CustomerView(kind="CPF", document="11144477735", xNome="Ana", address=home),
    )
    text = shown(ticket_of(delivered))
    assert "Valor total R$                             72,82" in text
    assert "ICMS desonerado R$                         -0,99" in text
    assert "Frete R$                                    9,99" in text
    assert "Valor a pagar R$                           81,82" in text
    assert "RUA DAS FLORES, 7 - CENTRO" in text


def test_the_key_stands_in_eleven_groups_of_four(document: Make) -> None:
    for columns in (48, 32):
        text = shown(ticket_of(document(), columns=columns), columns)
        key = text[text.index("3526 1111") :].split("---")[0].split()
        assert len(key) == 11
        assert "".join(key) == document().access_key


def test_the_contingency_notice_stands_twice_until_the_document_is_authorised(
    document: Make, offline: DocumentView
) -> None:
    assert shown(ticket_of(offline)).count("EMITIDA EM CONTINGÊNCIA") == 2
    assert "Protocolo" not in shown(ticket_of(offline))
    authorised = replace(offline, protocol=document().protocol)
    assert "CONTINGÊNCIA" not in shown(ticket_of(authorised))
    assert "135260000000123" in shown(ticket_of(authorised))


def test_a_document_that_is_not_authorised_is_never_printed(document: Make) -> None:
    with pytest.raises(Conflict) as caught:
        ticket_of(document(protocol=None))
    assert caught.value.code == "printing.not_authorized"


def test_a_second_copy_says_so_at_the_top_and_beside_the_date(document: Make) -> None:
    ticket = ticket_of(document(), second_copy=True)
    assert shown(ticket).startswith(" " * 21 + "2ª VIA")
    assert "Via do Consumidor - 2ª via" in shown(ticket)
    assert "2ª" not in shown(ticket_of(document()))


def test_the_drawer_opens_first_and_the_paper_is_cut_last(document: Make) -> None:
    ticket = ticket_of(document(), open_drawer=True)
    assert ticket.elements[0] == OpenDrawer()
    assert ticket.elements[-1] == Cut()
    assert OpenDrawer() not in ticket_of(document()).elements


@pytest.mark.parametrize(
    ("customer", "line"),
    [
        (None, "CONSUMIDOR NÃO IDENTIFICADO"),
        (("CNPJ", "12ABC34501DE35"), "CONSUMIDOR - CNPJ 12.ABC.345/01DE-35"),
        (("idEstrangeiro", "AB123"), "CONSUMIDOR - Id. Estrangeiro AB123"),
    ],
)
def test_the_consumer_is_named_as_the_law_names_him(
    document: Make, customer: tuple[str, str] | None, line: str
) -> None:
    view = customer and CustomerView(kind=customer[0], document=customer[1], xNome=None)
    assert line in shown(ticket_of(document(customer=view)))


def test_what_the_tax_office_says_is_printed(document: Make) -> None:
    authorised = document().protocol
    assert authorised
    protocol = replace(authorised, messages=("Regularize sua inscrição",))
    text = shown(ticket_of(document(protocol=protocol, infAdFisco="Regime especial 123")))
    assert "Regularize sua inscrição" in text
    assert "Regime especial 123" in text


def test_nothing_is_said_about_taxes_that_are_not_known(document: Make) -> None:
    assert "Tributos" not in shown(ticket_of(document(vTotTrib=None, infCpl=None)))


def test_a_shop_without_a_trade_name_prints_its_legal_one_in_bold(document: Make) -> None:
    issuer = replace(document().issuer, xFant=None, IE=None)
    first = ticket_of(document(issuer=issuer)).elements[0]
    assert isinstance(first, Text)
    assert (first.text, first.bold) == ("COMÉRCIO DE ALIMENTOS SÃO JOÃO LTDA", True)
