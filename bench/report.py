"""What was measured: a table for people, ``bench/report.json`` for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """``ours`` and ``peer`` are in ``unit``; less is better in all of them.

    ``samples`` is how many timings of ours stand behind the figure.
    """

    name: str
    ours: float
    unit: str
    peer: float | None = None
    peer_name: str | None = None
    samples: int | None = None
    note: str | None = None

    @property
    def ratio(self) -> float | None:
        """Ours over the peer's: 0.5 is half of what the peer takes."""
        return None if self.peer is None else self.ours / self.peer


def to_json(rows: Sequence[Row]) -> str:
    """A list of objects; what there is not is null, and figures have four digits."""
    listed = []
    for row in rows:
        fields = asdict(row) | {"ratio": row.ratio}
        listed.append({name: _rounded(value) for name, value in fields.items()})
    return json.dumps(listed, indent=1, ensure_ascii=False) + "\n"


def to_table(rows: Sequence[Row]) -> str:
    """Aligned columns, and the notes below."""
    notes = list(dict.fromkeys(row.note for row in rows if row.note))
    lines = [("", "ours", "peer", "ratio", "", ""), *(_cells(row, notes) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    table = "".join(_line(cells, widths) for cells in lines)
    return table + "".join(f"\n[{n}] {note}" for n, note in enumerate(notes, start=1)) + "\n"


def _cells(row: Row, notes: Sequence[str]) -> tuple[str, ...]:
    mark = f" [{notes.index(row.note) + 1}]" if row.note else ""
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
    ours = f"{_shown(row.ours)} {row.unit}"
    peer = "" if row.peer is None else f"{_shown(row.peer)} {row.unit}"
    return row.name, ours, peer, ratio, row.peer_name or "", mark


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    name, ours, peer, ratio, peer_name, mark = cells
    figures = "  ".join(
        text.rjust(width) for text, width in zip((ours, peer, ratio), widths[1:4], strict=True)
    )
    return f"{(name + mark).ljust(widths[0] + 5)}  {figures}  {peer_name}".rstrip() + "\n"


def _shown(figure: float) -> str:
    """Three digits that count."""
    return f"{figure:.0f}" if figure >= 100 else f"{figure:#.3g}"


def _rounded(value: object) -> object:
    return float(f"{value:.4g}") if isinstance(value, float) else value
