"""The whole of ``infNFe``, written once, in canonical form (C14N 1.0)."""

from __future__ import annotations

from edge.fiscal.layout.closing import closing
from edge.fiscal.layout.heading import heading
from edge.fiscal.layout.item import det
from edge.fiscal.note import Note
from edge.fiscal.parsing import NFE


def inf_nfe(note: Note) -> bytes:
    """``infNFe`` as it is signed: first the namespace it will inherit, then attributes in order."""
    return "".join(
        (
            f'<infNFe xmlns="{NFE}" Id="NFe{note.access_key}" versao="4.00">',
            heading(note),
            *(det(line, note.issuer.address) for line in note.lines),
            closing(note),
            "</infNFe>",
        )
    ).encode()
