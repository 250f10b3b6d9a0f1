"""``/v1/documents/{access_key}.{xml,png,pdf}``: a document for programs and for people."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from edge.errors import NotFound
from edge.fiscal.reading import read_document
from edge.journal.journal import Journal
from edge.journal.views import document
from edge.lan.access import Keyring
from edge.printing.danfe import Copy, danfe_ticket
from edge.printing.paper import PAPER_80
from edge.printing.picture import Format, render

#: Each picture is drawn by a process of 45 MB.
_AT_ONCE = 2
_MEDIA = {"xml": "application/xml", "png": "image/png", "pdf": "application/pdf"}


def routes(journal: Journal, keyring: Keyring) -> list[Route]:
    drawing = asyncio.Semaphore(_AT_ONCE)

    async def fetch(request: Request) -> Response:
        keyring.till(request)
        access_key, _, form = request.path_params["name"].rpartition(".")
        if form not in _MEDIA:
            raise NotFound("lan.no_such_path", path=request.url.path)
        row = await journal.query(lambda reader: document(reader, access_key))
        if row is None:
            raise NotFound("lan.no_such_document", access_key=access_key)
        xml = await journal.blob(row.proc or row.xml)
        name = f'inline; filename="{access_key}.{form}"'
        content = xml
        if form != "xml":
            async with drawing:
                content = await _picture(xml, Format(form))
        return Response(content, media_type=_MEDIA[form], headers={"Content-Disposition": name})

    return [Route("/v1/documents/{name}", fetch, methods=["GET"])]


async def _picture(xml: bytes, fmt: Format) -> bytes:
    """The customer's copy on 80 mm paper, whatever the shop's printer is."""
    ticket = danfe_ticket(
        read_document(xml),
        columns=PAPER_80.columns,
        small_columns=PAPER_80.small_columns,
        copy=Copy.CONSUMER,
    )
    return await render(ticket, fmt=fmt, paper=PAPER_80)
