"""The errors of the daemon: a code and parameters, never a sentence.

The same code stands in HTTP problem+json, in MQTT, on the page and in the log.
Sentences for people live in ``edge/messages/*.toml`` (pt-BR first, English second).
"""

from __future__ import annotations


class EdgeError(Exception):
    """Something went wrong, named by ``code``; ``params`` hold what a reader needs to mend it.

    ``params["field"]`` names the offending field where there is one, as a path in the caller's own
    terms (``items[2].quantity``).
    """

    def __init__(self, code: str, /, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value!r}" for name, value in self.params.items())
        return f"{self.code}({details})"


class ConfigProblem(EdgeError):
    """The configuration cannot be used; ``params["field"]`` says where."""


class BadInput(EdgeError):
    """What the caller sent cannot be accepted. Nothing was done."""


class NotAllowed(EdgeError):
    """The caller is unknown, or may not do this."""


class NotFound(EdgeError):
    """There is no such thing."""


class Conflict(EdgeError):
    """The same name was used for something else, or the state does not allow it."""


class Unavailable(EdgeError):
    """It cannot be done now, nothing was done, and trying again later may help."""


class NotSent(Unavailable):
    """No byte of the request left the box: refused, unresolved, or the TLS handshake failed."""


class Uncertain(EdgeError):
    """It may or may not have happened. Ask; never silently do it again."""


class Rejected(EdgeError):
    """The other side understood and said no."""


class PinProblem(EdgeError):
    """The token refused, or would refuse, the PIN. A person has to act; nothing is tried again."""


class SignerProblem(Unavailable):
    """The token or certificate cannot sign now."""


class StorageFailed(EdgeError):
    """The journal could not be written. Nothing may be issued."""


class Untrusted(EdgeError):
    """What must be true is not: a broken chain, a wrong signature, an impossible clock."""
