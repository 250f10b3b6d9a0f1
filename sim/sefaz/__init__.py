"""SEFAZ: an authoriser of NFC-e that judges documents by the law, with no code of the daemon's."""

from sim.sefaz.server import Sefaz

__all__ = ["Sefaz"]
