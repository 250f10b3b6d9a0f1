"""Rules about the issuer, the key, the time and contingency."""

from __future__ import annotations

from datetime import datetime, timedelta

from edge.fiscal import access_key, cnf, cnpj
from edge.fiscal.note import Note
from edge.fiscal.states import CUF
from edge.fiscal.till_fields import refusal

#: SEFAZ's tolerance for clocks and delays (rules B09-10 and B09-20).
_FIVE_MINUTES = timedelta(minutes=5)
_OLDEST_CONTINGENCY = timedelta(days=30)
#: Series of the emitter's own software with a CNPJ end here; the rest belong to others.
_LAST_SERIES = 889


def r207(note: Note) -> None:
    """The issuer's CNPJ closes."""
    if not cnpj.is_valid(note.issuer.CNPJ):
        raise refusal("207", "issuer.CNPJ", value=note.issuer.CNPJ)


def r253(note: Note) -> None:
    """The key closes."""
    if not access_key.is_valid(note.access_key):
        raise refusal("253", "access_key", value=note.access_key)


def r266(note: Note) -> None:
    """The series is one that the shop's own software may use."""
    if not 0 <= note.serie <= _LAST_SERIES:
        raise refusal("266", "fiscal.serie", value=note.serie)


def r273(note: Note) -> None:
    """The issuer's municipality lies in its UF: the first two digits are the UF's."""
    address = note.issuer.address
    if CUF.get(address.UF) != address.cMun[:2]:
        raise refusal("273", "issuer.address.cMun", value=address.cMun, UF=address.UF)


def r556(note: Note) -> None:
    """A note that is not in contingency gives no reason for one."""
    if note.tpEmis == 1 and note.contingency:
        raise refusal("556", "contingency")


def r557(note: Note) -> None:
    """A note in contingency says since when and why."""
    if note.tpEmis != 1 and not note.contingency:
        raise refusal("557", "contingency")


def r558(note: Note) -> None:
    """Contingency begins before the note is issued."""
    if note.contingency and note.contingency.dhCont > note.dhEmi:
        raise refusal("558", "contingency.dhCont", value=note.contingency.dhCont.isoformat())


def r569(note: Note) -> None:
    """Contingency has not gone on for ever."""
    if note.contingency and note.dhEmi - note.contingency.dhCont > _OLDEST_CONTINGENCY:
        raise refusal("569", "contingency.dhCont", value=note.contingency.dhCont.isoformat())


def r712(note: Note) -> None:
    """The UF takes notes that were issued offline."""
    if note.tpEmis == 9 and not note.law.offline:
        raise refusal("712", "contingency", UF=note.issuer.address.UF)


def r530(note: Note) -> None:
    """Who sells services is registered with its municipality."""
    if note.totals.issqn and note.issuer.IM is None:
        raise refusal("530", "issuer.IM")


def r703(note: Note, now: datetime) -> None:
    """The note is not of the future."""
    if note.dhEmi - now > _FIVE_MINUTES:
        raise refusal("703", "dhEmi", value=note.dhEmi.isoformat())


def r704(note: Note, now: datetime) -> None:
    """A note sent at once is not older than five minutes."""
    if note.tpEmis == 1 and now - note.dhEmi > _FIVE_MINUTES:
        raise refusal("704", "dhEmi", value=note.dhEmi.isoformat())


def r897(note: Note) -> None:
    """The random part of the key is random."""
    if cnf.forbidden(note.cNF, note.nNF):
        raise refusal("897", "cNF", value=note.cNF)


def r972(note: Note) -> None:
    """Some UFs want to know who answers for the software."""
    if note.law.tech_required and note.tech is None:
        raise refusal("972", "tech", UF=note.issuer.address.UF)


def r973(note: Note) -> None:
    """The CNPJ of who answers for the software closes."""
    if note.tech and not cnpj.is_valid(note.tech.CNPJ):
        raise refusal("973", "tech.CNPJ", value=note.tech.CNPJ)
