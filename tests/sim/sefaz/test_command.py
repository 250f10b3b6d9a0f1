"""``python -m sim sefaz``."""

from __future__ import annotations

import asyncio
import json
import signal
import ssl
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from sim.sefaz.command import run
from tests.sim.sefaz.line import Wires
from tests.sim.sefaz.mail import STATUS, WSDL, envelope, values

_SERVICE = "NFeStatusServico4"


@asynccontextmanager
async def _running(*args: str) -> AsyncIterator[tuple[Process, dict[str, Any]]]:
    """The command, and what it says when it is ready."""
    command = [sys.executable, "-m", "sim", "sefaz", *args]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    try:
        assert process.stdout is not None
        yield process, json.loads(await process.stdout.readline())
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _status(url: str, context: ssl.SSLContext) -> list[str]:
    action = f"{WSDL}{_SERVICE}/nfeStatusServicoNF"
    async with httpx.AsyncClient(verify=context) as http:
        answer = await http.post(
            url,
            content=envelope(_SERVICE, STATUS),
            headers={"Content-Type": f'application/soap+xml; action="{action}"'},
        )
    return values(answer.text, "cStat")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_it_makes_its_certificates_serves_and_ends_when_told(
    tmp_path: Path, number: signal.Signals
) -> None:
    async with _running("--dir", str(tmp_path)) as (process, ready):
        context = ssl.create_default_context(cafile=ready["ca"])
        context.load_cert_chain(ready["client_cert"], ready["client_key"])
        assert await _status(ready["services"][_SERVICE], context) == ["107"]

        process.send_signal(number)

        assert await asyncio.wait_for(process.wait(), 10) == 0


async def test_it_serves_another_state_with_the_certificates_it_is_given(wires: Wires) -> None:
    files = ("--cert", wires.server_cert, "--key", wires.server_key, "--client-ca", wires.client_ca)
    async with _running(*map(str, files), "--uf", "RS") as (_, ready):
        said = await _status(ready["services"][_SERVICE], wires.context())

    assert said == ["289"]


@pytest.mark.parametrize("args", [[], ["--cert", "a.pem"], ["--dir", "x", "--cert", "a.pem"]])
def test_it_wants_a_folder_or_all_its_certificates(
    args: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        run(args)

    assert "--dir" in capsys.readouterr().err
