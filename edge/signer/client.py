"""The signer as the daemon sees it: sign, post, say how you are.

Keys, PINs, PKCS#11 modules and TLS live in a process of their own (``edge.signer.process``), which
may crash, hang or lose its token, and the daemon is no worse off than by an error.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from edge.clock import Clock
from edge.config import Config, SignerConfig
from edge.errors import BadInput, EdgeError, NotSent, SignerProblem, Untrusted
from edge.signer.permits import Permits
from edge.signer.supervisor import Patience, Supervisor
from edge.signer.types import CertificateInfo, HttpAnswer, SignerState, SignerStatus
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
)
from edge.signer.worker import WorkerGone

#: How many HTTP requests may be under way at once.
_PERMITS = 8
#: Some tokens do not bear being asked often, and a page that shows this may ask every second.
_LOOK_EVERY_S = 5.0

T = TypeVar("T")


class Signer:
    """Signs documents and talks HTTPS with the shop's certificates.

    ``ca_file``: whom to trust as SEFAZ (PEM); None trusts the system's authorities. ``data_dir``
    keeps which PINs were refused, so that none is sent twice, ever.
    """

    def __init__(
        self,
        config: SignerConfig,
        *,
        issuer_cnpj: str,
        data_dir: Path,
        ca_file: Path | None,
        clock: Clock,
        patience: Patience | None = None,
    ) -> None:
        self._clock = clock
        self._patience = patience or Patience()
        self._permits = Permits(_PERMITS)
        self._supervisor = Supervisor(
            Setup(config=config, issuer_cnpj=issuer_cnpj, data_dir=data_dir, ca_file=ca_file),
            self._permits,
            clock=clock,
            patience=self._patience,
        )
        self._certificate: CertificateInfo | None = None
        self._quarantine: Untrusted | None = None
        self._status = SignerStatus(state=SignerState.FAILED, since=clock.now())
        self._looked = -_LOOK_EVERY_S

    @classmethod
    def of(cls, config: Config, *, clock: Clock) -> Signer:
        """The signer for the shop's certificates, not started yet."""
        return cls(
            config.signer,
            issuer_cnpj=config.issuer.CNPJ,
            data_dir=config.box.data_dir,
            ca_file=config.sefaz.ca_file,
            clock=clock,
        )

    async def start(self) -> None:
        """Start the process. Waits neither for it nor for a token."""
        self._supervisor.start()

    async def under_way(self) -> None:
        """Returns when the process has been started, and goes on by itself."""
        await self._supervisor.begun.wait()

    async def close(self) -> None:
        await self._supervisor.close()
        self._permits.close()

    async def certificate(self) -> CertificateInfo:
        """The certificate that signs documents, as it was last seen.

        Raises ``SignerProblem`` or ``PinProblem`` when it was never seen yet and cannot be now.
        """
        if self._certificate is None:
            self._certificate = await self._ask(AskCertificate(), CertificateInfo)
        return self._certificate

    async def sign_sha1(self, payloads: Sequence[bytes]) -> list[bytes]:
        """RSASSA-PKCS1-v1_5 with SHA-1 over each payload, each checked against ``certificate()``.

        Raises ``SignerProblem``, ``PinProblem``; ``Untrusted`` when the token signed wrongly, from
        then on and until the daemon is started again.
        """
        self._check_quarantine()
        certificate = await self.certificate()
        self._check_dates(certificate)
        call = Sign(payloads=tuple(payloads), certificate=certificate.der)
        try:
            signatures = await self._ask(call, Signatures)
        except EdgeError as error:
            self._looked = -_LOOK_EVERY_S
            if isinstance(error, Untrusted):
                self._quarantine = error
            if error.code == "signer.certificate_changed":
                self._certificate = None
            raise
        return list(signatures.values)

    async def post(
        self, url: str, *, headers: Mapping[str, str], body: bytes, timeout: float
    ) -> HttpAnswer:
        """Post over TLS with the shop's certificate; done, or failed, in ``timeout`` seconds.

        Any answer that arrives whole is returned, whatever its status. Raises ``NotSent`` when no
        byte of the request has left and none will, ``Uncertain`` when some may have.
        """
        if not url.startswith("https://"):
            raise BadInput("signer.not_https", url=url)
        deadline = self._clock.monotonic() + timeout

        async def attempt() -> Answer:
            try:
                async with asyncio.timeout(deadline - self._clock.monotonic()):
                    worker = await self._supervisor.worker()
                    permit = await worker.admit()
            except TimeoutError:
                raise NotSent("signer.not_ready_in_time", url=url, seconds=timeout) from None
            left = deadline - self._clock.monotonic()
            post = Post(url=url, headers=dict(headers), body=body, timeout=left, permit=permit)
            return await worker.post(post, patience_s=self._patience.answering_s)

        try:
            answer = await _survive(attempt)
        except SignerProblem as error:
            raise NotSent(error.code, url=url, **error.params) from None
        return _value(answer, HttpAnswer)

    async def status(self) -> SignerStatus:
        """How the signer of documents is; up to 5 s old when it is well."""
        looked = self._clock.monotonic()
        if self._status.state is SignerState.READY and looked - self._looked < _LOOK_EVERY_S:
            return self._status
        self._looked = looked
        try:
            condition = await self._ask(AskCondition(), Condition)
            if condition.certificate is not None:
                self._certificate = condition.certificate
                self._check_dates(condition.certificate)
            self._check_quarantine()
        except (SignerProblem, Untrusted) as error:
            condition = Condition(state=SignerState.FAILED, reason=error.code, params=error.params)
        unchanged = (condition.state, condition.reason) == (self._status.state, self._status.reason)
        self._status = SignerStatus(
            state=condition.state,
            since=self._status.since if unchanged else self._clock.now(),
            reason=condition.reason,
            params=condition.params,
            next_try=self._supervisor.next_try,
            certificate=self._certificate,
        )
        return self._status

    async def _ask(self, call: Call, kind: type[T]) -> T:
        async def attempt() -> Answer:
            worker = await self._supervisor.worker()
            return await worker.ask(call, patience_s=self._patience.answering_s)

        return _value(await _survive(attempt), kind)

    def _check_quarantine(self) -> None:
        if self._quarantine is not None:
            raise Untrusted(self._quarantine.code, **self._quarantine.params)

    def _check_dates(self, certificate: CertificateInfo) -> None:
        now = self._clock.now()
        if now >= certificate.not_after:
            raise SignerProblem("signer.certificate_expired", not_after=certificate.not_after)
        if now < certificate.not_before:
            raise SignerProblem("signer.certificate_not_yet", not_before=certificate.not_before)


async def _survive(attempt: Callable[[], Awaitable[Answer]]) -> Answer:
    """What ``attempt`` comes to; one more, with another process, if the first undid itself.

    Raises ``SignerProblem`` when processes die or hang; whatever was to be done was not done.
    """
    try:
        answer = await attempt()
        if not answer.ask_another:
            return answer
    except WorkerGone as gone:
        if gone.hung:
            raise SignerProblem("signer.hung") from None
    try:
        return await attempt()
    except WorkerGone:
        raise SignerProblem("signer.died") from None


def _value(answer: Answer, kind: type[T]) -> T:
    if isinstance(answer.value, Failure):
        raise answer.value.error()
    if not isinstance(answer.value, kind):
        raise TypeError(answer.value)
    return answer.value
