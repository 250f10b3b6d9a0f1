"""The unit as it is installed, with the daemon as it is, under a systemd that is process 1."""

from __future__ import annotations

import hashlib
import json
import sys
import sysconfig
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from sim.pki import make_pki
from tests.support.machine import Machine, wait_for, why_not

REASON = why_not()
pytestmark = pytest.mark.skipif(REASON is not None, reason=str(REASON))

UNIT = "white-edge.service"
SOURCE = Path(__file__).parents[2]
CNPJ = "12345678000195"
KEY = "chave-do-caixa"
CONFIG = f"""
[box]
tenant = "demo"
id = "box1"
data_dir = "/var/lib/white-edge"

[issuer]
CNPJ = "{CNPJ}"
xNome = "Mercearia de Teste Ltda"
IE = "110042490114"
CRT = 1
[issuer.address]
xLgr = "Rua das Flores"
nro = "10"
xBairro = "Centro"
cMun = "3550308"
xMun = "Sao Paulo"
UF = "SP"
CEP = "01001000"

[fiscal]
tpAmb = 2
serie = 1

[signer.document]
kind = "pkcs12"
file = "/run/credentials/white-edge.service/secrets_a1.p12"
password_file = "/run/credentials/white-edge.service/secrets_a1.password"

[lan]
host = "127.0.0.1"
port = 8787
[[lan.tills]]
id = "till-1"
key_sha256 = "{hashlib.sha256(KEY.encode()).hexdigest()}"
"""
SALE = {
    "items": [
        {
            "sku": "QJ-KG",
            "description": "Queijo minas",
            "gtin": "SEM GTIN",
            "ncm": "04061010",
            "cfop": "5102",
            "unit": "KG",
            "quantity": "0.432",
            "unit_price": "59.90",
            "tax": {"icms": {"orig": "0", "csosn": "102"}},
        }
    ],
    "payments": [{"method": "cash", "amount": "50.00"}],
}
TILL = """
import sys
from urllib.request import Request, urlopen

url, key, sale = sys.argv[1:]
headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": "1"}
print(urlopen(Request(url, sale.encode(), headers)).read().decode())
"""
# Python is where the unit's sandbox lets it be seen; /root and /home are not.
EDGE = """#!/bin/sh
export PYTHONPATH=/opt/white-edge/source:/opt/white-edge/packages
export LD_LIBRARY_PATH=/opt/white-edge/python/lib
exec /opt/white-edge/python/{python} -c 'from edge.cli import main; main()' "$@"
"""
# Only how long the watchdog waits differs from what is installed.
IMPATIENT = """[Service]
WatchdogSec=4
TimeoutAbortSec=2
"""


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    folder = tmp_path_factory.mktemp("machine")
    (secrets := folder / "etc/secrets").mkdir(parents=True)
    pki = make_pki(folder / "pki", cnpj=CNPJ, company="MERCEARIA DE TESTE LTDA")
    (secrets / "a1.p12").write_bytes(pki.a1_file.read_bytes())
    (secrets / "a1.password").write_bytes(pki.a1_password_file.read_bytes())
    secrets.chmod(0o700)
    (folder / "etc/edge.toml").write_text(CONFIG)
    (folder / "etc").chmod(0o755)
    python = Path(sys.executable).resolve().relative_to(sys.base_prefix)
    (edge := folder / "edge").write_text(EDGE.format(python=python))
    edge.chmod(0o755)
    (impatient := folder / "impatient.conf").write_text(IMPATIENT)
    machine = Machine(
        {
            "/etc/systemd/system/white-edge.service": SOURCE / "systemd/white-edge.service",
            "/etc/systemd/system/white-edge.service.d/impatient.conf": impatient,
            "/etc/sysusers.d/white-edge.conf": SOURCE / "systemd/white-edge.sysusers",
            "/etc/tmpfiles.d/white-edge.conf": SOURCE / "systemd/white-edge.tmpfiles",
            "/etc/white-edge": folder / "etc",
            "/opt/white-edge/bin/edge": edge,
            "/opt/white-edge/python": Path(sys.base_prefix),
            "/opt/white-edge/packages": Path(sysconfig.get_path("purelib")),
            "/opt/white-edge/source/edge": SOURCE / "edge",
            "/opt/white-edge/source/hw_drivers": SOURCE / "hw_drivers",
        },
        log=folder / "console.log",
    )
    try:
        machine.run("systemctl", "start", "--no-block", UNIT)
        wait_for(partial(is_active, machine), within_s=30, told=partial(machine.journal, UNIT))
        yield machine
    finally:
        machine.stop()


def shown(machine: Machine, what: str) -> str:
    return machine.run("systemctl", "show", "--value", f"--property={what}", UNIT)


def is_active(machine: Machine) -> bool:
    return shown(machine, "ActiveState") == "active"


def test_the_unit_is_active_once_the_daemon_says_it_is_ready(machine: Machine) -> None:
    assert shown(machine, "ActiveState") == "active"
    assert "edge.ready" in machine.journal(UNIT)


def test_the_daemon_runs_as_its_own_user_on_its_own_folder(machine: Machine) -> None:
    process = f"/proc/{shown(machine, 'MainPID')}"
    assert machine.run("stat", "--format=%U", process) == "white-edge"
    journal = machine.run("stat", "--format=%U %a", "/var/lib/white-edge/journal.db")
    assert journal == "white-edge 600"


def test_a_sale_is_signed_within_the_sandbox_with_secrets_that_only_root_can_read(
    machine: Machine,
) -> None:
    assert machine.run("stat", "--format=%U %a", "/etc/white-edge/secrets") == "root 700"
    till = (sys.executable, "-c", TILL, "http://127.0.0.1:8787/v1/sales", KEY, json.dumps(SALE))
    sold = json.loads(machine.run_on_its_network(*till))
    assert (sold["status"], sold["number"]) == ("contingency", 1)


def test_the_watchdog_starts_a_daemon_anew_that_hangs(machine: Machine) -> None:
    before = shown(machine, "MainPID")
    machine.run("bash", "-c", f"kill -STOP {before}")

    def another_is_active() -> bool:
        return shown(machine, "MainPID") not in {before, "0"} and is_active(machine)

    wait_for(another_is_active, within_s=40, told=partial(machine.journal, UNIT))
    assert "Watchdog timeout" in machine.journal(UNIT)


def test_the_daemon_ends_in_order_when_told_to(machine: Machine) -> None:
    machine.run("systemctl", "stop", UNIT)
    assert shown(machine, "Result") == "success"
    assert "edge.stopping" in machine.journal(UNIT)
    assert machine.run("find", "/proc", "-maxdepth", "1", "-user", "white-edge") == ""
