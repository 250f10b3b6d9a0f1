"""The texts that lead OpenSSL to a key on a token."""

from __future__ import annotations

import base64
import subprocess
from pathlib import Path

import pytest

from edge.config import Pkcs11
from edge.signer.openssl import configuration, key_reference, key_uri


def test_the_key_reference_is_the_one_the_provider_s_own_tool_writes() -> None:
    lines = key_reference("pkcs11:token=A3SIM;object=a3key;type=private").decode().splitlines()
    assert lines[0] == "-----BEGIN PKCS#11 PROVIDER URI-----"
    assert lines[-1] == "-----END PKCS#11 PROVIDER URI-----"
    assert "".join(lines[1:-1]) == (
        "MEkaGVBLQ1MjMTEgUHJvdmlkZXIgVVJJIHYxLjAMLHBrY3MxMTp0b2tlbj1BM1NJTTtvYmplY3Q9YTNrZXk7"
        "dHlwZT1wcml2YXRl"
    )


def test_serial_numbers_and_ids_of_any_bytes_are_spelled_out() -> None:
    uri = key_uri(serial=b"0 ;a", cka_id=bytes([0, 255]))
    assert uri == "pkcs11:serial=%30%20%3B%61;id=%00%FF;type=private"


@pytest.mark.parametrize("length", [1, 95, 96, 97, 127, 128, 222, 223, 256, 400])
def test_openssl_reads_the_reference_as_asn1_whatever_its_length(length: int) -> None:
    uri = "p" * length
    body = b"".join(key_reference(uri).splitlines()[1:-1])
    asn1 = subprocess.run(
        ["openssl", "asn1parse", "-inform", "DER"],
        input=base64.b64decode(body),
        capture_output=True,
        check=True,
    ).stdout.decode()
    assert "PKCS#11 Provider URI v1.0" in asn1
    assert asn1.rstrip().endswith(f"UTF8STRING        :{uri}")


def test_nothing_secret_stands_in_the_configuration(tmp_path: Path) -> None:
    pin_file = tmp_path / "pin"
    text = configuration(Pkcs11(module=Path("/usr/lib/libeToken.so"), pin_file=pin_file))
    assert "pkcs11-module-path = /usr/lib/libeToken.so\n" in text
    assert "pin" not in text.replace("pkcs11", "").lower()


def test_quirks_and_another_provider_are_passed_on() -> None:
    text = configuration(
        Pkcs11(
            module=Path("/opt/a $b#/p11.so"),
            pin_file=Path("pin"),
            provider=Path("/opt/pkcs11.so"),
            quirks=("no-deinit", "no-session-callbacks"),
        )
    )
    assert "module = /opt/pkcs11.so\n" in text
    assert "pkcs11-module-path = /opt/a \\$b\\#/p11.so\n" in text
    assert "pkcs11-module-quirks = no-deinit no-session-callbacks\n" in text
