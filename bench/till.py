"""``python -m bench.till FOLDER``: a till, in a process of its own.

``till.json`` in the folder says where the box is, its key, and the baskets that take turns.
"""

from __future__ import annotations

import asyncio
import http.client
import json
import sys
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bench.stage import Work, serve

_PATIENCE_S = 30.0
_RETRY_S = 0.002
#: The box closes a connection that was silent for 5 s.
_KEPT_S = 1.0


class Till:
    """Keeps its connection, as tills do, unless it rested so long that the box has closed it."""

    def __init__(self, folder: Path) -> None:
        about = json.loads((folder / "till.json").read_text("utf-8"))
        address = urlsplit(about["url"]).netloc
        self._line = http.client.HTTPConnection(address, timeout=_PATIENCE_S)
        self._last = time.monotonic()
        self._key = {"Authorization": f"Bearer {about['key']}"}
        self._baskets = cycle([json.dumps(each).encode() for each in about["baskets"]])

    def sell(self) -> Any:
        """A sale; its answer. Raises ``ValueError`` where it is not sold."""
        if time.monotonic() - self._last > _KEPT_S:
            self._line.close()
        headers = {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())}
        status, body = self._ask("POST", "/v1/sales", next(self._baskets), **headers)
        self._last = time.monotonic()
        if status != http.client.CREATED:
            raise ValueError(body.decode())
        return json.loads(body)

    def is_up(self) -> bool:
        self._line.close()
        try:
            status, _ = self._ask("GET", "/v1/status")
        except (ConnectionError, http.client.HTTPException):
            return False
        return status == http.client.OK

    def close(self) -> None:
        self._line.close()

    def _ask(
        self, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> tuple[int, bytes]:
        self._line.request(method, path, body=body, headers={**self._key, **headers})
        with self._line.getresponse() as answer:
            return answer.status, answer.read()


@asynccontextmanager
async def sale(folder: Path) -> AsyncIterator[Work]:
    with closing(Till(folder)) as till:
        yield till.sell


@asynccontextmanager
async def first_sale(folder: Path) -> AsyncIterator[Work]:
    """A sale over a connection of its own: the daemon of the last one has gone."""

    def sell() -> Any:
        with closing(Till(folder)) as till:
            return till.sell()

    yield sell


@asynccontextmanager
async def until_up(folder: Path) -> AsyncIterator[Work]:
    """Until ``/v1/status`` answers 200, asked again and again."""
    with closing(Till(folder)) as till:

        def wait() -> None:
            deadline = time.monotonic() + _PATIENCE_S
            while not till.is_up():
                if time.monotonic() > deadline:
                    raise TimeoutError("the daemon does not answer")
                time.sleep(_RETRY_S)

        yield wait


SUBJECTS = {"sale": sale, "first sale": first_sale, "until up": until_up}

if __name__ == "__main__":
    asyncio.run(serve(SUBJECTS, Path(sys.argv[1])))
