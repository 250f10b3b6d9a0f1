"""A token in software that keeps its key to itself and can be pulled out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sim.pki import Pki, make_pki
from sim.token import SoftToken, run

LOOK = """
import json, pkcs11, sys
from pkcs11 import Attribute, ObjectClass, TokenFlag
module, pin = sys.argv[1:]
found = {}
for slot in pkcs11.lib(module).get_slots(token_present=True):
    token = slot.get_token()
    if TokenFlag.TOKEN_INITIALIZED in token.flags:
        with token.open() as session:
            certificates = [each[Attribute.ID].hex() for each in session.get_objects(
                {Attribute.CLASS: ObjectClass.CERTIFICATE})]
        with token.open(user_pin=pin) as session:
            keys = [{"id": each[Attribute.ID].hex(), "sensitive": each[Attribute.SENSITIVE],
                     "extractable": each[Attribute.EXTRACTABLE]}
                    for each in session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY})]
        found[token.label] = {"certificates": certificates, "keys": keys}
print(json.dumps(found))
"""


def look(token: SoftToken) -> dict[str, Any]:
    """What is in the reader, as another process sees it."""
    command = [sys.executable, "-c", LOOK, str(token.module), token.pin]
    told = subprocess.check_output(command, env=os.environ | token.environment)
    found: dict[str, Any] = json.loads(told)
    return found


@pytest.fixture(scope="module")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Pki:
    return make_pki(tmp_path_factory.mktemp("pki"), cnpj="12345678000195", company="MERCADO")


@pytest.fixture
def token(tmp_path: Path, pki: Pki) -> SoftToken:
    token = SoftToken(tmp_path, label="A3 DA LOJA")
    token.create(pki.company_key, pki.company_chain)
    return token


def test_the_key_is_sensitive_and_shares_its_id_with_one_certificate(token: SoftToken) -> None:
    seen = look(token)["A3 DA LOJA"]
    (key,) = seen["keys"]
    assert (key["sensitive"], key["extractable"]) == (True, False)
    assert len(set(seen["certificates"])) == 3
    assert key["id"] in seen["certificates"]


def test_a_removed_token_is_not_seen_until_it_is_put_back(token: SoftToken) -> None:
    before = look(token)
    token.set_fault("removed")
    assert look(token) == {}
    token.clear_faults()
    assert look(token) == before


async def test_a_token_left_out_by_an_earlier_run_is_plugged_in_at_the_start(
    token: SoftToken, tmp_path: Path
) -> None:
    token.set_fault("removed")
    later = SoftToken(tmp_path, label="A3 DA LOJA")
    await later.start()
    assert look(later)
    await later.stop()


def test_making_it_again_replaces_it(token: SoftToken, pki: Pki) -> None:
    token.create(pki.company_key, pki.company_chain)
    assert len(look(token)["A3 DA LOJA"]["keys"]) == 1


def test_two_tokens_fit_in_one_reader(token: SoftToken, tmp_path: Path, pki: Pki) -> None:
    second = SoftToken(tmp_path, label="OUTRO")
    second.create(pki.company_key, pki.company_chain)
    assert look(token).keys() == {"A3 DA LOJA", "OUTRO"}


def test_an_unknown_fault_is_refused(token: SoftToken) -> None:
    with pytest.raises(ValueError, match="melted"):
        token.set_fault("melted")


def test_the_command_makes_pulls_and_puts_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--dir", str(tmp_path)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert Path(told["environment"]["SOFTHSM2_CONF"]).exists()
    assert len(list((tmp_path / "token" / "tokens").iterdir())) == 1
    run(["--dir", str(tmp_path), "--remove"])
    assert list((tmp_path / "token" / "tokens").iterdir()) == []
    run(["--dir", str(tmp_path), "--insert"])
    assert len(list((tmp_path / "token" / "tokens").iterdir())) == 1
