"""Signature tokens (A3): smartcards and USB tokens behind PKCS#11."""
