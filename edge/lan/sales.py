"""``/v1/sales``: sell, look at a sale, print it again, cancel it."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from edge.errors import BadInput, Conflict
from edge.lan.access import Keyring
from edge.lan.body import decode, read_body
from edge.lan.shapes import CancelRequest
from edge.printing.queue import PrintQueue
from edge.sales.answer import encode
from edge.sales.cancelling import CancelDesk
from edge.sales.desk import SaleDesk
from edge.sales.request import SaleRequest

_KEY = re.compile(r"[\x21-\x7e]{1,120}")


def routes(desk: SaleDesk, cancels: CancelDesk, queue: PrintQueue, keyring: Keyring) -> list[Route]:
    async def sell(request: Request) -> Response:
        till = keyring.till(request)
        key = request.headers.get("idempotency-key", "")
        if not key:
            raise BadInput("lan.idempotency_key_missing", field="Idempotency-Key")
        if not _KEY.fullmatch(key):
            raise BadInput("lan.idempotency_key_invalid", field="Idempotency-Key")
        body = await read_body(request)
        answer = await desk.sell(
            till=till, idempotency_key=key, body=body, wanted=decode(body, SaleRequest)
        )
        return Response(
            encode(answer),
            status_code=201,
            media_type="application/json",
            headers={"Location": f"/v1/sales/{answer['sale_id']}"},
        )

    async def show(request: Request) -> Response:
        keyring.till(request)
        answer = await desk.show(request.path_params["sale_id"])
        return Response(encode(answer), media_type="application/json")

    async def print_again(request: Request) -> Response:
        keyring.till(request)
        sale_id = request.path_params["sale_id"]
        await desk.show(sale_id)  # tells apart a sale that is not there from one without a printer
        if await queue.again(sale_id) is None:
            raise Conflict("lan.nothing_to_print", sale_id=sale_id)
        answer = await desk.show(sale_id)
        return Response(encode(answer), status_code=202, media_type="application/json")

    async def cancel(request: Request) -> Response:
        keyring.till(request)
        wanted = decode(await read_body(request), CancelRequest)
        answer = await cancels.cancel(
            request.path_params["sale_id"], justification=wanted.justification
        )
        return Response(encode(answer), media_type="application/json")

    return [
        Route("/v1/sales", sell, methods=["POST"]),
        Route("/v1/sales/{sale_id}", show, methods=["GET"]),
        Route("/v1/sales/{sale_id}/print", print_again, methods=["POST"]),
        Route("/v1/sales/{sale_id}/cancel", cancel, methods=["POST"]),
    ]
