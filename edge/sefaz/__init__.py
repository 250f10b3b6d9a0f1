"""Talking to SEFAZ: its services, whether it is there, and what became of every document."""
