"""``edge check`` says of everything whether it works, and what to do where it does not."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest

from edge.config import Config
from edge.errors import EdgeError, NotSent, PinProblem, Unavailable
from edge.provisioning import probes
from edge.provisioning.probes import PrinterStatus
from edge.provisioning.self_test import Probe, Verdict, self_test
from edge.sefaz.services import Verdict as SefazVerdict
from edge.signer.types import CertificateInfo

T = TypeVar("T")

NOW = datetime(2026, 8, 22, 13, 5, tzinfo=UTC)


class Clock:
    def now(self) -> datetime:
        return NOW

    def monotonic(self) -> float:
        return 0.0


class Signer:
    def __init__(self, *, not_after: datetime, trouble: EdgeError | None = None) -> None:
        self.not_after = not_after
        self.trouble = trouble
        self.signed: list[bytes] = []

    async def certificate(self) -> CertificateInfo:
        return CertificateInfo(
            der=b"",
            chain_der=(),
            CNPJ="12345678000195",
            subject="MERCADO MODELO LTDA:12345678000195",
            not_before=NOW - timedelta(days=1),
            not_after=self.not_after,
        )

    async def sign_sha1(self, payloads: Sequence[bytes]) -> list[bytes]:
        if self.trouble is not None:
            raise self.trouble
        self.signed += payloads
        return [b"signature"]


@dataclass(frozen=True)
class Paper:
    state: str
    reason: str | None = None
    paper_near_end: bool = False


def answering(value: T | Exception) -> Callable[[], Awaitable[T]]:
    async def look() -> T:
        if isinstance(value, Exception):
            raise value
        return value

    return look


async def verdict_of(probe: Probe) -> tuple[Verdict, str]:
    [result] = (await self_test([Probe(name=probe.name, look=probe.look)])).results
    return result.verdict, result.text


def config(folder: Path) -> Config:
    for name in ("pin", "key.pem"):
        (folder / name).write_text("1234")
        (folder / name).chmod(0o600)
    return msgspec.convert(
        {
            "box": {"tenant": "demo", "id": "box1", "data_dir": folder},
            "issuer": {
                "CNPJ": "12345678000195",
                "xNome": "MERCADO MODELO LTDA",
                "IE": "123456789",
                "CRT": 1,
                "address": {
                    "xLgr": "Rua A",
                    "nro": "1",
                    "xBairro": "Centro",
                    "cMun": "3550308",
                    "xMun": "São Paulo",
                    "UF": "SP",
                    "CEP": "01001000",
                },
            },
            "fiscal": {"tpAmb": 2, "serie": 7},
            "signer": {
                "document": {
                    "kind": "pkcs11",
                    "module": folder / "module.so",
                    "pin_file": folder / "pin",
                }
            },
            "lan": {"tills": []},
            "uplink": {
                "host": "broker",
                "ca_file": folder / "ca.pem",
                "cert_file": folder / "cert.pem",
                "key_file": folder / "key.pem",
            },
        },
        Config,
    )


async def test_when_all_is_well_every_line_says_so(tmp_path: Path) -> None:
    signer = Signer(not_after=NOW + timedelta(days=90))
    settings = config(tmp_path)
    report = await self_test(
        [
            probes.configuration(settings),
            probes.secrets(settings),
            probes.certificate(signer, clock=Clock()),
            probes.signature(signer, clock=Clock()),
            probes.printer("balcao", answering(Paper("ready"))),
            probes.sefaz(answering(SefazVerdict(cStat=107, xMotivo="Serviço em Operação"))),
            probes.cloud(answering(None)),
        ]
    )
    assert report.passed
    assert report.text == (
        "[  ok  ] Configuração: MERCADO MODELO LTDA, CNPJ 12345678000195, série 7, homologação.\n"
        "[  ok  ] Senhas: 2 arquivo(s) em ordem.\n"
        "[  ok  ] Certificado: MERCADO MODELO LTDA:12345678000195,"
        " válido até 20/11/2026 (90 dias).\n"
        "[  ok  ] Assinatura: feita e conferida em 0 ms.\n"
        "[  ok  ] Impressora balcao: pronta.\n"
        "[  ok  ] SEFAZ: Serviço em Operação.\n"
        "[  ok  ] Nuvem: o servidor aceita esta caixa.\n"
        "\n"
        "Tudo certo.\n"
    )
    assert len(signer.signed) == 1


async def test_what_hangs_on_something_broken_is_not_tried(tmp_path: Path) -> None:
    settings = config(tmp_path)
    (tmp_path / "pin").chmod(0o644)
    signer = Signer(not_after=NOW + timedelta(days=90))
    report = await self_test(
        [
            probes.secrets(settings),
            probes.certificate(signer, clock=Clock()),
            probes.signature(signer, clock=Clock()),
            probes.cloud(answering(None)),
        ]
    )
    assert not report.passed
    assert [result.verdict for result in report.results] == [
        Verdict.FAILED,
        Verdict.SKIPPED,
        Verdict.SKIPPED,
        Verdict.PASSED,
    ]
    assert "chmod 600" in report.text
    assert "depende de: Senhas" in report.text
    assert report.text.endswith("1 item(ns) para corrigir.\n")
    assert signer.signed == []  # no PIN is spent on what cannot work


async def test_a_certificate_that_has_ended_fails() -> None:
    probe = probes.certificate(Signer(not_after=NOW), clock=Clock())
    assert (await verdict_of(probe))[0] is Verdict.FAILED


async def test_a_refused_pin_is_told_in_the_tokens_own_sentence() -> None:
    signer = Signer(not_after=NOW + timedelta(days=9), trouble=PinProblem("token.pin_refused"))
    verdict, text = await verdict_of(probes.signature(signer, clock=Clock()))
    assert verdict is Verdict.FAILED
    assert "PIN" in text


@pytest.mark.parametrize(
    ("status", "verdict", "words"),
    [
        (Paper("ready", paper_near_end=True), Verdict.PASSED, "pouco papel"),
        (Paper("unknown", "no_answer"), Verdict.PASSED, "não informa"),
        (Paper("absent", "refused"), Verdict.FAILED, "cabo"),
        (Paper("attention", "paper_out"), Verdict.FAILED, "bobina"),
        (Paper("attention", "feeding"), Verdict.FAILED, "luzes"),
        (Paper("attention", None), Verdict.FAILED, "luzes"),
    ],
)
async def test_a_printer_is_told_about_in_words(
    status: PrinterStatus, verdict: Verdict, words: str
) -> None:
    probe = probes.printer("balcao", answering(status))
    found, text = await verdict_of(probe)
    assert (found, words in text) == (verdict, True)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (SefazVerdict(cStat=108, xMotivo="Serviço Paralisado"), "108 Serviço Paralisado"),
        (NotSent("uplink.unreachable"), "internet"),
        (ConnectionResetError("quebrou"), "quebrou"),
    ],
)
async def test_a_sefaz_that_is_not_there_is_told_about(
    answer: SefazVerdict | Exception, words: str
) -> None:
    verdict, text = await verdict_of(probes.sefaz(answering(answer)))
    assert (verdict, words in text) == (Verdict.FAILED, True)


async def test_a_cloud_that_refuses_is_told_about() -> None:
    probe = probes.cloud(answering(Unavailable("uplink.tls_failed")))
    assert "certificado" in (await verdict_of(probe))[1]


async def test_a_probe_that_hangs_fails_and_the_next_one_runs() -> None:
    async def hang() -> str:
        await asyncio.Event().wait()
        raise AssertionError

    async def well() -> str:
        return "bem."

    report = await self_test(
        [Probe(name="A", look=hang), Probe(name="B", look=well)], patience=0.02
    )
    assert [result.verdict for result in report.results] == [Verdict.FAILED, Verdict.PASSED]
    assert "0.02 s" in report.text
