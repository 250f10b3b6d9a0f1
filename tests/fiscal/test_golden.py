"""Golden documents: one file for each situation, to be read by who wants to know the tax groups.

``GOLDEN=write`` writes them anew; what changed is then seen in the diff.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from lxml import etree
from nfelib.nfe.bindings.v4_0.nfe_v4_00 import Nfe  # type: ignore[import-untyped]
from xsdata.formats.dataclass.parsers import XmlParser
from xsdata.formats.dataclass.serializers import XmlSerializer

from edge.fiscal.document import Draft
from edge.fiscal.parsing import NFE
from edge.fiscal.reading import read_document
from tests.support.sale_cases import CASES
from tests.support.sealing import sealed

FOLDER = Path(__file__).parents[1] / "data" / "fiscal" / "golden"
FILES = {
    FOLDER / f"{number:02}-{name}.xml": draft
    for number, (name, draft) in enumerate(CASES.items(), start=1)
}
EACH = pytest.mark.parametrize(("file", "draft"), FILES.items(), ids=CASES)


def readable(draft: Draft) -> str:
    """``infNFe`` with a line for each element. What is signed has no such lines."""
    root = etree.fromstring(draft.infNFe)
    etree.indent(root)
    return etree.tostring(root, encoding="unicode") + "\n"


@pytest.fixture(scope="session", autouse=True)
def written() -> None:
    if os.environ.get("GOLDEN") != "write":
        return
    FOLDER.mkdir(exist_ok=True)
    for file in FOLDER.glob("*.xml"):
        file.unlink()
    for file, draft in FILES.items():
        file.write_text(readable(draft), "utf-8")


@EACH
def test_a_sale_gives_its_golden_document(file: Path, draft: Draft) -> None:
    assert readable(draft) == file.read_text("utf-8")


def test_every_golden_document_is_one_of_ours() -> None:
    assert set(FOLDER.glob("*.xml")) == FILES.keys()
    assert len(FILES) == 40


@EACH
def test_a_golden_document_is_lawful_and_can_be_printed(file: Path, draft: Draft) -> None:
    draft.check()
    view = read_document(sealed(draft))
    assert sum(paid.vPag for paid in view.payments) - view.change == view.vNF == draft.total


@EACH
def test_the_layouts_own_bindings_read_and_write_it_alike(file: Path, draft: Draft) -> None:
    """nfelib's classes are generated from the official schema: an unknown field would be lost."""
    note = XmlParser().from_bytes(sealed(draft), Nfe)
    again = XmlSerializer().render(note, ns_map={None: NFE})
    body = etree.fromstring(again.encode())[0]
    alone = etree.fromstring(etree.tostring(body, with_tail=False))
    etree.cleanup_namespaces(alone)
    assert etree.tostring(alone, method="c14n") == draft.infNFe
