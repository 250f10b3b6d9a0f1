"""What the signer process does with a request."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from edge.errors import EdgeError, NotSent, PinProblem, SignerProblem, Untrusted
from edge.signer.certificates import has_signed_sha1
from edge.signer.keyring import Keyring
from edge.signer.permits import take
from edge.signer.types import HttpAnswer, SignerState
from edge.signer.wire import (
    Answer,
    AskCertificate,
    AskCondition,
    Call,
    Condition,
    Failure,
    Post,
    Setup,
    Sign,
    Signatures,
    Value,
)
from hw_drivers.tokens.errors import PinError, TokenAbsent, TokenError, TokenLost

if TYPE_CHECKING:
    from edge.signer.https import HttpsClient

#: The token did not do its part of a TLS handshake; OpenSSL does not say why.
_TOKEN_MAY_BE_LOST = {"signer.key_failed", "signer.key_unusable"}


class Service:
    """Answers requests. What touches a token blocks, and all of this process waits meanwhile.

    Once a token is lost, every answer says that the process is worn. ``permits`` are eventfds, see
    ``edge.signer.permits``.
    """

    def __init__(self, setup: Setup, permits: Sequence[int]) -> None:
        self._keyring = Keyring(setup)
        self._ca_file = setup.ca_file
        self._permits = permits
        self._https: HttpsClient | None = None

    async def answer(self, request: int, call: Call) -> Answer:
        """The answer to ``call``. Failures that have a name are answers too."""
        value: Value
        try:
            value = await self._do(call)
        except TokenError as error:
            kind = PinProblem if isinstance(error, PinError) else SignerProblem
            self._keyring.worn |= isinstance(error, TokenLost)
            value = Failure.of(kind(error.code, **error.params))
        except EdgeError as error:
            value = Failure.of(error)
        return Answer(id=request, value=value, worn=self._keyring.worn)

    async def close(self) -> None:
        if self._https is not None:
            await self._https.close()
        self._keyring.close()

    async def _do(self, call: Call) -> Value:
        match call:
            case AskCondition():
                return self.condition()
            case AskCertificate():
                return self._keyring.document().certificate
            case Sign():
                return await self._sign(call)
            case Post():
                return await self._post(call)

    def open(self) -> None:
        """Log in and get ready for TLS before the first sale needs either.

        What cannot be had now will be tried again, and complained of, when it is needed.
        """
        if self.condition().state is SignerState.READY:
            with suppress(TokenError, SignerProblem):
                self._client()

    def condition(self) -> Condition:
        """How the certificate that signs documents is, having looked."""
        try:
            identity = self._keyring.document()
            identity.probe()
        except TokenError as error:
            self._keyring.worn |= isinstance(error, TokenLost)
            return Condition(state=_state(error), reason=error.code, params=error.params)
        except SignerProblem as error:
            return Condition(state=SignerState.FAILED, reason=error.code, params=error.params)
        return Condition(state=SignerState.READY, certificate=identity.certificate)

    async def _sign(self, call: Sign) -> Signatures:
        identity = self._keyring.document()
        if identity.certificate.der != call.certificate:
            raise SignerProblem("signer.certificate_changed")
        signatures = []
        for payload in call.payloads:
            signature = identity.sign_sha1(payload)
            if not has_signed_sha1(identity.certificate.der, signature, payload):
                raise Untrusted("signer.wrong_signature", subject=identity.certificate.subject)
            signatures.append(signature)
            await asyncio.sleep(0)  # a signature may take a second: let the network have its turn
        return Signatures(values=tuple(signatures))

    async def _post(self, post: Post) -> HttpAnswer:
        deadline = asyncio.get_running_loop().time() + post.timeout
        try:
            return await self._client().post(
                post.url,
                headers=post.headers,
                body=post.body,
                deadline=deadline,
                permit=partial(take, self._permits[post.permit]),
            )
        except (TokenError, SignerProblem, NotSent) as error:
            lost = isinstance(error, TokenLost) or error.code in _TOKEN_MAY_BE_LOST
            self._keyring.worn |= lost
            raise NotSent(error.code, **error.params) from None

    def _client(self) -> HttpsClient:
        if self._https is None:
            context = self._keyring.transport().tls_context(self._ca_file)
            from edge.signer.https import HttpsClient

            self._https = HttpsClient(context)
        return self._https


def _state(error: TokenError) -> SignerState:
    match error:
        case PinError():
            return SignerState.PIN_REFUSED
        case TokenAbsent() | TokenLost():
            return SignerState.ABSENT
        case _:
            return SignerState.FAILED
