"""The older schemas take letters where a CNPJ may have them, and nowhere else."""

from __future__ import annotations

import pytest
from lxml import etree

from sim.sefaz.schemas import schema
from sim.sefaz.widening import widened

_SCHEMA = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <xs:simpleType name="{name}"><xs:restriction base="xs:string">
    <xs:whiteSpace value="preserve"/><xs:maxLength value="{length}"/>
    <xs:pattern value="{pattern}"/></xs:restriction></xs:simpleType>
  <xs:element name="it" type="{name}"/>
</xs:schema>"""


def _takes(name: str, pattern: str, length: int, text: str) -> bool:
    """Whether the widened schema of that type takes the text."""
    narrow = _SCHEMA.format(name=name, pattern=pattern, length=length)
    judge = etree.XMLSchema(etree.fromstring(widened(narrow.encode())))
    return judge.validate(etree.fromstring(f"<it>{text}</it>"))


_KEY = "35261112ABC34501DE3565001000000005148291736X"[:43] + "7"


@pytest.mark.parametrize(
    ("name", "pattern", "text", "taken"),
    [
        ("TChNFe", "[0-9]{44}", _KEY, True),
        ("TChNFe", "[0-9]{44}", "3" * 44, True),
        ("TChNFe", "[0-9]{44}", _KEY.lower(), False),
        ("TChNFe", "[0-9]{44}", "S" + _KEY[1:], False),
        ("TChNFe", "[0-9]{44}", _KEY + "7", False),
        ("TCnpj", "[0-9]{14}", "12ABC34501DE35", True),
        ("TCnpj", "[0-9]{14}", "11222333000181", True),
        ("TCnpj", "[0-9]{14}", "12ABC34501DEX5", False),
        ("TCnpj", "[0-9]{14}", "", False),
        ("TCnpjOpc", "[0-9]{0}|[0-9]{14}", "", True),
        ("TCnpjOpc", "[0-9]{0}|[0-9]{14}", "12ABC34501DE35", True),
        ("TProt", "[0-9]{15}", "135260000000001", True),
        ("TProt", "[0-9]{15}", "13526000000000101", True),
        ("TProt", "[0-9]{15}", "1352600000000010", False),
        ("TOther", "[0-9]{14}", "12ABC34501DE35", False),
    ],
)
def test_a_type_takes_letters_where_the_law_does(
    name: str, pattern: str, text: str, taken: bool
) -> None:
    assert _takes(name, pattern, 44, text) is taken


@pytest.mark.parametrize(
    ("pattern", "text", "taken"),
    [
        ("ID[0-9]{52}", f"ID110111{_KEY}01", True),
        ("ID[0-9]{52}", f"ID11011A{_KEY}01", False),
        ("ID[0-9]{41}", "ID352612ABC34501DE3565001000000006000000006", True),
        ("ID[0-9]{41}", "ID352612ABC34501DEX565001000000006000000006", False),
    ],
)
def test_an_id_takes_letters_where_the_law_does(pattern: str, text: str, taken: bool) -> None:
    assert _takes("TId", pattern, 60, text) is taken


def test_a_schema_there_is_not_is_no_schema() -> None:
    with pytest.raises(KeyError, match="enviNFe_v5"):
        schema("enviNFe_v5.00")
