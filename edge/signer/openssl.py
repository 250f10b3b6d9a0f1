"""OpenSSL's way to a key on a token: the pkcs11-provider, loaded into this process.

Python's ``ssl`` takes client keys only from files. The provider reads a PEM file that holds nothing
but the key's PKCS#11 URI, and has the module sign where the key is used.

The provider gets no PIN. A PKCS#11 login holds for the whole process, and the driver has logged in
before; so a PIN can be sent by one place only, the one that remembers which were refused.
"""

from __future__ import annotations

import base64
import ctypes
import textwrap
from pathlib import Path

from edge.config import Pkcs11
from edge.errors import SignerProblem
from edge.signer.memory_file import memory_file

_TAG_SEQUENCE, _TAG_VISIBLE_STRING, _TAG_UTF8_STRING = 0x30, 0x1A, 0x0C
_PEM_LABEL = "PKCS#11 PROVIDER URI"
_VERSION = b"PKCS#11 Provider URI v1.0"

#: Tokens that know no RSA-PSS fail the handshake when a server picks it ("EVP lib"), also in
#: TLS 1.2. These are what we sign with; what the server signs with is left to it.
_CLIENT_SIGNATURES = "RSA+SHA256:RSA+SHA384:RSA+SHA512"

_CONFIGURATION = """\
openssl_conf = init
[init]
providers = providers
ssl_conf = ssl
[providers]
default = default_provider
pkcs11 = pkcs11_provider
[default_provider]
activate = 1
[pkcs11_provider]
{settings}
activate = 1
[ssl]
system_default = tls
[tls]
ClientSignatureAlgorithms = {signatures}
"""


def use_token_keys(config: Pkcs11) -> None:
    """Load the provider with ``config.module``; every ``SSLContext`` made later can use its keys.

    To be called once in a process, and not in the daemon: the setting holds for all of OpenSSL.
    Raises ``SignerProblem``.
    """
    libcrypto = ctypes.CDLL(str(_shared_libcrypto()))
    libcrypto.OSSL_LIB_CTX_load_config.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
    libcrypto.OSSL_PROVIDER_available.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
    with memory_file(configuration(config).encode()) as file:
        loaded = libcrypto.OSSL_LIB_CTX_load_config(None, bytes(file))
    if loaded != 1 or libcrypto.OSSL_PROVIDER_available(None, b"pkcs11") != 1:
        raise SignerProblem("signer.no_provider", provider=str(config.provider or "pkcs11"))


def configuration(config: Pkcs11) -> str:
    """The text of an ``openssl.cnf``.

    Without ``module`` OpenSSL looks for ``pkcs11.so`` in its own folder. ``cache-keys`` off, so
    that the provider does not try to copy the key.
    """
    settings = {
        "module": config.provider and _quoted(config.provider),
        "pkcs11-module-path": _quoted(config.module),
        "pkcs11-module-load-behavior": "early",
        "pkcs11-module-cache-keys": "false",
        "pkcs11-module-quirks": " ".join(config.quirks),
    }
    lines = "\n".join(f"{name} = {value}" for name, value in settings.items() if value)
    return _CONFIGURATION.format(settings=lines, signatures=_CLIENT_SIGNATURES)


def key_uri(*, serial: bytes, cka_id: bytes) -> str:
    """The private key ``cka_id`` on the token ``serial`` (RFC 7512)."""
    return f"pkcs11:serial={_percent(serial)};id={_percent(cka_id)};type=private"


def key_reference(uri: str) -> bytes:
    """A PEM "key file" that stands for the private key at ``uri``.

    ASN.1, by the provider's own convention: SEQUENCE { VisibleString version, UTF8String uri }.
    """
    version = _tlv(_TAG_VISIBLE_STRING, _VERSION)
    der = _tlv(_TAG_SEQUENCE, version + _tlv(_TAG_UTF8_STRING, uri.encode()))
    lines = textwrap.wrap(base64.b64encode(der).decode(), 64)
    pem = [f"-----BEGIN {_PEM_LABEL}-----", *lines, f"-----END {_PEM_LABEL}-----", ""]
    return "\n".join(pem).encode()


def _tlv(tag: int, value: bytes) -> bytes:
    length = len(value)
    if length < 0x80:
        return bytes([tag, length]) + value
    size = (length.bit_length() + 7) // 8
    return bytes([tag, 0x80 | size]) + length.to_bytes(size, "big") + value


def _percent(value: bytes) -> str:
    return "".join(f"%{byte:02X}" for byte in value)


def _quoted(path: Path) -> str:
    """A path in an OpenSSL configuration, where some characters mean something."""
    text = str(path)
    for special in "\\$#\"'":
        text = text.replace(special, f"\\{special}")
    return text


def _shared_libcrypto() -> Path:
    """The library that Python's ``ssl`` uses; a Python with an OpenSSL inside cannot be helped."""
    import ssl  # noqa: F401 - so that it is loaded

    for line in Path("/proc/self/maps").read_text().splitlines():
        path = Path(line.split(maxsplit=5)[-1])
        if path.name.startswith("libcrypto.so.3"):
            return path
    raise SignerProblem("signer.openssl_not_shared")
