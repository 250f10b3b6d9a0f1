"""Rules about the buyer (``dest``) and about what is brought to them."""

from __future__ import annotations

import re

from edge.fiscal import cnpj, cpf
from edge.fiscal.note import Note
from edge.fiscal.states import CUF
from edge.fiscal.till_fields import refusal

_FOREIGN_ID = re.compile(r"[0-9A-Za-z:.+\-/()]{5,20}")


def one_document(note: Note) -> None:
    """An identified buyer has a CPF, a CNPJ or a foreign document, one of them."""
    customer = note.sale.customer
    if customer is None:
        return
    if [customer.cpf, customer.cnpj, customer.foreign_id].count(None) != 2:
        raise refusal("one_document", "customer")


def r208(note: Note) -> None:
    """The buyer's CNPJ closes."""
    customer = note.sale.customer
    if customer and customer.cnpj is not None and not cnpj.is_valid(customer.cnpj):
        raise refusal("208", "customer.cnpj", value=customer.cnpj)


def r237(note: Note) -> None:
    """The buyer's CPF closes."""
    customer = note.sale.customer
    if customer and customer.cpf is not None and not cpf.is_valid(customer.cpf):
        raise refusal("237", "customer.cpf", value=customer.cpf)


def r220(note: Note) -> None:
    """The shop does not sell to itself."""
    customer = note.sale.customer
    if customer and customer.cnpj == note.issuer.CNPJ:
        raise refusal("220", "customer.cnpj", value=note.issuer.CNPJ)


def r372(note: Note) -> None:
    """A foreigner's document has 5 to 20 letters, digits and a few marks."""
    customer = note.sale.customer
    if customer and customer.foreign_id is not None:
        value = customer.foreign_id
        if not _FOREIGN_ID.fullmatch(value):
            raise refusal("372", "customer.foreign_id", value=value)


def r275(note: Note) -> None:
    """The buyer's municipality lies in its UF."""
    address = note.sale.customer.address if note.sale.customer else None
    if address and CUF.get(address.UF) != address.cMun[:2]:
        raise refusal("275", "customer.address.cMun", value=address.cMun, UF=address.UF)


def r787(note: Note) -> None:
    """What is delivered is delivered to somebody."""
    if note.sale.delivery and note.sale.customer is None:
        raise refusal("787", "customer")


def r788(note: Note) -> None:
    """What is delivered is delivered somewhere."""
    customer = note.sale.customer
    if note.sale.delivery and customer and customer.address is None:
        raise refusal("788", "customer.address")


def r786(note: Note) -> None:
    """Some UFs want to know who carries a delivery."""
    delivery = note.sale.delivery
    if note.law.carrier_required and delivery and delivery.carrier is None:
        raise refusal("786", "delivery.carrier", UF=note.issuer.address.UF)


def carrier(note: Note) -> None:
    """A carrier is known by a CPF or by a CNPJ that closes, if by any."""
    who = note.sale.delivery.carrier if note.sale.delivery else None
    if who is None:
        return
    if who.cnpj is not None and who.cpf is not None:
        raise refusal("one_document", "delivery.carrier")
    if who.cnpj is not None and not cnpj.is_valid(who.cnpj):
        raise refusal("carrier", "delivery.carrier.cnpj", value=who.cnpj)
    if who.cpf is not None and not cpf.is_valid(who.cpf):
        raise refusal("carrier", "delivery.carrier.cpf", value=who.cpf)


def marketplace(note: Note) -> None:
    """The CNPJ of the site it was sold on closes."""
    site = note.sale.delivery.marketplace if note.sale.delivery else None
    if site and not cnpj.is_valid(site.cnpj):
        raise refusal("marketplace", "delivery.marketplace.cnpj", value=site.cnpj)
