"""What is compared inside a process: documents, signatures, commits."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial

from bench.report import Row
from bench.side import Measured, Side, in_turns
from bench.statistics import median


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """``ours`` and ``peer`` are subjects; ``peer_is_ours`` finds the peer's on our side too."""

    name: str
    ours: str
    peer: str | None = None
    peer_name: str | None = None
    peer_is_ours: bool = False
    note: str | None = None


_LAW = "ours also works out taxes, totals and the access key"
_WHOLE = (
    "ours also works out the taxes, applies the rules and the XSD, checks what it signed,"
    " numbers and chains the facts"
)
_PROCESS = f"ours signs by PKCS#11 (SoftHSM2) in the signer process; {_WHOLE}"

COMPARISONS = (
    Comparison(
        name="build, CRT 3 with IBS/CBS",
        ours="build 10-crt3",
        peer="nfelib build",
        peer_name="nfelib, serializer kept",
        note=_LAW,
    ),
    Comparison(
        name="build, CRT 3 with IBS/CBS, plainly",
        ours="build 10-crt3",
        peer="nfelib to_xml",
        peer_name="nfelib, its own to_xml()",
        note=_LAW,
    ),
    Comparison(
        name="build, CRT 1 without IBS/CBS",
        ours="build 10-crt1",
        peer="pynfe build",
        peer_name="PyNFe, which knows no IBS/CBS",
        note="ours also works out the taxes",
    ),
    Comparison(
        name="validate",
        ours="validate",
        peer="lxml validate",
        peer_name="lxml, nfelib's XSD compiled once",
    ),
    Comparison(
        name="validate, plainly",
        ours="validate",
        peer="nfelib validate",
        peer_name="nfelib, its own schema_validation()",
        note="the peer compiles the XSD every time",
    ),
    Comparison(
        name="sign with a soft key, CRT 3",
        ours="sign 10-crt3",
        peer="erpbrasil sign",
        peer_name="erpbrasil.assinatura",
    ),
    Comparison(
        name="sign with a soft key, CRT 1",
        ours="sign 10-crt1",
        peer="pynfe sign",
        peer_name="PyNFe",
        note="the peer parses the key's PEM every time",
    ),
    Comparison(name="verify what was signed", ours="verify", note="parse, C14N, digests"),
    Comparison(
        name="sign by PKCS#11 through the signer process",
        ours="signer process",
        peer="pkcs11 in process",
        peer_name="the same driver and SoftHSM2, in process",
        peer_is_ours=True,
        note="ours also checks the signature against the certificate",
    ),
    Comparison(
        name="build + rules + XSD, 10 items",
        ours="judge 10-crt3",
        peer="two signatures",
        peer_name="two RSA-2048 signatures",
        peer_is_ours=True,
    ),
    Comparison(
        name="commit of a sale's facts",
        ours="commit",
        peer="sqlite commit",
        peer_name="bare sqlite3 INSERT of the same bytes",
        note="both WAL, synchronous=FULL; ours chains hashes, folds projections, and waits for"
        " another thread",
    ),
    Comparison(
        name="document path",
        ours="path A3 10-crt3",
        peer="nfelib path",
        peer_name="nfelib + erpbrasil.assinatura (soft key) + INSERT",
        note=_PROCESS,
    ),
    Comparison(
        name="document path, A1",
        ours="path A1 10-crt3",
        peer="nfelib path",
        peer_name="nfelib + erpbrasil.assinatura (soft key) + INSERT",
        note=f"ours signs with a soft key too, in the signer process; {_WHOLE}",
    ),
    Comparison(
        name="document path, CRT 1 without IBS/CBS",
        ours="path A3 10-crt1",
        peer="pynfe path",
        peer_name="PyNFe (soft key) + INSERT",
        note=_PROCESS,
    ),
)


async def compare(ours: Side, peers: Side) -> AsyncIterator[Row]:
    """Run all comparisons, one after the other, and what follows from two of them."""
    for comparison in COMPARISONS:
        yield await _row(comparison, ours, peers)
    yield await _growth(ours)


async def _row(comparison: Comparison, ours: Side, peers: Side) -> Row:
    row = partial(Row, name=comparison.name, unit="ms", note=comparison.note)
    mine = Measured(ours, comparison.ours)
    if comparison.peer is None:
        (taken,) = await in_turns(mine)
        return row(ours=_ms(taken), samples=len(taken))
    peer = Measured(ours if comparison.peer_is_ours else peers, comparison.peer)
    taken, theirs = await in_turns(mine, peer)
    return row(
        ours=_ms(taken), peer=_ms(theirs), peer_name=comparison.peer_name, samples=len(taken)
    )


async def _growth(ours: Side) -> Row:
    few, many = Measured(ours, "judge 10-crt3"), Measured(ours, "judge 100-crt3")
    ten, hundred = await in_turns(few, many)
    return Row(
        name="build + rules + XSD, 100 items",
        ours=_ms(hundred),
        unit="ms",
        peer=10 * _ms(ten),
        peer_name="ten times that of 10 items",
        samples=len(hundred),
        note="a ratio of 1 is linear growth",
    )


def _ms(seconds: list[float]) -> float:
    return median(seconds) * 1000
