"""The process that owns the keys: what it may know, how it dies, how it is replaced."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from edge.config import Pkcs11, Pkcs12
from edge.errors import SignerProblem
from edge.signer import Patience, SignerState
from sim.token import SoftToken
from tests.signer.conftest import OpenSigner
from tests.signer.processes import children, is_signer, only_child
from tests.signer.tls_server import TlsServer


async def until_gone(pid: int) -> None:
    async with asyncio.timeout(5):
        while is_signer(pid):
            await asyncio.sleep(0.01)


def test_the_daemon_s_side_loads_no_keys_and_no_tls() -> None:
    script = "import edge.signer, sys; print(*sys.modules, sep='\\n')"
    loaded = subprocess.check_output([sys.executable, "-c", script], text=True).splitlines()
    assert "edge.signer.client" in loaded
    assert not {"pkcs11", "cryptography", "httpx", "httpcore", "asn1crypto"} & set(loaded)


async def test_a_killed_process_is_replaced_and_the_next_call_works(
    open_signer: OpenSigner, a3: Pkcs11, server: TlsServer
) -> None:
    signer = await open_signer(a3)
    await signer.certificate()
    os.kill(only_child(), signal.SIGKILL)
    assert len(await signer.sign_sha1([b"data"])) == 1
    os.kill(only_child(), signal.SIGKILL)
    assert (await signer.status()).state is SignerState.READY
    assert (await signer.post(server.url, headers={}, body=b"x", timeout=10)).status == 200


async def test_a_hung_process_costs_its_deadline_and_is_replaced(
    open_signer: OpenSigner, a3: Pkcs11
) -> None:
    signer = await open_signer(a3, patience=Patience(opening_s=20, answering_s=0.3))
    await signer.certificate()
    hung = only_child()
    os.kill(hung, signal.SIGSTOP)
    began = time.monotonic()
    with pytest.raises(SignerProblem) as caught:
        await signer.sign_sha1([b"data"])
    assert caught.value.code == "signer.hung"
    assert time.monotonic() - began < 2
    assert len(await signer.sign_sha1([b"data"])) == 1
    assert hung not in children()


async def test_a_process_that_keeps_dying_is_left_to_rest(
    open_signer: OpenSigner, a1: Pkcs12
) -> None:
    signer = await open_signer(a1)
    await signer.certificate()
    for _ in range(3):
        os.kill(only_child(), signal.SIGKILL)
        assert len(await signer.sign_sha1([b"data"])) == 1
    os.kill(only_child(), signal.SIGKILL)
    with pytest.raises(SignerProblem) as caught:
        await signer.sign_sha1([b"data"])
    assert caught.value.code == "signer.resting"
    status = await signer.status()
    assert (status.state, status.reason) == (SignerState.FAILED, "signer.resting")
    assert status.next_try == caught.value.params["next_try"]
    async with asyncio.timeout(10):
        while (await signer.status()).state is not SignerState.READY:
            await asyncio.sleep(0.05)


async def test_many_calls_at_once_are_answered_each_with_its_own(
    open_signer: OpenSigner, a3: Pkcs11
) -> None:
    signer = await open_signer(a3)
    calls = (signer.sign_sha1([b"%d" % number]) for number in range(50))
    signatures = [signature for (signature,) in await asyncio.gather(*calls)]
    one_by_one = [(await signer.sign_sha1([b"%d" % number]))[0] for number in range(50)]
    assert signatures == one_by_one


async def test_the_pin_is_in_no_argument_and_no_environment(
    open_signer: OpenSigner, a3: Pkcs11, token: SoftToken, server: TlsServer
) -> None:
    signer = await open_signer(a3)
    await signer.post(server.url, headers={}, body=b"x", timeout=5)
    process = Path(f"/proc/{only_child()}")
    for name in ("cmdline", "environ"):
        content = (process / name).read_bytes()
        assert content
        assert token.pin.encode() not in content


async def test_closing_leaves_no_process_and_no_file_with_a_secret(
    open_signer: OpenSigner, a3: Pkcs11, server: TlsServer, tmp_path: Path
) -> None:
    signer = await open_signer(a3)
    await signer.post(server.url, headers={}, body=b"x", timeout=5)
    pid = only_child()
    await signer.close()
    assert not is_signer(pid)
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["pins.json"]


async def test_who_waits_for_a_process_is_told_when_the_signer_closes(
    open_signer: OpenSigner, a1: Pkcs12
) -> None:
    signer = await open_signer(a1)
    waiting = asyncio.create_task(signer.certificate())
    await asyncio.sleep(0)
    await signer.close()
    with pytest.raises(SignerProblem):
        await waiting


async def test_a_closed_signer_says_so(open_signer: OpenSigner, a1: Pkcs12) -> None:
    signer = await open_signer(a1)
    await signer.close()
    with pytest.raises(SignerProblem) as caught:
        await signer.certificate()
    assert caught.value.code == "signer.closed"


_DAEMON = """
import asyncio, sys
from pathlib import Path
from edge.clock import SystemClock
from edge.config import Pkcs12, SignerConfig
from edge.signer import Signer

async def main(file, password_file, data_dir):
    config = SignerConfig(document=Pkcs12(file=file, password_file=password_file))
    signer = Signer(config, issuer_cnpj="12345678000195", data_dir=data_dir, ca_file=None,
                    clock=SystemClock())
    await signer.start()
    await signer.certificate()
    print(open("/proc/self/task/%d/children" % __import__("os").getpid()).read(), flush=True)
    await asyncio.Event().wait()

asyncio.run(main(*map(Path, sys.argv[1:])))
"""


@pytest.mark.parametrize("stuck", [False, True])
async def test_the_process_dies_with_the_daemon_also_when_it_is_stuck(
    a1: Pkcs12, tmp_path: Path, *, stuck: bool
) -> None:
    """A stuck process cannot see the end of its socket; the kernel has to end it."""
    daemon = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", _DAEMON, a1.file, a1.password_file, tmp_path),
        stdout=asyncio.subprocess.PIPE,
    )
    assert daemon.stdout is not None
    pid = int(await daemon.stdout.readline())
    if stuck:
        os.kill(pid, signal.SIGSTOP)
    daemon.kill()
    await daemon.wait()
    await until_gone(pid)


async def test_signals_to_the_whole_group_leave_the_process_to_the_daemon(
    open_signer: OpenSigner, a1: Pkcs12
) -> None:
    signer = await open_signer(a1)
    await signer.certificate()
    pid = only_child()
    os.kill(pid, signal.SIGTERM)
    os.kill(pid, signal.SIGINT)
    assert len(await signer.sign_sha1([b"data"])) == 1
    assert only_child() == pid
