"""A certificate with its key, wherever the key is."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Protocol

from edge.signer.types import CertificateInfo


class Identity(Protocol):
    """Calls block. Raises ``SignerProblem`` or ``TokenError``, ``TokenLost`` once it has gone."""

    @property
    def certificate(self) -> CertificateInfo: ...

    def sign_sha1(self, data: bytes) -> bytes:
        """RSASSA-PKCS1-v1_5 with SHA-1 over ``data``."""

    def probe(self) -> None:
        """Raises when it could not sign now."""

    def tls_context(self, ca_file: Path | None) -> ssl.SSLContext:
        """For clients that show this certificate."""

    def close(self) -> None: ...
