"""What daemon and signer process say to each other: msgpack in frames with a 4-byte length.

Requests carry an id, answers the same id, in any order. File descriptors (permits) were handed over
when the process was made; only their numbers travel.
"""

from __future__ import annotations

from asyncio import IncompleteReadError, StreamReader
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from edge import errors
from edge.config import SignerConfig
from edge.errors import EdgeError, NotSent, SignerProblem
from edge.signer.types import CertificateInfo, HttpAnswer, SignerState


class Setup(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The first request: everything the process needs to know. Answered by ``Opened``."""

    config: SignerConfig
    issuer_cnpj: str
    data_dir: Path
    ca_file: Path | None


class AskCondition(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Answered by ``Condition``."""


class AskCertificate(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Answered by ``CertificateInfo``."""


class Sign(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Answered by ``Signatures``, made with the key of the certificate ``certificate`` (DER)."""

    payloads: tuple[bytes, ...]
    certificate: bytes


class Post(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Answered by ``HttpAnswer``. ``timeout`` in seconds; ``permit``: ``edge.signer.permits``."""

    url: str
    headers: dict[str, str]
    body: bytes
    timeout: float
    permit: int


class Cancel(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Nobody waits for the answer to ``request`` any more. Not answered itself."""

    request: int


class Opened(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The process is up and has had its first look at the certificate."""


class Condition(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    state: SignerState
    reason: str | None = None
    params: dict[str, Any] = {}
    certificate: CertificateInfo | None = None


class Signatures(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    values: tuple[bytes, ...]


class Failure(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """An ``EdgeError``: the name of its class, its code and its parameters."""

    kind: str
    code: str
    params: dict[str, Any]

    @classmethod
    def of(cls, error: EdgeError) -> Failure:
        return cls(kind=type(error).__name__, code=error.code, params=error.params)

    def error(self) -> EdgeError:
        kind: type[EdgeError] = getattr(errors, self.kind)
        return kind(self.code, **self.params)


T = TypeVar("T")

Call = AskCondition | AskCertificate | Sign | Post
Value = Opened | Condition | CertificateInfo | Signatures | HttpAnswer | Failure


class Request(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    call: Setup | Call | Cancel


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """``worn``: the process has lost its token and should be replaced once it is idle."""

    id: int
    value: Value
    worn: bool = False

    @property
    def ask_another(self) -> bool:
        """Nothing was done, but another process may be able to."""
        undone = {NotSent.__name__, SignerProblem.__name__}
        match self.value:
            case Failure(kind=kind):
                return self.worn and kind in undone
            case Condition():
                return self.worn
        return False


def _encode(value: object) -> object:
    return str(value)


def _decode(kind: type, value: Any) -> Any:
    if kind is Path:
        return Path(value)
    raise TypeError(kind)


_ENCODER = msgspec.msgpack.Encoder(enc_hook=_encode)
_LENGTH_BYTES = 4


def frame(message: Request | Answer) -> bytes:
    """``message`` as it goes over the wire."""
    body = _ENCODER.encode(message)
    return len(body).to_bytes(_LENGTH_BYTES, "big") + body


async def read_frame(reader: StreamReader, decoder: msgspec.msgpack.Decoder[T]) -> T | None:
    """The next message; None when the other side has gone."""
    try:
        length = int.from_bytes(await reader.readexactly(_LENGTH_BYTES), "big")
        return decoder.decode(await reader.readexactly(length))
    except (IncompleteReadError, ConnectionError):
        return None


REQUESTS = msgspec.msgpack.Decoder(Request, dec_hook=_decode)
ANSWERS = msgspec.msgpack.Decoder(Answer, dec_hook=_decode)
