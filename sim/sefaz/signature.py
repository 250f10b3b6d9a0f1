"""XML signatures, verified by xmlsec (libxmlsec1)."""

from __future__ import annotations

import base64
import binascii

import xmlsec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from lxml import etree

from sim.sefaz.markup import DSIG

_TRANSFORMS = [
    "http://www.w3.org/2000/09/xmldsig#enveloped-signature",
    "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
]


def follows_profile(root: etree._Element, signed_id: str) -> bool:
    """What the schema leaves open: what the reference refers to, the order of the transforms."""
    reference = root.find(f"{{{DSIG}}}Signature/{{{DSIG}}}SignedInfo/{{{DSIG}}}Reference")
    if reference is None:
        return False
    transforms = reference.findall(f"{{{DSIG}}}Transforms/{{{DSIG}}}Transform")
    return (
        reference.get("URI") == f"#{signed_id}"
        and [each.get("Algorithm") for each in transforms] == _TRANSFORMS
    )


def holds(root: etree._Element, certificate: bytes) -> bool:
    """Whether the ``Signature`` under ``root`` was made over it with this certificate's key."""
    signature = root.find(f"{{{DSIG}}}Signature")
    if signature is None:
        return False
    context = xmlsec.SignatureContext()
    try:
        context.key = xmlsec.Key.from_memory(certificate, xmlsec.constants.KeyDataFormatCertDer)
        for signed in root.iterchildren():
            if signed.get("Id") and signed is not signature:
                context.register_id(signed, "Id")
        context.verify(signature)
    except xmlsec.Error:
        return False
    return True


def rsa_sha1_holds(key: rsa.RSAPublicKey, text: str, signature: str) -> bool:
    """RSASSA-PKCS1-v1_5 with SHA-1 over ``text``; ``signature`` is base64."""
    try:
        key.verify(
            base64.b64decode(signature, validate=True),
            text.encode(),
            padding.PKCS1v15(),
            hashes.SHA1(),  # noqa: S303 - the layout fixes it
        )
    except (InvalidSignature, binascii.Error):
        return False
    return True
