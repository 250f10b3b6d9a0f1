"""Laying text out in the fixed columns of a receipt."""

from __future__ import annotations

from collections.abc import Sequence

from hw_drivers.printers.text import wrap
from hw_drivers.printers.ticket import Align, Text


def centred(
    text: str, columns: int, *, bold: bool = False, tall: bool = False, small: bool = False
) -> list[Text]:
    """``text`` in the middle, in as few lines as it needs, all about equally long."""
    width = columns
    lines = wrap(text, width)
    while width > 1 and len(narrower := wrap(text, width - 1)) == len(lines):
        if any(len(line) > width - 1 or " " not in text for line in narrower):
            break
        lines, width = narrower, width - 1
    return [
        Text(text=line, align=Align.CENTER, bold=bold, tall=tall, small=small) for line in lines
    ]


def loud(text: str, columns: int) -> list[Text]:
    """``text`` in the middle, as large as it fits."""
    if len(text) > columns // 2:
        return centred(text, columns, bold=True, tall=True)
    return [Text(text=text, align=Align.CENTER, bold=True, wide=True, tall=True)]


def pair(left: str, right: str, columns: int, *, bold: bool = False) -> list[Text]:
    """``left`` and ``right`` at the two edges; on two lines when one is too short for both."""
    if len(left) + len(right) < columns:
        lines = [left + right.rjust(columns - len(left))]
    else:
        lines = [*wrap(left, columns), right.rjust(columns)]
    return [Text(text=line, bold=bold) for line in lines]


def hanging(lead: str, text: str, columns: int) -> list[Text]:
    """``text`` after ``lead``, its later lines indented under its first."""
    first, *others = wrap(text, columns - len(lead))
    indent = " " * len(lead)
    return [Text(text=lead + first), *(Text(text=indent + line) for line in others)]


def together(parts: Sequence[str], columns: int, *, between: str = " ") -> list[str]:
    """``parts`` on as few lines as they need, none of them broken."""
    lines = [parts[0]]
    for part in parts[1:]:
        joined = lines[-1] + between + part
        if len(joined) <= columns:
            lines[-1] = joined
        else:
            lines.append(part)
    return lines
