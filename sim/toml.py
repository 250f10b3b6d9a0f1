"""Writing TOML, as much of it as a configuration file needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def document(content: Mapping[str, Any]) -> str:
    """TOML of nested mappings; lists of mappings become arrays of tables. None is left out."""
    return "\n".join(_table(content, ())) + "\n"


def _table(content: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    simple = {k: v for k, v in content.items() if not _is_table(v) and v is not None}
    for key, value in simple.items():
        yield f"{_string(key)} = {_value(value)}"
    for key, value in content.items():
        if isinstance(value, Mapping):
            yield from ("", f"[{_dotted((*path, key))}]")
            yield from _table(value, (*path, key))
        elif _is_table(value):
            for entry in value:
                yield from ("", f"[[{_dotted((*path, key))}]]")
                yield from _table(entry, (*path, key))


def _is_table(value: Any) -> bool:
    return isinstance(value, Mapping) or (
        isinstance(value, list) and bool(value) and isinstance(value[0], Mapping)
    )


def _value(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case int() | float():
            return repr(value)
        case str() | Path():
            return _string(str(value))
        case list() | tuple():
            return "[" + ", ".join(_value(each) for each in value) + "]"
    raise TypeError(f"TOML has no {type(value).__name__}")


def _dotted(path: tuple[str, ...]) -> str:
    return ".".join(_string(key) for key in path)


def _string(text: str) -> str:
    """A basic string: quotes, backslashes and control characters are escaped."""
    escaped = (
        _ESCAPES.get(each) or (f"\\u{ord(each):04x}" if each < " " or each == "\x7f" else each)
        for each in text
    )
    return f'"{"".join(escaped)}"'
