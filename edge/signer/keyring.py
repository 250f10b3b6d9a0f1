"""The certificates of the configuration, opened when they are first needed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from edge.config import Certificate, Pkcs12
from edge.errors import SignerProblem
from edge.signer.a1 import A1
from edge.signer.identity import Identity
from edge.signer.wire import Setup
from hw_drivers.tokens.errors import TokenLost
from hw_drivers.tokens.package import require_python_pkcs11
from hw_drivers.tokens.pins import PinMemory

if TYPE_CHECKING:
    from hw_drivers.tokens.pkcs11 import Pkcs11Module


class Keyring:
    """The certificate that signs documents and the one shown to SEFAZ; often the same.

    Opening raises ``TokenError`` or ``SignerProblem`` and may be tried again. Once a token was lost
    the keyring is ``worn`` and opens nothing more: OpenSSL's provider still holds the sessions that
    went with the token, and only a new process is rid of them.
    """

    def __init__(self, setup: Setup) -> None:
        self._config = setup.config
        self._issuer_cnpj = setup.issuer_cnpj
        self._pins = PinMemory(setup.data_dir / "pins.json")
        self._modules: dict[Path, Pkcs11Module] = {}
        self._document: Identity | None = None
        self._transport: Identity | None = None
        self.worn = False

    def document(self) -> Identity:
        if self._document is None:
            opened = self._open(self._config.document)
            holder = opened.certificate.CNPJ or "-"
            if isinstance(opened, A1) and holder[:8] != self._issuer_cnpj[:8]:
                opened.close()
                raise SignerProblem("signer.other_cnpj", found=holder, wanted=self._issuer_cnpj)
            self._document = opened
        return self._document

    def transport(self) -> Identity:
        """Any certificate will do: SEFAZ does not ask that it be the one that signs."""
        if self._config.transport in (None, self._config.document):
            return self.document()
        if self._transport is None:
            self._transport = self._open(self._config.transport)
        return self._transport

    def close(self) -> None:
        for identity in (self._document, self._transport):
            if identity is not None:
                identity.close()

    def _open(self, config: Certificate) -> Identity:
        if isinstance(config, Pkcs12):
            return A1.open(config)
        if self.worn:
            raise TokenLost("token.lost")
        require_python_pkcs11()
        from edge.signer.a3 import A3
        from hw_drivers.tokens.pkcs11 import Pkcs11Module

        module = self._modules.setdefault(config.module, Pkcs11Module(config.module))
        return A3.open(config, module, issuer_cnpj=self._issuer_cnpj, memory=self._pins)
