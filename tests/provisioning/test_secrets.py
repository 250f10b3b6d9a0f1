"""Secrets are read only where nobody else can read them."""

from __future__ import annotations

from pathlib import Path

import pytest

from edge.errors import ConfigProblem
from edge.messages import render
from edge.provisioning.secrets import read_secret


def secret(folder: Path, content: bytes, *, mode: int = 0o600) -> Path:
    path = folder / "pin"
    path.write_bytes(content)
    path.chmod(mode)
    return path


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"1234", "1234"),
        (b"1234\n", "1234"),
        (b"1234\r\n", "1234"),
        (b"1234\n\n", "1234\n"),
        (b" 1234 \n", " 1234 "),
        ("ação\n".encode(), "ação"),
    ],
)
def test_one_line_end_is_not_part_of_the_secret(tmp_path: Path, content: bytes, text: str) -> None:
    assert read_secret(secret(tmp_path, content), field="pin_file", environment={}) == text


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660, 0o601])
def test_a_secret_that_others_can_reach_is_refused_with_the_remedy(
    tmp_path: Path, mode: int
) -> None:
    path = secret(tmp_path, b"1234", mode=mode)
    with pytest.raises(ConfigProblem, match=r"secret\.exposed") as caught:
        read_secret(path, field="signer.document.pin_file", environment={})
    sentence = render(caught.value.code, caught.value.params)
    assert f"chmod 600 {path}" in sentence
    assert "signer.document.pin_file" in sentence
    assert f"{mode:04o}" in sentence
    assert "1234" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "secret.empty"),
        (b"\n", "secret.empty"),
        (b"\xff", "secret.unreadable"),
    ],
)
def test_what_is_no_secret_is_named(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(ConfigProblem) as caught:
        read_secret(secret(tmp_path, content), field="pin_file", environment={})
    assert caught.value.code == code
    assert render(code, caught.value.params) != code


def test_a_missing_secret_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigProblem, match=r"secret\.missing"):
        read_secret(tmp_path / "pin", field="pin_file", environment={})


def test_a_folder_is_no_secret(tmp_path: Path) -> None:
    with pytest.raises(ConfigProblem, match=r"secret\.unreadable"):
        read_secret(tmp_path, field="pin_file", environment={})


def test_a_credential_of_the_same_name_comes_first(tmp_path: Path) -> None:
    """systemd shows the daemon's access as group bits: mode 0440 with an ACL."""
    credentials = tmp_path / "credentials"
    credentials.mkdir()
    secret(credentials, b"from systemd", mode=0o440)
    environment = {"CREDENTIALS_DIRECTORY": str(credentials)}
    plain = secret(tmp_path, b"from the file")
    assert read_secret(plain, field="pin_file", environment=environment) == "from systemd"
    guarded = credentials / "pin"
    assert read_secret(guarded, field="pin_file", environment=environment) == "from systemd"
    assert read_secret(plain, field="pin_file", environment={}) == "from the file"
