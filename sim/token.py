"""An A3 token in software: SoftHSM2, behind the same PKCS#11 interface as the plastic one.

Its key is sensitive and cannot be extracted; its certificates can be read without the PIN.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from sim.pki import make_pki

_MODULES = (
    Path("/usr/lib/softhsm/libsofthsm2.so"),
    Path("/usr/lib64/softhsm/libsofthsm2.so"),
    Path("/usr/local/lib/softhsm/libsofthsm2.so"),
)
_LOADER = str(Path(__file__).with_name("token_objects.py"))
_SO_PIN = "87654321"
_SETTINGS = """\
directories.tokendir = {tokens}
objectstore.backend = file
log.level = ERROR
slots.removable = true
slots.mechanisms = {mechanisms}
"""


class SoftToken:
    """A reader at ``folder`` with one token in it, called ``label``.

    Who loads ``module`` must have ``environment`` set. ``mechanisms`` narrows what the token can
    do, in SoftHSM's words (``-CKM_RSA_PKCS_PSS`` leaves one out). Another ``SoftToken`` on the same
    folder is a second token in the same reader.

    Faults: ``removed`` (pulled out of the reader, until cleared).
    """

    def __init__(
        self, folder: Path, *, label: str = "A3", pin: str = "123456", mechanisms: str = "ALL"
    ) -> None:
        self.label = label
        self.pin = pin
        self.module = next((path for path in _MODULES if path.exists()), _MODULES[0])
        self.environment = {"SOFTHSM2_CONF": str(folder / "softhsm2.conf")}
        self._inserted = folder / "tokens"
        self._pulled_out = folder / "pulled-out"
        self._inserted.mkdir(parents=True, exist_ok=True)
        self._pulled_out.mkdir(exist_ok=True)
        settings = _SETTINGS.format(tokens=self._inserted, mechanisms=mechanisms)
        Path(self.environment["SOFTHSM2_CONF"]).write_text(settings)

    def create(self, key: Path, chain: Path) -> None:
        """Make the token anew with this key and these certificates (PEM; in ``chain`` leaf first).

        Raises ``subprocess.CalledProcessError`` when SoftHSM refuses.
        """
        self.clear_faults()
        if self.label in self._labels():
            self._util("--delete-token", "--token", self.label)
        self._util(
            "--init-token", "--free", "--label", self.label, "--so-pin", _SO_PIN, "--pin", self.pin
        )
        request = {
            "module": str(self.module),
            "label": self.label,
            "pin": self.pin,
            "key": key.read_text(),
            "chain": chain.read_text(),
        }
        self._run([sys.executable, "-P", _LOADER], json.dumps(request))

    async def start(self) -> None:
        """Plug it in, should an earlier run have left it out."""
        self.clear_faults()

    async def stop(self) -> None:
        """Nothing runs: a token is files and whoever loads the module."""

    def set_fault(self, name: str) -> None:
        if name != "removed":
            raise ValueError(name)
        self._move(self._inserted, self._pulled_out)

    def clear_faults(self) -> None:
        self._move(self._pulled_out, self._inserted)

    @staticmethod
    def _move(origin: Path, target: Path) -> None:
        for token in origin.iterdir():
            token.rename(target / token.name)

    def _labels(self) -> set[str]:
        lines = (line.partition(":") for line in self._util("--show-slots").splitlines())
        return {value.strip() for name, _, value in lines if name.strip() == "Label"}

    def _util(self, *arguments: str) -> str:
        return self._run(["softhsm2-util", *arguments])

    def _run(self, command: Sequence[str], text: str | None = None) -> str:
        return subprocess.run(
            command,
            input=text,
            env={**os.environ, **self.environment},
            check=True,
            capture_output=True,
            text=True,
        ).stdout


def run(arguments: Sequence[str]) -> int:
    """``python -m sim token``: make a token with a new e-CNPJ, or pull it out and put it back."""
    parser = argparse.ArgumentParser(prog="python -m sim token", description=run.__doc__)
    parser.add_argument("--dir", type=Path, required=True, help="where token and certificates lie")
    parser.add_argument("--cnpj", default="12345678000195")
    parser.add_argument("--company", default="MERCADO MODELO LTDA")
    parser.add_argument("--pin", default="123456")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--remove", action="store_true", help="pull the token out")
    which.add_argument("--insert", action="store_true", help="put it back")
    options = parser.parse_args(arguments)
    folder = options.dir.resolve()
    token = SoftToken(folder / "token", pin=options.pin)
    if options.remove:
        token.set_fault("removed")
    elif options.insert:
        token.clear_faults()
    else:
        pki = make_pki(folder / "pki", cnpj=options.cnpj, company=options.company)
        token.create(pki.company_key, pki.company_chain)
    about = {"module": str(token.module), "environment": token.environment, "pin": token.pin}
    sys.stdout.write(json.dumps(about) + "\n")
    return 0
