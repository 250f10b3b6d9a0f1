"""The text of the QR code (``infNFeSupl/qrCode``).

Version 3 (NT 2025.001) needs no secret: online it is the key alone, offline seven parameters and
their RSA-SHA1 signature by the document's own certificate. Version 2 hashes in a code (CSC) that
the UF gave the shop, and is still accepted from a CNPJ.
"""

from __future__ import annotations

import base64
import hashlib


def online(url: str, access_key: str, tpAmb: int) -> str:
    """Version 3 of a document sent at once (``tpEmis`` 1)."""
    return f"{url}?p={access_key}|3|{tpAmb}"


def offline_payload(
    *,
    access_key: str,
    tpAmb: int,
    day: int,
    vNF: str,
    document: str | None,
    foreign: bool = False,
) -> bytes:
    """Version 3 of a contingency document (``tpEmis`` 9): what the certificate signs.

    ``day`` is that of ``dhEmi`` as written, ``vNF`` the very text of ``ICMSTot/vNF``, ``document``
    the buyer's CNPJ or CPF; of a ``foreign`` buyer only that much is said (manual 6.0, page 30).
    """
    kind = "3" if foreign else ""
    if document is not None:
        kind = "1" if len(document) == 14 else "2"
    return f"{access_key}|3|{tpAmb}|{day:02}|{vNF}|{kind}|{document or ''}".encode()


def offline(url: str, payload: bytes, signature: bytes) -> str:
    """Version 3 of a contingency document, once ``payload`` is signed."""
    return f"{url}?p={payload.decode()}|{base64.b64encode(signature).decode()}"


def online_v2(url: str, access_key: str, tpAmb: int, *, idCSC: int, CSC: str) -> str:
    """Version 2 of a document sent at once."""
    return _hashed(url, f"{access_key}|2|{tpAmb}|{idCSC}", CSC)


def offline_v2(
    url: str, access_key: str, tpAmb: int, *, day: int, vNF: str, digest: str, idCSC: int, CSC: str
) -> str:
    """Version 2 of a contingency document; ``digest`` is its DigestValue in base64."""
    stem = f"{access_key}|2|{tpAmb}|{day:02}|{vNF}|{digest.encode().hex()}|{idCSC}"
    return _hashed(url, stem, CSC)


def _hashed(url: str, stem: str, CSC: str) -> str:
    digest = hashlib.sha1((stem + CSC).encode(), usedforsecurity=False).hexdigest().upper()
    return f"{url}?p={stem}|{digest}"
