"""A wrong PIN is sent once, ever: the third one destroys a certificate."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from edge.config import Pkcs11
from edge.errors import NotSent, PinProblem
from edge.signer import Signer, SignerState
from sim.token import SoftToken
from tests.signer.conftest import OpenSigner, secret
from tests.signer.readers import log_in, refused_a_pin
from tests.signer.tls_server import TlsServer


async def refused(signer: Signer) -> str:
    with pytest.raises(PinProblem) as caught:
        await signer.sign_sha1([b"data"])
    return caught.value.code


async def test_a_wrong_pin_is_sent_once_ever_also_by_later_daemons(
    open_signer: OpenSigner, a3: Pkcs11, pin_file: Path, token: SoftToken, server: TlsServer
) -> None:
    secret(pin_file, "000000")
    signer = await open_signer(a3)
    assert await refused(signer) == "token.pin_refused"
    assert refused_a_pin(token) == {"A3"}

    log_in(token)
    assert refused_a_pin(token) == set()
    for _ in range(2):
        assert await refused(signer) == "token.pin_refused"
        status = await signer.status()
        assert (status.state, status.reason) == (SignerState.PIN_REFUSED, "token.pin_refused")
        with pytest.raises(NotSent) as caught:
            await signer.post(server.url, headers={}, body=b"x", timeout=5)
        assert caught.value.code == "token.pin_refused"
        await signer.close()
        signer = await open_signer(a3)
    secret(pin_file, "000000")
    assert await refused(signer) == "token.pin_refused"
    assert refused_a_pin(token) == set()


async def test_the_right_pin_mends_it_without_a_restart(
    open_signer: OpenSigner, a3: Pkcs11, pin_file: Path, token: SoftToken, server: TlsServer
) -> None:
    secret(pin_file, "000000")
    signer = await open_signer(a3)
    assert await refused(signer) == "token.pin_refused"
    secret(pin_file, token.pin)
    assert len(await signer.sign_sha1([b"data"])) == 1
    assert (await signer.status()).state is SignerState.READY
    assert (await signer.post(server.url, headers={}, body=b"x", timeout=5)).status == 200


async def test_what_is_remembered_of_a_pin_is_not_the_pin(
    open_signer: OpenSigner, a3: Pkcs11, token: SoftToken, tmp_path: Path
) -> None:
    signer = await open_signer(a3)
    await signer.certificate()
    memory = tmp_path / "data" / "pins.json"
    assert stat.S_IMODE(memory.stat().st_mode) == 0o600
    assert token.pin not in memory.read_text()
    (entry,) = json.loads(memory.read_text())["pins"].values()
    assert entry["verdict"] == "good"
