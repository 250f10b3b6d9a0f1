"""The HTTP API by which tests and demonstrations work the simulators: faults, scans, what came out.

It is nobody's production interface: no key, loopback only.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sim.printer import Printer, Receipt
from sim.scanner import Scanner


class Simulator(Protocol):
    """What every simulator can be told."""

    @property
    def set_fault(self) -> Callable[..., None]:
        """``set_fault(name, **params)``; ``ValueError`` or ``TypeError`` for what it has not."""

    def clear_faults(self) -> None: ...


async def _at_once() -> None:
    """Most faults are there as soon as they are set."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Device:
    """``faults`` names what can be wrong with it, and says what that means.

    ``settled`` waits until faults that were set or cleared have taken effect.
    """

    simulator: Simulator
    faults: Mapping[str, str]
    settled: Callable[[], Awaitable[None]] = _at_once


class Control:
    """``documents`` and ``voided`` tell what SEFAZ holds, ``events`` what the hub got.

    All three are JSON-ready.
    """

    def __init__(
        self,
        *,
        devices: Mapping[str, Device],
        printer: Printer,
        scanner: Scanner,
        documents: Callable[[], Sequence[Mapping[str, Any]]],
        voided: Callable[[], Sequence[Mapping[str, Any]]],
        events: Callable[[], Sequence[Mapping[str, Any]]],
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        self._devices = devices
        self._printer = printer
        self._scanner = scanner
        self._documents = documents
        self._voided = voided
        self._events = events
        self._address = (host, port)
        self._faults: list[dict[str, Any]] = []
        self._socket: socket.socket | None = None
        self._server: _Server | None = None
        self._serving: asyncio.Task[None] | None = None
        routes: list[tuple[str, str, Callable[[Request], Awaitable[Response]]]] = [
            ("GET", "/", self._index),
            ("GET", "/faults", self._list_faults),
            ("POST", "/faults", self._set_fault),
            ("DELETE", "/faults", self._clear_faults),
            ("DELETE", "/faults/{device}", self._clear_faults),
            ("POST", "/scanner/scans", self._scan),
            ("GET", "/printer/receipts", self._list_receipts),
            ("GET", "/printer/receipts/{which}.{form}", self._receipt),
            ("GET", "/printer/receipts/{which}", self._receipt),
            ("GET", "/sefaz/documents", self._list_documents),
            ("GET", "/sefaz/voided", self._list_voided),
            ("GET", "/hub/events", self._list_events),
        ]
        self._routes = [f"{method} {path}" for method, path, _ in routes]
        self._app = Starlette(
            routes=[Route(path, serve, methods=[method]) for method, path, serve in routes],
            exception_handlers={HTTPException: _as_json},
        )

    @property
    def url(self) -> str:
        host, port = self._address
        return f"http://{host}:{port}"

    async def start(self) -> None:
        """Connections are taken when this returns. Raises ``OSError`` when the port is taken."""
        self._socket = socket.create_server(self._address)
        self._address = self._socket.getsockname()[:2]
        config = uvicorn.Config(
            self._app,
            log_level="error",
            access_log=False,
            lifespan="off",
            ws="none",
            timeout_graceful_shutdown=1,
        )
        self._server = _Server(config)
        self._serving = asyncio.create_task(self._server.serve(sockets=[self._socket]))

    async def stop(self) -> None:
        if self._server and self._serving:
            self._server.should_exit = True
            await self._serving
            self._server = self._serving = None

    async def _index(self, _: Request) -> Response:
        faults = {name: dict(each.faults) for name, each in self._devices.items()}
        return JSONResponse({"routes": self._routes, "faults": faults})

    async def _list_faults(self, _: Request) -> Response:
        return JSONResponse({"faults": self._faults})

    async def _set_fault(self, request: Request) -> Response:
        wanted = await _object(request)
        name, fault = wanted.pop("device", None), wanted.pop("fault", None)
        device = self._device(name)
        if not isinstance(fault, str) or fault not in device.faults:
            valid = sorted(device.faults)
            raise _Refused(422, "unknown_fault", device=name, fault=fault, valid=valid)
        try:
            device.simulator.set_fault(fault, **wanted)
        except (TypeError, ValueError) as error:
            raise _Refused(422, "bad_params", device=name, fault=fault, why=str(error)) from None
        await device.settled()
        entry = {"device": name, "fault": fault, **wanted}
        self._faults.append(entry)
        return JSONResponse(entry, 201)

    async def _clear_faults(self, request: Request) -> Response:
        """All of them, or one device's."""
        name = request.path_params.get("device")
        devices = [self._device(name)] if name else self._devices.values()
        for device in devices:
            device.simulator.clear_faults()
        for device in devices:
            await device.settled()
        self._faults = [entry for entry in self._faults if name and entry["device"] != name]
        return Response(status_code=204)

    async def _scan(self, request: Request) -> Response:
        wanted = await _object(request)
        code, suffix = wanted.get("code"), wanted.get("suffix")
        if not isinstance(code, str) or not code:
            raise _Refused(422, "bad_params", field="code", why="a string is needed")
        if suffix is not None and not isinstance(suffix, str):
            raise _Refused(422, "bad_params", field="suffix", why="a string is needed")
        try:
            self._scanner.scan(code, suffix=suffix)
        except UnicodeEncodeError as error:
            raise _Refused(422, "bad_params", field="code", why=str(error)) from None
        except ConnectionError as error:
            raise _Refused(409, "not_scanned", why=str(error)) from None
        return JSONResponse({"code": code}, 201)

    async def _list_receipts(self, _: Request) -> Response:
        return JSONResponse([_told(receipt) for receipt in self._printer.receipts()])

    async def _receipt(self, request: Request) -> Response:
        """One receipt, by number or ``last``; as JSON, or as ``.txt`` or ``.png``."""
        which, form = request.path_params["which"], request.path_params.get("form", "json")
        found = [
            each
            for each in self._printer.receipts()
            if which == str(each.number) or (which == "last" and each is self._printer.last())
        ]
        if not found:
            raise _Refused(404, "no_receipt", which=which)
        match form:
            case "json":
                return JSONResponse(_told(found[0]))
            case "txt":
                return Response(found[0].text, media_type="text/plain")
            case "png":
                picture = await asyncio.to_thread(found[0].png)
                return Response(picture, media_type="image/png")
        raise _Refused(404, "no_such_form", form=form, valid=["json", "txt", "png"])

    async def _list_documents(self, _: Request) -> Response:
        return JSONResponse(list(self._documents()))

    async def _list_voided(self, _: Request) -> Response:
        return JSONResponse(list(self._voided()))

    async def _list_events(self, _: Request) -> Response:
        return JSONResponse(list(self._events()))

    def _device(self, name: object) -> Device:
        if not isinstance(name, str) or name not in self._devices:
            raise _Refused(422, "unknown_device", device=name, valid=sorted(self._devices))
        return self._devices[name]


class _Refused(HTTPException):
    """``detail`` is the body of the answer: ``{"error": code, …}``."""

    def __init__(self, status: int, code: str, **params: object) -> None:
        super().__init__(status, code)
        self.body = {"error": code, **params}


class _Server(uvicorn.Server):
    """Leaves signals to the program it runs in."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def _as_json(_: Request, error: Exception) -> Response:
    if isinstance(error, _Refused):
        return JSONResponse(error.body, error.status_code)
    if isinstance(error, HTTPException):
        return JSONResponse({"error": error.detail}, error.status_code, error.headers)
    raise error


async def _object(request: Request) -> dict[str, Any]:
    try:
        value = await request.json()
    except ValueError:
        raise _Refused(400, "not_json") from None
    if not isinstance(value, dict):
        raise _Refused(422, "bad_params", why="a JSON object is needed")
    return value


def _told(receipt: Receipt) -> dict[str, Any]:
    base = f"/printer/receipts/{receipt.number}"
    return {
        "number": receipt.number,
        "at": receipt.at.isoformat(),
        "text": receipt.text,
        "qr": list(receipt.qr),
        "cut": receipt.cut,
        "drawer": receipt.drawer_pulses,
        "unknown": list(receipt.unknown),
        "links": {"txt": f"{base}.txt", "png": f"{base}.png"},
    }
