"""The probes of ``edge check``. What they look at is handed in; what they say is Portuguese."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from edge.clock import Clock
from edge.config import Config, Pkcs11, Pkcs12
from edge.errors import SignerProblem, Unavailable
from edge.messages import render
from edge.provisioning.secrets import read_secret
from edge.provisioning.self_test import Probe
from edge.sefaz.services import Verdict
from edge.signer.types import CertificateInfo

SECRETS = "Senhas"
CERTIFICATE = "Certificado"

_IN_OPERATION = 107  # cStat of NFeStatusServico4
_ENVIRONMENTS = {1: "produção", 2: "homologação"}


class Signer(Protocol):
    """What is tried of ``edge.signer.Signer``."""

    async def certificate(self) -> CertificateInfo: ...
    async def sign_sha1(self, payloads: Sequence[bytes]) -> list[bytes]: ...


class PrinterStatus(Protocol):
    """What is read of a driver's status; ``state`` is ready, attention, absent or unknown."""

    @property
    def state(self) -> str: ...
    @property
    def reason(self) -> str | None: ...
    @property
    def paper_near_end(self) -> bool: ...


def configuration(config: Config) -> Probe:
    """Says what was configured; that it could be read has been seen already."""

    async def look() -> str:
        issuer, fiscal = config.issuer, config.fiscal
        environment = _ENVIRONMENTS[fiscal.tpAmb]
        return f"{issuer.xNome}, CNPJ {issuer.CNPJ}, série {fiscal.serie}, {environment}."

    return Probe(name="Configuração", look=look)


def secrets(config: Config) -> Probe:
    """Every file that holds a secret can be read, by us and by nobody else."""

    async def look() -> str:
        count = 0
        for field, file in _secret_files(config):
            read_secret(file, field=field)
            count += 1
        return f"{count} arquivo(s) em ordem."

    return Probe(name=SECRETS, look=look)


def certificate(signer: Signer, *, clock: Clock) -> Probe:
    async def look() -> str:
        found = await signer.certificate()
        if clock.now() >= found.not_after:
            raise SignerProblem("signer.certificate_expired", not_after=_day(found.not_after))
        days = (found.not_after - clock.now()).days
        return f"{found.subject}, válido até {_day(found.not_after)} ({days} dias)."

    return Probe(name=CERTIFICATE, look=look, needs=(SECRETS,))


def signature(signer: Signer, *, clock: Clock) -> Probe:
    """One signature, over bytes that mean nothing; the signer verifies it itself."""

    async def look() -> str:
        begun = clock.monotonic()
        await signer.sign_sha1([b"White Edge: autoteste"])
        return f"feita e conferida em {1000 * (clock.monotonic() - begun):.0f} ms."

    return Probe(name="Assinatura", look=look, needs=(CERTIFICATE,))


def printer(name: str, status: Callable[[], Awaitable[PrinterStatus]]) -> Probe:
    async def look() -> str:
        seen = await status()
        match seen.state:
            case "ready":
                return "pronta, com pouco papel." if seen.paper_near_end else "pronta."
            case "unknown":
                return "não informa o estado; faça uma venda de teste e veja se sai o cupom."
            case "absent":
                raise Unavailable("health.printer_absent", printer=name)
            case _:
                raise Unavailable(_printer_code(seen.reason), printer=name)

    return Probe(name=f"Impressora {name}", look=look)


def sefaz(status: Callable[[], Awaitable[Verdict]]) -> Probe:
    async def look() -> str:
        verdict = await status()
        if verdict.cStat != _IN_OPERATION:
            raise Unavailable(
                "check.sefaz_not_operating", cStat=verdict.cStat, xMotivo=verdict.xMotivo
            )
        return f"{verdict.xMotivo}."

    return Probe(name="SEFAZ", look=look, needs=(CERTIFICATE,))


def cloud(reach: Callable[[], Awaitable[None]]) -> Probe:
    async def look() -> str:
        await reach()
        return "o servidor aceita esta caixa."

    return Probe(name="Nuvem", look=look)


def _secret_files(config: Config) -> Iterator[tuple[str, Path]]:
    """Each secret's field and file, as the configuration names them."""
    signer = config.signer
    for role, found in (("document", signer.document), ("transport", signer.transport)):
        match found:
            case Pkcs11(pin_file=file):
                yield f"signer.{role}.pin_file", file
            case Pkcs12(password_file=file):
                yield f"signer.{role}.password_file", file
    if config.tech is not None and config.tech.csrt_file is not None:
        yield "tech.csrt_file", config.tech.csrt_file
    if config.uplink is not None:
        yield "uplink.key_file", config.uplink.key_file


def _printer_code(reason: str | None) -> str:
    """The code whose sentence tells what to do about ``reason``."""
    code = f"health.printer_{reason}"
    return "health.printer_attention" if render(code, {}) == code else code


def _day(at: datetime) -> str:
    return f"{at:%d/%m/%Y}"
