"""The self-test: one thing after another, and of each in plain Portuguese what is wrong.

Knows nothing of devices: who calls it brings the probes (``edge check``).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from edge.errors import EdgeError
from edge.messages import render


class Verdict(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


_MARKS = {Verdict.PASSED: "  ok  ", Verdict.FAILED: " FALHA", Verdict.SKIPPED: "  --  "}


@dataclass(frozen=True, kw_only=True, slots=True)
class Probe:
    """``look`` tries one thing and says what it found, in Portuguese; raises when it is not so.

    ``needs`` names the probes without which this one can only fail.
    """

    name: str
    look: Callable[[], Awaitable[str]]
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """``text`` is what was found, or what to do."""

    name: str
    verdict: Verdict
    text: str

    def __str__(self) -> str:
        return f"[{_MARKS[self.verdict]}] {self.name}: {self.text}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    results: tuple[Result, ...]

    @property
    def passed(self) -> bool:
        return all(result.verdict is Verdict.PASSED for result in self.results)

    @property
    def text(self) -> str:
        """Lines to print, the last one says whether the box can sell."""
        failed = sum(result.verdict is Verdict.FAILED for result in self.results)
        end = "Tudo certo." if self.passed else f"{failed} item(ns) para corrigir."
        return "".join(f"{line}\n" for line in [*map(str, self.results), "", end])


async def self_test(probes: Sequence[Probe], *, patience: float = 15.0) -> Report:
    """Every probe in order, each for at most ``patience`` seconds."""
    return Report(results=tuple([result async for result in _results(probes, patience)]))


async def _results(probes: Sequence[Probe], patience: float) -> AsyncIterator[Result]:
    passed: set[str] = set()
    for probe in probes:
        missing = [name for name in probe.needs if name not in passed]
        if missing:
            text = f"não testado, porque depende de: {', '.join(missing)}."
            yield Result(name=probe.name, verdict=Verdict.SKIPPED, text=text)
            continue
        result = await _try(probe, patience)
        if result.verdict is Verdict.PASSED:
            passed.add(probe.name)
        yield result


async def _try(probe: Probe, patience: float) -> Result:
    try:
        async with asyncio.timeout(patience):
            text = await probe.look()
    except TimeoutError:
        text = render("check.no_answer", {"seconds": f"{patience:g}"})
    except EdgeError as error:
        text = render(error.code, error.params)
    except OSError as error:
        text = render("check.failed", {"why": str(error)})
    else:
        return Result(name=probe.name, verdict=Verdict.PASSED, text=text)
    return Result(name=probe.name, verdict=Verdict.FAILED, text=text)
