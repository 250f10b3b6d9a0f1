"""Rules about the buyer (``dest``)."""

from __future__ import annotations

from edge.fiscal import cnpj, cpf
from edge.fiscal.note import Note
from edge.fiscal.till_fields import refusal


def one_document(note: Note) -> None:
    """An identified buyer has a CPF or a CNPJ, one of them."""
    customer = note.sale.customer
    if customer and (customer.cpf is None) == (customer.cnpj is None):
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
