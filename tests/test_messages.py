"""Every code that can reach a person has its sentences."""

from __future__ import annotations

import ast
import string
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from edge import errors, messages

EDGE = Path(errors.__file__).parent
ERRORS = {name for name, kind in vars(errors).items() if isinstance(kind, type)}
FILES = sorted(messages.FOLDER.glob("*.toml"))
CATALOGUE: dict[str, dict[str, str]] = {
    code: sentences
    for file in FILES
    for code, sentences in tomllib.loads(file.read_text("utf-8")).items()
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Raise:
    """An error made in the source: its code and the parameters given by name (None: not known)."""

    code: str
    params: frozenset[str] | None
    where: str


def raises(source: Path) -> Iterator[Raise]:
    for call in ast.walk(ast.parse(source.read_text("utf-8"))):
        match call:
            case ast.Call(func=ast.Name(id=name), args=[first, *_]) if name in ERRORS:
                names = [keyword.arg for keyword in call.keywords]
                params = None if None in names else frozenset(map(str, names))
                where = f"{source.relative_to(EDGE.parent)}:{call.lineno}"
                for code in literals(first):
                    yield Raise(code=code, params=params, where=where)


def literals(node: ast.expr) -> Iterator[str]:
    """The strings an expression can be, where they can be read off it."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=body, orelse=orelse):
            yield from literals(body)
            yield from literals(orelse)


RAISES = [found for source in sorted(EDGE.rglob("*.py")) for found in raises(source)]


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def test_every_code_that_is_raised_has_a_sentence() -> None:
    assert len(RAISES) > 50
    silent = [f"{it.where} {it.code}" for it in RAISES if it.code not in CATALOGUE]
    assert not silent, "\n".join(silent)


def test_every_sentence_is_given_the_parameters_it_names() -> None:
    holes = [
        f"{it.where} {it.code}: {sorted(missing)}"
        for it in RAISES
        if it.params is not None
        if (missing := placeholders(CATALOGUE.get(it.code, {}).get("pt", "")) - it.params)
    ]
    assert not holes, "\n".join(holes)


@pytest.mark.parametrize("code", CATALOGUE)
def test_both_languages_tell_the_same(code: str) -> None:
    sentences = CATALOGUE[code]
    assert sentences.keys() == {"pt", "en"}
    assert placeholders(sentences["pt"]) == placeholders(sentences["en"])
    assert all(name.isidentifier() for name in placeholders(sentences["pt"]))


def test_no_code_stands_in_two_files() -> None:
    codes = Counter(code for file in FILES for code in tomllib.loads(file.read_text("utf-8")))
    assert [code for code, times in codes.items() if times > 1] == []


def test_a_sentence_says_the_parameters_in_the_language_asked_for() -> None:
    params = {"file": "edge.toml", "why": "No such file"}
    assert "edge.toml" in messages.render("config.unreadable", params)
    assert messages.render("config.unreadable", params, "en") != messages.render(
        "config.unreadable", params
    )
    assert messages.render("config.unreadable", params, "fr") == messages.render(
        "config.unreadable", params, "pt"
    )


def test_a_parameter_that_is_missing_leaves_a_question_mark() -> None:
    assert "?" in messages.render("config.unreadable", {})


def test_a_code_without_a_sentence_stands_for_itself() -> None:
    assert messages.render("nobody.wrote_this", {"field": "x"}) == "nobody.wrote_this"
