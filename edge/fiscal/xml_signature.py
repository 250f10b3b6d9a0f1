"""The one XML signature that SEFAZ accepts: enveloped, C14N 1.0, RSA-SHA1, one certificate.

The schema fixes every algorithm (``xmldsig-core-schema_v1.01.xsd``), so ``SignedInfo`` is a text
with two holes. What is signed is written by us in canonical form, so its canonical form is its own
text with the inherited namespace written first; ``verify`` checks that against a real C14N. Why our
own: docs/decisions/own-xml-signer.md.
"""

from __future__ import annotations

import base64
import hashlib
from copy import deepcopy

from lxml import etree

from edge.errors import Untrusted
from edge.fiscal.parsing import DSIG, parse

_C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
_XMLNS = f' xmlns="{DSIG}"'.encode()


def digest_value(canonical: bytes) -> str:
    """``DigestValue``: base64 of the SHA-1 of a canonical element."""
    digest = hashlib.sha1(canonical, usedforsecurity=False).digest()
    return base64.b64encode(digest).decode()


def signed_info(reference: str, digest: str) -> bytes:
    """``SignedInfo`` in canonical form: the bytes that the private key signs.

    ``reference`` is the ``Id`` of the signed element (``NFe…``, ``ID…``).
    """
    return (
        f'<SignedInfo xmlns="{DSIG}">'
        f'<CanonicalizationMethod Algorithm="{_C14N}"></CanonicalizationMethod>'
        f'<SignatureMethod Algorithm="{DSIG}rsa-sha1"></SignatureMethod>'
        f'<Reference URI="#{reference}"><Transforms>'
        f'<Transform Algorithm="{DSIG}enveloped-signature"></Transform>'
        f'<Transform Algorithm="{_C14N}"></Transform></Transforms>'
        f'<DigestMethod Algorithm="{DSIG}sha1"></DigestMethod>'
        f"<DigestValue>{digest}</DigestValue></Reference></SignedInfo>"
    ).encode()


def signature_element(info: bytes, *, signature: bytes, certificate: bytes) -> bytes:
    """``Signature`` around the ``SignedInfo`` that was signed. ``certificate`` is DER."""
    return b"".join(
        (
            b"<Signature%b>" % _XMLNS,
            info.replace(_XMLNS, b"", 1),
            b"<SignatureValue>%b</SignatureValue>" % base64.b64encode(signature),
            b"<KeyInfo><X509Data><X509Certificate>%b" % base64.b64encode(certificate),
            b"</X509Certificate></X509Data></KeyInfo></Signature>",
        )
    )


def verify(xml: bytes) -> None:
    """Check the finished bytes as a stranger would, all but the RSA itself.

    Parses them anew, canonicalises the element that the signature names, and compares the
    ``SignedInfo`` that this gives with the one that is there. Raises ``Untrusted`` with
    ``fiscal.not_signed`` or ``fiscal.signature_differs``.
    """
    root = parse(xml)
    signatures = list(root.iter(f"{{{DSIG}}}Signature"))
    info = signatures[0].find(f"{{{DSIG}}}SignedInfo") if len(signatures) == 1 else None
    reference = None if info is None else info.find(f"{{{DSIG}}}Reference")
    if info is None or reference is None:
        raise Untrusted("fiscal.not_signed", signatures=len(signatures))
    name = str(reference.get("URI", ""))[1:]
    # Enveloped: what is signed stands beside its signature, and nowhere else is looked for.
    beside = signatures[0].itersiblings(preceding=True)
    signed = [element for element in beside if element.get("Id") == name]
    if len(signed) != 1:
        raise Untrusted("fiscal.not_signed", reference=name)
    if _canonical(info) != signed_info(name, digest_value(_canonical(signed[0]))):
        raise Untrusted("fiscal.signature_differs", reference=name)


def _canonical(element: etree._Element) -> bytes:
    # Canonicalised in place, lxml writes xmlns="" into the grandchildren of an element that
    # inherits its namespace; a copy owns the namespace and comes out right (lxml 5.3 to 6.1).
    return etree.tostring(deepcopy(element), method="c14n", with_comments=False, with_tail=False)
