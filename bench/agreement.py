"""Before anything is timed: the peers' documents are true ones, so that like is timed with like."""

from __future__ import annotations

import json
from pathlib import Path

from lxml import etree

from bench.side import Side
from edge.fiscal import schema
from edge.fiscal.document import verify


class Disagreement(Exception):
    """A peer's document is not what ours is."""


async def agree(folder: Path, peers: Side) -> None:
    """nfelib writes our very notes; what the peers sign passes XSD and digest check, as ours does.

    Raises ``Disagreement``, or what ``schema.check`` and ``verify`` raise.
    """
    ours = json.loads((folder / "signed-10-crt3.json").read_text("utf-8"))
    theirs = await peers.show("nfelib build")
    if _canonical(theirs) not in {_canonical(note) for note in ours}:
        raise Disagreement("nfelib's infNFe differs from ours")
    for path in ("nfelib path", "pynfe path"):
        signed = (await peers.show(path)).encode()
        schema.check(signed)
        verify(signed)


def _canonical(note: str) -> bytes:
    """Of ``infNFe``, parsed anew so that it owns its namespace."""
    root = etree.fromstring(note.encode())
    return etree.tostring(etree.fromstring(etree.tostring(root[0])), method="c14n")
