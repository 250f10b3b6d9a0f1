"""Where receipts end up: counted, kept, and saved as text and picture."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sim.printer.paper import Receipt, Strip


class Tray:
    """``directory``: each receipt is also saved there as ``0001.txt`` and ``0001.png``.

    Numbers go on from the highest one found there.
    """

    def __init__(self, directory: Path | None) -> None:
        self._directory = directory
        self._receipts: list[Receipt] = []
        self._first = 1 + _highest_number(directory)
        self._added = asyncio.Event()
        self._saving: set[asyncio.Task[None]] = set()

    def receipts(self) -> Sequence[Receipt]:
        return tuple(self._receipts)

    def add(self, strip: Strip, cut: str | None) -> None:
        receipt = strip.receipt(number=self._first + len(self._receipts), cut=cut)
        self._receipts.append(receipt)
        self._added.set()
        if self._directory:
            saving = asyncio.to_thread(_save, receipt, self._directory)
            task = asyncio.get_running_loop().create_task(saving)
            self._saving.add(task)
            task.add_done_callback(self._saving.discard)

    def add_pulse(self) -> None:
        """The drawer was opened for the last receipt, after it was cut."""
        last = self._receipts[-1]
        self._receipts[-1] = replace(last, drawer_pulses=last.drawer_pulses + 1)

    async def received(self, count: int) -> Sequence[Receipt]:
        """Waits until so many receipts exist."""
        while len(self._receipts) < count:
            self._added.clear()
            await self._added.wait()
        return self.receipts()

    async def saved(self) -> None:
        """Waits until all of them are on disk."""
        await asyncio.gather(*self._saving)


def _save(receipt: Receipt, directory: Path) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    base = directory / f"{receipt.number:04}"
    base.with_suffix(".txt").write_text(receipt.text, "utf-8")
    base.with_suffix(".png").write_bytes(receipt.png())


def _highest_number(directory: Path | None) -> int:
    names = directory.glob("*.txt") if directory else ()
    return max((int(name.stem) for name in names if name.stem.isdigit()), default=0)
