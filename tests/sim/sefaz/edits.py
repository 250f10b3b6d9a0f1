"""Changes to a document, to be put together: each is a function of the ``NFe`` element."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

NFE = "http://www.portalfiscal.inf.br/nfe"

Edit = Callable[[etree._Element], None]


def find(nfe: etree._Element, path: str) -> etree._Element:
    """``path`` is under ``infNFe``; ``det[2]/prod`` is the second item's."""
    steps = "/".join(f"{{{NFE}}}{step}" for step in ("infNFe", *path.split("/")))
    found = nfe.find(steps)
    assert found is not None, path
    return found


def put(path: str, text: str) -> Edit:
    """Another text in a field that is there."""

    def edit(nfe: etree._Element) -> None:
        find(nfe, path).text = text

    return edit


def drop(path: str) -> Edit:
    def edit(nfe: etree._Element) -> None:
        gone = find(nfe, path)
        parent = gone.getparent()
        assert parent is not None
        parent.remove(gone)

    return edit


def after(path: str, xml: str) -> Edit:
    """Elements after the one at ``path``."""

    def edit(nfe: etree._Element) -> None:
        place = find(nfe, path)
        for each in reversed(_elements(xml)):
            place.addnext(each)

    return edit


def inside(path: str, xml: str) -> Edit:
    """Elements at the end of the one at ``path``."""

    def edit(nfe: etree._Element) -> None:
        find(nfe, path).extend(_elements(xml))

    return edit


def swap(path: str, xml: str) -> Edit:
    """Elements in the place of the one at ``path``."""

    def edit(nfe: etree._Element) -> None:
        after(path, xml)(nfe)
        drop(path)(nfe)

    return edit


def all_of(*edits: Edit) -> Edit:
    def edit(nfe: etree._Element) -> None:
        for each in edits:
            each(nfe)

    return edit


def nothing(_: etree._Element) -> None:
    pass


def _elements(xml: str) -> list[etree._Element]:
    return list(etree.fromstring(f'<x xmlns="{NFE}">{xml}</x>'))
