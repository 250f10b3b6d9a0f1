"""Who is calling: a till, by its key. Keys are compared as hashes, in constant time."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence

from starlette.requests import HTTPConnection

from edge.config import Till
from edge.errors import NotAllowed

_PROTOCOL_PREFIX = "bearer."


class Keyring:
    """The keys of the shop's tills."""

    def __init__(self, tills: Sequence[Till]) -> None:
        self._tills = tuple(tills)

    def till(self, connection: HTTPConnection) -> str:
        """The id of the calling till; raises ``NotAllowed``.

        The key comes as a bearer token. A browser cannot set that header on a WebSocket and offers
        the subprotocol ``bearer.<key>`` instead; a key is never taken from the address, which is
        logged.
        """
        key = _offered_key(connection)
        if key is None:
            raise NotAllowed("lan.key_missing", field="Authorization")
        offered = hashlib.sha256(key.encode()).hexdigest()
        found = [till.id for till in self._tills if hmac.compare_digest(till.key_sha256, offered)]
        if not found:
            raise NotAllowed("lan.key_wrong", field="Authorization")
        return found[0]


def _offered_key(connection: HTTPConnection) -> str | None:
    scheme, _, key = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and key:
        return key.strip()
    for protocol in connection.headers.get("sec-websocket-protocol", "").split(","):
        if protocol.strip().startswith(_PROTOCOL_PREFIX):
            return protocol.strip().removeprefix(_PROTOCOL_PREFIX)
    return None


def accepted_subprotocol(connection: HTTPConnection) -> str | None:
    """The subprotocol to accept a WebSocket with: the one that carried the key, if one did."""
    offered = connection.headers.get("sec-websocket-protocol", "").split(",")
    return next((name.strip() for name in offered if name.strip().startswith("bearer.")), None)
