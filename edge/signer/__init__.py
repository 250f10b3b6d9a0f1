"""Signing and mutual TLS with the shop's certificate, in a helper process that owns key and PIN."""

from edge.signer.client import Signer
from edge.signer.supervisor import Patience
from edge.signer.types import CertificateInfo, HttpAnswer, SignerState, SignerStatus

__all__ = ["CertificateInfo", "HttpAnswer", "Patience", "Signer", "SignerState", "SignerStatus"]
