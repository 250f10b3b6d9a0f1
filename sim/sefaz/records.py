"""What SEFAZ writes down: authorised documents, registered events, voided numbers."""

from __future__ import annotations

from dataclasses import dataclass

#: Issuer, model, series and number within an access key: what one document alone may have.
_NUMBER = slice(6, 34)


@dataclass(frozen=True, kw_only=True, slots=True)
class Authorization:
    """An authorised document. ``xml`` is what was received, byte for byte (as text, UTF-8).

    ``cMsg`` and ``xMsg``: what SEFAZ had to say beside it (NT 2026.002), or empty.
    """

    access_key: str
    cStat: int
    xMotivo: str
    nProt: str
    nRec: str
    dhRecbto: str
    digVal: str
    vNF: str
    tpEmis: str
    xml: str
    cMsg: str = ""
    xMsg: str = ""

    @property
    def number(self) -> str:
        return number_of(self.access_key)


@dataclass(frozen=True, kw_only=True, slots=True)
class Registration:
    """A registered event. ``xml`` is the ``evento`` as received.

    ``cOrgaoAutor`` is empty where the event has none; ``buyer`` is the document's, as the receipt
    of a cancellation names him (``<CPFDest>…``), or empty.
    """

    access_key: str
    tpEvento: str
    nSeqEvento: str
    cStat: int
    xMotivo: str
    xEvento: str
    nProt: str
    dhRegEvento: str
    cOrgaoAutor: str
    buyer: str
    xml: str

    @property
    def cancels(self) -> bool:
        return self.tpEvento in {"110111", "110112"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Voided:
    """A range of numbers that nobody will use (*inutilização*). ``xml`` is the ``inutNFe``."""

    CNPJ: str
    ano: str
    mod: str
    serie: str
    nNFIni: int
    nNFFin: int
    nProt: str
    dhRecbto: str
    xml: str

    def of_same_series(self, CNPJ: str, mod: str, serie: str) -> bool:
        return (self.CNPJ, self.mod, self.serie) == (CNPJ, mod, serie)

    def has(self, number: str) -> bool:
        """``number`` as ``number_of`` gives it."""
        CNPJ, mod, serie, nNF = number[:14], number[14:16], number[16:19], number[19:]
        series = self.of_same_series(CNPJ, mod, str(int(serie)))
        return series and self.nNFIni <= int(nNF) <= self.nNFFin


Record = Authorization | Registration | Voided


def number_of(access_key: str) -> str:
    """Issuer (14 characters), model (2), series (3) and number (9)."""
    return access_key[_NUMBER]
