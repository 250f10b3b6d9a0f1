"""TLS towards SEFAZ."""

from __future__ import annotations

import ssl
from pathlib import Path

from edge.errors import SignerProblem
from edge.signer.memory_file import memory_file


def client_context(ca_file: Path | None, *, chain: bytes, key: bytes) -> ssl.SSLContext:
    """A context that shows ``chain`` (PEM, the holder's first) and signs with ``key`` (PEM).

    TLS 1.2 exactly: no SEFAZ host speaks 1.3, and tokens without RSA-PSS could not. Several hosts
    ask for the certificate by renegotiation after the request, which 1.2 allows and Python does.
    Raises ``SignerProblem`` when the CA file or the key is of no use.
    """
    try:
        context = ssl.create_default_context(cafile=str(ca_file) if ca_file else None)
    except OSError as error:
        raise SignerProblem("signer.ca_unreadable", file=str(ca_file), why=str(error)) from None
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_2
    # Python 3.13 asks of authorities what some of those above SEFAZ hosts lack (keyUsage).
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    with memory_file(chain) as chain_file, memory_file(key) as key_file:
        try:
            context.load_cert_chain(chain_file, key_file)
        except OSError as error:
            raise SignerProblem("signer.key_unusable", why=str(error)) from None
    return context
