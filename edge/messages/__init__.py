"""Sentences for people, in Portuguese and English, for the codes of errors, reasons and tasks.

Every room has its file beside this one (``fiscal.toml``): a table a code, with ``pt`` and ``en``.
A sentence says what is wrong and what to do; ``{name}`` stands for the parameter of that name.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


def render(code: str, params: Mapping[str, object], lang: str = "pt") -> str:
    """The sentence for ``code``; the code itself when it has none.

    A parameter that is not there shows as ``?``: a sentence with a hole helps more than no
    sentence. A language other than ``pt`` and ``en`` gets Portuguese.
    """
    sentences = _catalogue().get(code)
    if sentences is None:
        return code
    return sentences.get(lang, sentences["pt"]).format_map(_WithHoles(params))


class _WithHoles(dict[str, object]):
    def __missing__(self, name: str) -> str:
        return "?"


@cache
def _catalogue() -> Mapping[str, Mapping[str, str]]:
    catalogue: dict[str, dict[str, str]] = {}
    for file in sorted(FOLDER.glob("*.toml")):
        catalogue |= tomllib.loads(file.read_text("utf-8"))
    return catalogue
