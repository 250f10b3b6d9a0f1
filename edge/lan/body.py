"""Request bodies: bounded before they are read, decoded into a struct or refused by field."""

from __future__ import annotations

import re
from typing import TypeVar

import msgspec
from starlette.requests import Request

from edge.errors import BadInput

#: A sale of 990 items with full fiscal data is about 400 KB.
MOST_BYTES = 512 * 1024

T = TypeVar("T", bound=msgspec.Struct)
_PLACE = re.compile(r"^(?P<why>.*?)(?: - at `\$(?P<path>.*)`)?$", re.DOTALL)
_NAMED = re.compile(r"Object (?:missing required|contains unknown) field `(?P<name>.*)`", re.DOTALL)


async def read_body(request: Request) -> bytes:
    """The body; raises ``BadInput("lan.body_too_large")`` as soon as it is too long."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > MOST_BYTES:
        raise BadInput("lan.body_too_large", most=MOST_BYTES)
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > MOST_BYTES:
            raise BadInput("lan.body_too_large", most=MOST_BYTES)
        chunks.append(chunk)
    return b"".join(chunks)


def decode(body: bytes, kind: type[T]) -> T:
    """``body`` as ``kind``; raises ``BadInput`` naming the field (``items[0].quantity``)."""
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as error:
        found = _PLACE.match(str(error))
        path = (found["path"] or "").lstrip(".") if found else ""
        why = found["why"] if found else str(error)
        named = _NAMED.fullmatch(why)
        field = ".".join(filter(None, (path, named["name"] if named else "")))
        raise BadInput("lan.field_invalid", field=field or "(body)", why=why) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadInput("lan.not_json", field="(body)", why=str(error)) from None
