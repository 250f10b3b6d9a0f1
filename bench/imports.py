"""What it costs to have a library at hand: a fresh interpreter and one import."""

from __future__ import annotations

import asyncio
import json
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from bench.report import Row
from bench.statistics import median

_TURNS = 7
_PROBE = """
import json, time
def resident():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))
before, begun = resident(), time.perf_counter()
{code}
print(json.dumps([(time.perf_counter() - begun) * 1000, (resident() - before) / 1024]))
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Import:
    """``code`` in an interpreter of its own."""

    name: str
    python: Path
    code: str
    about: str = ""


async def imports(ours: Path, peers: Path) -> AsyncIterator[Row]:
    """The fiscal core beside what peers need to build and sign the same document."""
    core = Import(name="fiscal core", python=ours, code="import edge.fiscal.document")
    nfelib = Import(
        name="nfelib",
        python=peers,
        code="import nfelib.nfe.bindings.v4_0.nfe_v4_00, erpbrasil.assinatura.assinatura",
        about="nfelib's bindings, xsdata, erpbrasil.assinatura",
    )
    pynfe = Import(
        name="PyNFe",
        python=peers,
        code="import pynfe.processamento.serializacao, pynfe.processamento.assinatura",
        about="PyNFe's serialising and signing",
    )
    taken: dict[str, list[tuple[float, float]]] = {each.name: [] for each in (core, nfelib, pynfe)}
    for turn in range(_TURNS + 1):
        for each in (core, nfelib, pynfe):
            cost = await _cost(each)
            if turn:  # the first only warms the bytecode up
                taken[each.name].append(cost)
    for peer in (nfelib, pynfe):
        for column, (what, unit) in enumerate((("time", "ms"), ("memory", "MB"))):
            yield Row(
                name=f"import of the fiscal core beside {peer.name}, {what}",
                ours=median([cost[column] for cost in taken[core.name]]),
                unit=unit,
                peer=median([cost[column] for cost in taken[peer.name]]),
                peer_name=peer.about,
                samples=_TURNS,
            )


async def _cost(wanted: Import) -> tuple[float, float]:
    """Milliseconds and MB (2^20 bytes)."""
    process = await asyncio.create_subprocess_exec(
        wanted.python, "-c", _PROBE.format(code=wanted.code), stdout=PIPE
    )
    output, _ = await process.communicate()
    took, grew = json.loads(output)
    return took, grew
